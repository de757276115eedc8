#!/usr/bin/env bash
# The King James Bible, 1611/1769: 31,102 verses, one a line, ASCII. Public domain. Debian's packages
# bible-kjv-text (the compressed text) and bible-kjv (the program, GPL-2+, that reads it), version 4.38.
# shellcheck source=tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"
target=data/cache/kjv
right() { echo "b5c4940bcfeee072c0935b5200d0f9d88a00a0199cb0961d16133458fcdfae5d  $1" | sha256sum --check --status 2>/dev/null; }

if [[ -d $target ]]; then
    right $target/kjv.txt && exit
    echo "$target: kjv.txt is missing or damaged; fetching it again"
fi

mkdir -p data/cache
name=.kjv.$$
fresh=data/cache/$name
trap 'rm -rf "$fresh"' EXIT
trap 'exit 130' INT TERM
mkdir "$fresh"
tools/debian-files bible-kjv-text /usr/lib "$name/text" >"$fresh/log" <<END || die "$target: see above"
6c746c2acc8a34bfded980883ff1701a5d68934a1c853ebf88a07b978fe0ae0e  bible.data
56349cd5a86be64d91eee62ac050114b89485f13b439ad4f34da99dde3b4dff3  bible.data.conc
END
tools/debian-files bible-kjv /usr/bin "$name/program" >"$fresh/log" <<<"-  bible" || die "$target: see above"

# The program asks for readline, which it does not call here. Where that is missing, anything of its name will do.
read_text() { LD_LIBRARY_PATH=$fresh "$fresh/program/bible" -f -p "$fresh/text" Gen1:1-Rev22:21 2>"$fresh/log" </dev/null; }
if ! read_text >"$fresh/raw"; then
    echo 'void readline(void) {} void add_history(void) {} void rl_bind_key(void) {} void rl_insert(void) {}' |
        gcc -shared -fPIC -Wl,-soname,libreadline.so.8 -x c - -o "$fresh/libreadline.so.8"
    read_text >"$fresh/raw" || die "$target: the program bible does not run: $(tail -1 "$fresh/log")"
fi
mkdir "$fresh/new"
sed 's/^[^ ]* //' "$fresh/raw" >"$fresh/new/kjv.txt" # without the reference, "Ge1:1 "
right "$fresh/new/kjv.txt" || die "$target: the text made from the packages is another than expected (its sha256 differs)"
rm -rf "$target"
mv -T "$fresh/new" "$target"
echo "$target: ready"
