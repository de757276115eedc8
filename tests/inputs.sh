#!/bin/bash
# What the chapters' programs do with odd arguments and files, as TAP: each works, or ends in one line and a status
# that is not 0. A chapter's cases stand in tests/inputs/NN-name.sh.
#   tests/inputs.sh [NN-name…]
set -u
count=0 failed=0
folder=build/tmp/inputs
export OMP_WAIT_POLICY=passive NO_COLOR=1

say() { # STATUS NAME [WHY]
    count=$((count + 1))
    if [ "$1" = ok ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        printf 'not ok %s - %s\n  # %s\n' "$count" "$2" "${3:-}"
    fi
}

# check WHAT STATUS PATTERN ARGUMENT…: runs $program --quick. stdout is UTF-8; whoever fails says one line.
check() {
    local what="$key: $1" status=$2 pattern=$3 got lines
    shift 3
    timeout 100 "$program" --quick --out "$folder/run" "$@" >"$folder/out" 2>"$folder/err" </dev/null
    got=$?
    lines=$(wc -l <"$folder/err")
    if [ "$got" != "$status" ]; then
        say bad "$what" "status $got, not $status: $(head -c 200 "$folder/err")"
    elif [ "$status" != 0 ] && [ "$lines" != 1 ]; then
        say bad "$what" "$lines lines: $(head -c 400 "$folder/err")"
    elif ! cat "$folder/out" "$folder/err" | grep -qaE -- "$pattern"; then
        say bad "$what" "no '$pattern' in: $(cat "$folder/out" "$folder/err" | head -c 400)"
    elif ! iconv -f utf-8 -t utf-8 "$folder/out" >/dev/null 2>&1; then
        say bad "$what" 'what it prints is no UTF-8'
    else
        say ok "$what"
    fi
}

rm -rf "$folder"
mkdir -p "$folder"
if [ $# = 0 ]; then
    for file in tests/inputs/*.sh; do set -- "$@" "$(basename "$file" .sh)"; done
fi
for key; do
    program=build/bin/$key
    # shellcheck source=/dev/null
    . "tests/inputs/$key.sh"
done
echo "1..$count"
[ "$failed" = 0 ]
