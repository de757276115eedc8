# shellcheck shell=bash
# Sourced by the scripts of tools/: they work from the top of the repository, in
# one locale, and say what went wrong in one line.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# need PROGRAM: or say how to get it.
need() {
    command -v "$1" >/dev/null || die "$1 is missing: make deps installs it"
}

# keys [CHAPTER…]: the keys NN-name of all chapters, or of those named as 5, 05 or 05-convnet.
keys() {
    local dirs=(chapters/[0-9][0-9]-*/) all=() chapter key found
    [[ -d ${dirs[0]} ]] && all=("${dirs[@]%/}") && all=("${all[@]#chapters/}")
    if (($# == 0)); then
        ((${#all[@]} == 0)) || printf '%s\n' "${all[@]}"
        return
    fi
    for chapter; do
        found=
        for key in "${all[@]}"; do
            case $chapter in
                "$key" | "${key%%-*}" | "${key:1:1}") [[ ${#chapter} -gt 1 || ${key:0:1} == 0 ]] && found=$key ;;
            esac
        done
        [[ $found ]] || die "there is no chapter '$chapter': ls chapters"
        printf '%s\n' "$found"
    done
}
