#!/bin/bash
# The library's layers and lengths, as TAP. Every header in lib/ states its level in its first line, "(level N)",
# and includes lower levels only; a .c file includes its own header (PREFIX_*.c without one: PREFIX.h) and lower levels. Files
# without a header of their own stand above level 0 and are included by nobody.
#   tests/layering.sh [FOLDER]        FOLDER: another tree than lib, for testing this script itself
set -u
lib=${1:-lib}
count=0 failed=0

# say STATUS NAME [DETAIL…]: one line of TAP; the details, if any, are why it failed.
say() {
    count=$((count + 1))
    if [ "$1" = ok ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        printf '%s\n' "${@:3}" | sed 's/^/  # /'
    fi
}

# check NAME PROBLEMS: no problems is ok.
check() { if [ -z "$2" ]; then say ok "$1"; else say bad "$1" "$2"; fi; }

level_of() { sed -n '1s/.*(level \([0-9][0-9]*\)).*/\1/p' "$lib/$1"; }
includes_of() { sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$lib/$1"; }

# The header whose level a .c file has: its own, else that of a prefix: op.h for op_conv.c.
own_header() {
    local name=${1%.c}
    while [ ! -f "$lib/$name.h" ] && [[ $name == *_* ]]; do name=${name%_*}; done
    if [ -f "$lib/$name.h" ]; then echo "$name.h"; fi
}

header_problems() {
    local header=$1 level other below
    level=$(level_of "$header")
    [ -n "$level" ] || { echo "its first line has no (level N)"; return; }
    for other in $(includes_of "$header"); do
        [ -f "$lib/$other" ] || { echo "includes \"$other\", which is not in $lib"; continue; }
        below=$(level_of "$other")
        [ -n "$below" ] && [ "$below" -lt "$level" ] || echo "is of level $level and includes $other of level ${below:-none}"
    done
}

source_problems() {
    local own level other below
    own=$(own_header "$1")
    if [ -n "$own" ]; then
        includes_of "$1" | grep -qx "$own" || echo "does not include $own, where its interface stands"
        level=$(level_of "$own")
    else
        level=1 # a file of its own, like cblas_onednn.c: level 0 is all it may use
    fi
    for other in $(includes_of "$1"); do
        [ "$other" = "$own" ] && continue
        [ -f "$lib/$other" ] || { echo "includes \"$other\", which is not in $lib"; continue; }
        below=$(level_of "$other")
        [ -n "$below" ] && [ "$below" -lt "${level:-0}" ] || echo "is of level ${level:-none} and includes $other of level ${below:-none}"
    done
}

# Functions of over 40 lines, counted from the line of the name to the closing brace in column 1.
long_functions() {
    awk '/^[A-Za-z_].*\(/ && !/;[[:space:]]*$/ && !/^typedef/ { name = $0; start = FNR }
         /^[A-Za-z_].*;[[:space:]]*$/ && !body { start = 0 }
         /^\{/ { body = 1 }
         /^\}/ { if (start && body && FNR - start + 1 > 40) print FNR - start + 1 " lines: " name
                 start = body = 0 }' "$1"
}

# Lines too long, tabs, blanks at the end, // comments other than region marks, and what nobody finished.
untidy() {
    LC_ALL=C.UTF-8 awk 'length($0) > 120 { print FNR ": " length($0) " columns" }
        /\t/ { print FNR ": a tab" }
        /[ \t]$/ { print FNR ": a blank at the end" }
        /^[ \t]*\/\/[^<>]/ { print FNR ": a // comment" }
        /TODO|FIXME|XXX/ { print FNR ": unfinished" }' "$1"
}

for path in "$lib"/*.h; do
    header=${path##*/}
    check "$header includes lower levels only" "$(header_problems "$header")"
    lines=$(wc -l < "$path")
    check "$header has at most 80 lines" "$([ "$lines" -le 80 ] || echo "it has $lines")"
    guard=$(echo "${header%.h}" | tr '[:lower:]' '[:upper:]')_H
    check "$header has its include guard" "$(grep -q "^#ifndef $guard\$" "$path" || echo "$guard is not there")"
done

for path in "$lib"/*.c; do
    source=${path##*/}
    check "$source includes its own header and lower levels only" "$(source_problems "$source")"
    lines=$(wc -l < "$path")
    check "$source has at most 300 lines" "$([ "$lines" -le 300 ] || echo "it has $lines")"
    check "$source has no function of over 40 lines" "$(long_functions "$path")"
done

for path in "$lib"/*.[ch]; do
    check "${path##*/} is tidy" "$(untidy "$path")"
done

# This script itself: it has to notice.
if [ $# -eq 0 ]; then
    bad=$(mktemp -d)
    trap 'rm -rf "$bad"' EXIT
    printf '/* low.h (level 1): x. */\n#ifndef LOW_H\n#include "side.h"\n' > "$bad/low.h"
    printf '/* side.h (level 1): x. */\n#ifndef SIDE_H\n' > "$bad/side.h"
    printf '/* none.h: x. */\n#ifndef NONE_H\n' > "$bad/none.h"
    { printf '#include "low.h"\n#include "none.h"\n#include "gone.h"\nstatic int f(void)\n{\n'; yes '    f();' | head -50; printf '}\n'; } > "$bad/low.c"
    { printf '#include "low.h"\n'; yes '' | head -320; } > "$bad/side.c"
    found=$("$0" "$bad")
    for want in "is of level 1 and includes side.h of level 1" "its first line has no (level N)" \
        "is of level 1 and includes none.h of level none" '"gone.h", which is not in' "53 lines: static int f" \
        "does not include side.h" "it has 321"; do
        check "a wrong tree is noticed: $want" "$(grep -qF "$want" <<< "$found" || echo "it is not")"
    done
fi

echo "1..$count"
[ "$failed" -eq 0 ]
