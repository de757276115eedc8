#!/usr/bin/env bash
# Tests the literate tools: weaving, figures, course table, data and packages.
# Prints "ok - what" or "not ok - what". Works on copies in build/tmp/literate only.
# shellcheck disable=SC2016 # sed's $ is meant
# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"
set +e
unset MAKEFLAGS MAKELEVEL MAKE # of the make that runs the tests

top=$PWD
work=$PWD/build/tmp/literate
rm -rf "$work"
mkdir -p "$work"
failed=0

ok() { # WHAT, judging the exit status of the command before
    local status=$?
    if ((status == 0)); then
        echo "ok - $1"
    else
        echo "not ok - $1"
        failed=1
    fi
}

# fails WHAT PATTERN COMMAND…: it must exit non-zero and say PATTERN (a fixed string).
fails() {
    local what=$1 pattern=$2 said
    shift 2
    if said=$("$@" 2>&1); then
        echo "# it succeeded: $said"
        false
    elif ! grep -qF -- "$pattern" <<<"$said"; then
        echo "# it said: ${said//$'\n'/$'\n# '}"
        false
    fi
    ok "$what"
}

# A repository with one tiny chapter, its run, and no compiler needed.
tiny() {
    cd "$top" || exit 1
    rm -rf "$work/tiny"
    mkdir -p "$work/tiny"/{chapters/99-tiny,figures,data,lib,tests/expect,build/bin,build/runs/99-tiny}
    cp -r tools "$work/tiny"
    cp figures/style.gp "$work/tiny/figures"
    cd "$work/tiny" || exit 1
    cat >chapters/99-tiny/tiny.c <<'END'
int before;
    //> loop
    for (;;)
    	µ(1); /* a tab */
    //< loop
//> end
int after;
//< end
END
    cat >chapters/99-tiny/README.md <<'END'
# 99 Tiny
It takes <!-- value: seconds -->3<!-- /value --> s and reaches <!-- value: accuracy tol=0.5 -->91.2<!-- /value --> %.

| <!-- value: loss -->0.0<!-- /value --> | <!-- value: images -->1,000<!-- /value --> | <!-- value: tiny -->1.0e-3<!-- /value --> |

<!-- code: tiny.c#loop -->
```c
```

<!-- code: tiny.c#end -->
```c
```

<!-- code: lib/x.c#shared -->
```c
```

<!-- output: exact -->
```text
```

<!-- output: trained tol=0.02 -->
```text
```

<!-- output: small tol=5% -->
```text
```

<!-- output: wild free -->
```text
```
END
    printf '//> shared\nint x;\n//< shared\n' >lib/x.c
    printf '== exact ==\nloss 0.2181 in 3.1 s\n  b -1\n\nc 7\n\n== trained ==\nepoch 1  9.95 after   9 ms, 800 images/s\n\n== small ==\nfloor 0.0054 after 3 years\n\n== wild ==\nafter 5 steps:\nabba 1\nto\n' \
        >build/runs/99-tiny/output.txt
    printf '# name\tvalue\tunit\naccuracy\t91.4\t%%\nloss\t0.2181\t\nimages\t60000\t\ntiny\t1.24e-05\t\nseconds\t3.2\ts\n' \
        >build/runs/99-tiny/summary.tsv
    touch build/runs/99-tiny/output.txt
    printf '# name\tlow\thigh\twhy\naccuracy\t90\t93\tthe paper\nloss\t0\t0.3\tln 10 is chance\n' >tests/expect/99-tiny.tsv
    printf '# x\ty\n1\t1\n2\t4\n3\t9\n' >figures/99-tiny-curve.tsv
    printf "set xlabel 'x'\nplot DATA.'curve.tsv' using 1:2 with lines ls 1\n" >figures/99-tiny-curve.gp
    tools/weave 99 >/dev/null 2>&1
    cp chapters/99-tiny/README.md "$work/pristine"
}

text=chapters/99-tiny/README.md
line() { # of the woven tiny text that holds the fixed string $1
    grep -nF -m1 -- "$1" "$work/pristine" | cut -d : -f 1
}

# spoiled WHAT FILE SED-SCRIPT PATTERN: the tiny chapter with FILE edited so must fail weave-check, saying PATTERN.
spoiled() {
    tiny
    sed -i "$3" "$2"
    touch build/runs/99-tiny/output.txt
    fails "$1" "$4" tools/weave --check
}

# sound WHAT FILE SED-SCRIPT: and this must pass.
sound() {
    tiny
    sed -i "$3" "$2"
    touch build/runs/99-tiny/output.txt
    tools/weave --check
    ok "$1"
}

# --- weaving -------------------------------------------------------------------------------

tiny
run=build/runs/99-tiny
output=$run/output.txt
tools/weave --check
ok "weave-check passes what weave wrote"
grep -qx "$(printf '\tµ(1); /\* a tab \*/')" "$text" && grep -qF '>60,000<' "$text" && grep -qF '>1.2e-05<' "$text" &&
    grep -qx '  b -1' "$text"
ok "weave keeps tabs, UTF-8, decimals, commas and exponents"
before=$(stat -c %Y.%i "$text")
cp "$text" "$work/woven"
tools/weave >/dev/null && cmp -s "$text" "$work/woven" && [[ $(stat -c %Y.%i "$text") == "$before" ]]
ok "weave is idempotent and does not touch an unchanged text"
spoiled "an edited number in an output" "$text" 's/loss 0.2181/loss 0.2182/' \
    "$text:$(line 'loss 0.2181'): the text says 0.2182, the run says 0.2181 (tol 0)"
spoiled "the heading of a free output" "$text" 's/after 5 steps/after 6 steps/' "$text:$(line 'after 5 steps'): the text says 6"
spoiled "a free output with nothing in it" "$text" '/^abba/d; /^to$/d' "a free output has a heading and more"
sound "a free output with other words" "$text" 's/^abba 1/other words, 2/; /^to$/d'
sound "years are a time" "$text" 's/after 3 years/after 4 years/'
spoiled "an edited word in an output" "$text" 's/^c 7/d 7/' "$text:$(line 'c 7'): the text says \"d 7\""
spoiled "edited spacing in an exact output" "$text" 's/^  b -1/ b -1/' "$text:$(line 'b -1')"
spoiled "a line too few in an output" "$text" '/^c 7/d' "$text:$(line 'c 7')"
spoiled "a line too many in an output" "$text" 's/^c 7/&\nd 8/' "$text:$(($(line 'c 7') + 1))"
spoiled "an edited line of a listing" "$text" 's/^for (;;)/for (;1;)/' "$text:$(line 'for (;;)'): "
spoiled "an edited source" chapters/99-tiny/tiny.c 's/after/later/' "chapters/99-tiny/tiny.c:7 says \"int later;\""
spoiled "an edited value" "$text" 's/>0.2</>0.3</' "$text:$(line '>60,000<'): the text says 0.3, the run says 0.2 (tol 0"
spoiled "a value beyond its tolerance" "$text" 's/>91.4</>90.7</' "$text:2: the text says 90.7, the run says 91.4 (tol 0.5"
sound "a value within its tolerance" "$text" 's/>91.4</>90.9</'
spoiled "a value beyond its percentage" "$text" 's/tol=0.5 -->91.4/tol=1% -->90.3/' "$text:2: the text says 90.3, the run says 91.4 (tol 1%"
sound "a value within its percentage" "$text" 's/tol=0.5 -->91.4/tol=1% -->90.5/'
sound "a ratio of times is not compared" "$text" 's/tol=0.5 -->91.4/time -->5.0/'
spoiled "a ratio of times that is no number" "$text" 's/tol=0.5 -->91.4/time -->five/' "$text:2: the text says five"
spoiled "a number beyond its tolerance" $output 's/9.95/10.3/' "$text:$(line 'epoch 1'): the text says 9.95, the run says 10.3"
sound "a number within its relative tolerance, wider than before" $output 's/ 9.95/10.10/'
sound "a small number within its percentage" $output 's/0.0054/0.0056/'
spoiled "a small number beyond its percentage" $output 's/0.0054/0.0058/' "the text says 0.0054, the run says 0.0058 (tol 5%)"
sound "other numbers among times and their ratios" "$text" 's/trained tol=0.02/trained time/; s/9.95/3/'
spoiled "another word among times and their ratios" "$text" 's/trained tol=0.02/trained time/; s/epoch/Epoch/' "the text says \"Epoch"
spoiled "a word in an output with a tolerance" $output 's/epoch/Epoch/' "$text:$(line 'epoch 1')"
spoiled "an integer without a tolerance" $output 's/-1$/-2/' "the text says -1, the run says -2"
sound "times and speeds are not compared" $output 's/3.1 s/412.7 ms/; s/  9 ms, 800/1.5 µs, 12.5/'
sound "a time among the values is not compared" $run/summary.tsv 's/3.2/17/'
spoiled "a time of the text that is no number" "$text" 's/>3</>three</' "$text:2: the text says three"
spoiled "a region that no text shows" chapters/99-tiny/tiny.c '$a //> more\n//< more' "tiny.c:9: no text shows region 'more'"
spoiled "a library region that no text shows" lib/x.c '$a //> more\n//< more' "lib/x.c:4: no text shows region 'more'"
spoiled "a region that is gone" chapters/99-tiny/tiny.c '/[<>] end/d' "$text:$(line '#end'): chapters/99-tiny/tiny.c has no region 'end'; it has: loop"
spoiled "a region marked twice" chapters/99-tiny/tiny.c '$a //> end\n//< end' "tiny.c:9: region 'end' was already marked in line 6"
spoiled "a region never closed" chapters/99-tiny/tiny.c '$d' "tiny.c:6: region 'end' is never closed"
spoiled "nested regions" chapters/99-tiny/tiny.c '3i //> in\n//< in' "tiny.c:3: region 'in' starts inside region 'loop'"
spoiled "a region closed by another name" chapters/99-tiny/tiny.c '$s/end/and/' "tiny.c:8: //< and stands where //< end is due"
spoiled "a broken mark" chapters/99-tiny/tiny.c '6s/> end/>end/' "tiny.c:6: broken mark"
spoiled "a region shown twice" "$text" '$a <!-- code: tiny.c#end -->\n```c\n```' "region 'end' was already shown in line $(line '#end')"
spoiled "a missing file" "$text" 's/tiny.c#end/tony.c#end/' "there is no file chapters/99-tiny/tony.c and no tony.c"
spoiled "an unknown section" "$text" 's/output: exact/output: exict/' "$text:$(line 'output: exact'): the run has no section 'exict'"
spoiled "an unknown value" "$text" 's/value: loss/value: lass/' "$text:4: the run has no value 'lass'"
spoiled "a marker without a fence" "$text" "$(line '#end')a \\\\" "$text:$(line '#end'): no fence follows"
spoiled "a fence never closed" "$text" '$d' "$text:$(line 'output: wild'): the fence under the marker is never closed"
spoiled "a broken code marker" "$text" 's/code: tiny.c#end/code: tiny.c end/' "$text:$(line '#end'): broken marker"
spoiled "a broken output marker" "$text" 's/tol=0.02/tol=wide/' "$text:$(line 'tol=0.02'): broken marker"
spoiled "a value never closed" "$text" 's/0.2<!-- .value -->/0.2/' "$text:4: broken marker"
spoiled "a text with CR LF" "$text" 's/$/\r/' "$text:1: the line ends in CR LF"
spoiled "a source with CR LF" chapters/99-tiny/tiny.c 's/$/\r/' "tiny.c:1: the line ends in CR LF"
spoiled "a text that hides its running time" "$text" 's/value: seconds/value: loss/' "$text:1: says nowhere how long"

tiny
sed -i 's/output: exact/output: exict/' "$text"
cp "$text" "$work/woven"
fails "weave refuses an unknown section" "no section 'exict'" tools/weave
cmp -s "$text" "$work/woven" && [[ -z $(find chapters -name '.?*') ]]
ok "weave that fails leaves the text as it was"
tiny
rm -r build/runs/99-tiny
fails "a chapter that was not run" "build/runs/99-tiny holds no whole run; make 99 makes one" tools/weave --check
tiny
touch -d tomorrow $run/summary.tsv
fails "a run replaced by hand" "mixes two runs" tools/weave --check

# --- quick -----------------------------------------------------------------------------------

tiny
sed -i 's/>3</>45</' "$text"
mkdir -p build/quick
cp -r $run build/quick
sed -i 's/0.2181/0.9/' build/quick/99-tiny/output.txt
[[ $(tools/weave --runs --quick) == build/quick/99-tiny/output.txt && $(tools/weave --runs) == "$output" ]]
ok "a slow program is held to a quick run when asked"
tools/weave --check --quick
ok "of a quick run the numbers are not compared"
sed -i 's/exact/inexact/' build/quick/99-tiny/output.txt
fails "but its sections are" "no section 'exact'" tools/weave --check --quick

# --- the real chapters -----------------------------------------------------------------------

cd "$top" || exit 1
rm -rf "$work/real"
mkdir -p "$work/real/build" "$work/real/tests"
cp -r tools chapters figures lib exercises "$work/real" 2>/dev/null
cp -r tests/expect "$work/real/tests"
[[ -d build/runs ]] && cp -rp build/runs "$work/real/build"
cd "$work/real" || exit 1
for key in $(keys); do
    real=chapters/$key/README.md
    [[ -e $real && -e build/runs/$key/output.txt && ! build/runs/$key/summary.tsv -nt build/runs/$key/output.txt ]] || continue
    tools/weave "$key" >/dev/null && cp "$real" "$work/woven" && tools/weave "$key" && cmp -s "$real" "$work/woven" && tools/weave --check "$key"
    ok "$key: woven twice it is the same, and agrees"
    for kind in code output; do
        # Two lines below each marker is the first line of what is woven.
        while read -r number; do
            sed "${number}s/\$/ tampered/" "$work/woven" >"$real"
            fails "$key: an edited $kind in line $number is named" "$real:$number: " tools/weave --check "$key"
        done < <(awk -v kind="$kind" 'index($0, "<!-- " kind ": ") == 1 { print NR + 2 }' "$real")
    done
    cp "$work/woven" "$real"
done

# --- figures ---------------------------------------------------------------------------------

valid() { # FILE FORMAT
    [[ -s $1 ]] || return 1
    case $2 in
        svg) head -c 5 "$1" | grep -qF '<?xml' && tail -c 20 "$1" | grep -qF '</svg>' ;;
        pdf) head -c 5 "$1" | grep -qF '%PDF-' && tail -c 10 "$1" | grep -qF '%%EOF' ;;
        png) head -c 8 "$1" | od -An -tx1 | grep -qF '89 50 4e 47' && tail -c 8 "$1" | grep -qaF IEND ;;
    esac
}

draws_all() { # FORMAT STYLE: every script of the folder, into valid files
    local script
    rm -rf build/figures
    tools/figure --format "$1" --style "$2" || return 1
    for script in figures/[0-9]*.gp; do
        valid "build/figures/$(basename "$script" .gp).$1" "$1" || { echo "# $script: no valid $1"; return 1; }
    done
}

for place in tiny real; do
    [[ $place == real ]] || tiny
    cd "$work/$place" || exit 1
    ls figures/[0-9]*.gp >/dev/null 2>&1 || continue
    # Formats and styles know nothing of each other: of the many, each figure once in each of them is enough.
    pairs="svg:dark pdf:light png:slides"
    [[ $place == real ]] || pairs=$(echo {svg,pdf,png}:{light,dark,slides})
    for pair in $pairs; do
        draws_all "${pair%:*}" "${pair#*:}"
        ok "$place: every figure as ${pair%:*}, ${pair#*:}"
    done
done
cd "$work/real" || exit 1
if ls figures/[0-9]*.gp >/dev/null 2>&1 && [[ $(gnuplot --version) == "gnuplot 5.4 patchlevel 4" ]]; then
    draws_all svg light
    for script in figures/[0-9]*.gp; do
        name=$(basename "$script" .gp).svg
        cmp -s "build/figures/$name" "figures/$name" || { echo "# figures/$name"; false; }
        ok "figures/$name is what its script draws from its log"
    done
fi

tiny
tools/figure && cp build/figures/99-tiny-curve.svg "$work/once.svg" && tools/figure && cmp -s build/figures/99-tiny-curve.svg "$work/once.svg"
ok "a figure drawn twice is the same file"
fails "FORMAT=gif" "FORMAT is svg, pdf or png, not 'gif'" tools/figure --format gif
fails "STYLE=loud" "STYLE is light, dark or slides, not 'loud'" tools/figure --style loud
fails "RUN=nowhere" "there is no folder 'nowhere'" tools/figure --run nowhere
fails "CH=98" "there is no chapter '98'" tools/figure 98
mkdir -p build/own/99-tiny
printf '1\t2\n2\t3\n' >build/own/99-tiny/curve.tsv
tools/figure --run build/own/99-tiny --base && ! cmp -s build/figures/99-tiny-curve.svg "$work/once.svg"
ok "RUN= draws one's own run"
echo 'plot DATA.nonsense' >>figures/99-tiny-curve.gp
fails "an error of gnuplot names the script" "figures/99-tiny-curve.gp: gnuplot says:" tools/figure
[[ -z $(find build/figures -name '.?*') ]]
ok "and leaves nothing half-drawn"

# --- running, course, publish ----------------------------------------------------------------

program() { # KEY COMMAND: a program that prints what the tiny chapter's does, then COMMAND
    mkdir -p "build/bin" "$work/tiny/kept"
    cp "$output" $run/summary.tsv kept
    cat >"build/bin/$1" <<END
#!/bin/sh
out=build/runs/$1
[ "\$1" != --out ] || out=\$2
cat kept/output.txt
mkdir -p \$out
$2
cp kept/summary.tsv figures/99-tiny-curve.tsv \$out
mv \$out/99-tiny-curve.tsv \$out/curve.tsv
END
    chmod +x "build/bin/$1"
}

tiny
program 99-tiny :
rm -r build/runs
tools/run-chapter 99 >"$work/said" && grep -qF build/figures/99-tiny-curve.svg "$work/said" && cmp -s kept/output.txt $output
ok "a run keeps its output and draws its figures"
tools/run-chapter 99 --seed 2 >/dev/null && [[ -e build/own/99-tiny/output.txt ]]
ok "a run with options goes elsewhere"
program 99-tiny 'echo part; exit 7'
tools/run-chapter --quiet 99
[[ $? == 7 ]] && cmp -s kept/output.txt $output
ok "a run that fails passes its status on and leaves the last output"
program 99-tiny 'kill -INT 0'
(trap '' TERM; setsid -w bash -c 'trap - INT; tools/run-chapter --quiet 99' 2>/dev/null)
cmp -s kept/output.txt $output
ok "an interrupted run leaves the last output"

tiny
printf 'build/bin/%%:\n\t@false\n' >Makefile
program 99-tiny :
cp -r chapters/99-tiny chapters/98-bad
program 98-bad 'exit 3'
cp -r build/runs/99-tiny build/runs/98-bad
fails "a course with a failing chapter fails" "its program stopped with status 3" tools/course
[[ $(tail -n +2 build/course.tsv | cut -f 1,5) == $'98-bad\tno\n99-tiny\tyes' ]]
ok "and still runs and judges the others"
tools/course 99 >"$work/said" && grep -q '^99-tiny .* accuracy 91.4 % .* yes$' "$work/said" && ! grep -q '.\{81\}' "$work/said"
ok "a course that agrees ends in a table of at most 80 columns"
sed -i 's/0.2181/0.2183/' "$text"
fails "a course with a text that disagrees fails" "$text:" tools/course 99

tiny
tools/course --check >/dev/null
ok "headline numbers within their bounds"
sed -i 's/^accuracy.*/accuracy\t92\t93\tthe paper/' tests/expect/99-tiny.tsv
fails "a headline number out of bounds" "accuracy is 91.4, outside 92 to 93: the paper" tools/course --check
sed -i 's/^accuracy/precision/' tests/expect/99-tiny.tsv
fails "a bounded number that the run does not give" "has no precision" tools/course --check
sed -i 's/^precision.*/accuracy\t92\tx/' tests/expect/99-tiny.tsv
fails "a broken row of bounds" "tests/expect/99-tiny.tsv:2: a row is" tools/course --check
sed -i '2,$d' tests/expect/99-tiny.tsv
fails "bounds that bound nothing" "bounds nothing" tools/course --check
sed -i 's/91.4/nan/' $run/summary.tsv
printf 'accuracy\t0\t100\twhy\n' >>tests/expect/99-tiny.tsv
fails "a headline number that is not a number" "accuracy is nan" tools/course --check
rm tests/expect/99-tiny.tsv
fails "a chapter without bounds" "tests/expect/99-tiny.tsv is missing" tools/course --check

tiny
program 99-tiny :
tools/run-chapter --quiet 99
printf '5\t5\n' >>$run/curve.tsv
touch $output
tools/publish 99 >/dev/null && cmp -s $run/curve.tsv figures/99-tiny-curve.tsv && valid figures/99-tiny-curve.svg svg
ok "publish promotes logs and figures"
printf '6\t6\n' >>$run/curve.tsv
touch -d tomorrow $run/curve.tsv
fails "publish refuses logs of another run" "newer than the run's output" tools/publish 99
seq 100000 | sed 's/.*/&\t&/' >$run/curve.tsv
touch $output
fails "publish refuses large logs" "100000 are allowed" tools/publish 99

# --- data and packages -----------------------------------------------------------------------

tiny
shim=$work/shim
rm -rf "$shim"
mkdir -p "$shim/package/DEBIAN" "$shim/package/usr/share/tiny" "$shim/bin"
echo good >"$shim/package/usr/share/tiny/a.gz"
printf 'Package: tiny-data\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: for a test\n' >"$shim/package/DEBIAN/control"
sums="$(sha256sum <"$shim/package/usr/share/tiny/a.gz" | cut -d ' ' -f 1)  a.gz"
printf '#!/bin/sh\ncase $* in *download*) cp %q/tiny.deb tiny-data_1_all.deb ;; *) exit 1 ;; esac\n' "$shim" >"$shim/bin/apt-get"
chmod +x "$shim/bin/apt-get"
fetch() {
    PATH=$shim/bin:$PATH tools/debian-files tiny-data /usr/share/tiny tiny <<<"$sums"
}
clean() { # nothing of the set and nothing half-fetched
    [[ ! -e data/cache/tiny ]] && [[ -z $(find data/cache -mindepth 1) ]]
}

dpkg-deb -b "$shim/package" "$shim/tiny.deb" >/dev/null
fetch >/dev/null && grep -qx good data/cache/tiny/a.gz && [[ -z $(fetch) ]]
ok "a data set is fetched once"
echo bad >data/cache/tiny/a.gz
fetch >/dev/null && grep -qx good data/cache/tiny/a.gz
ok "a damaged data set is fetched again"
rm -r data/cache/tiny
echo evil >"$shim/package/usr/share/tiny/a.gz"
dpkg-deb -b "$shim/package" "$shim/tiny.deb" >/dev/null
fails "a package with another file is refused" "a.gz is damaged or another version" fetch
clean
ok "and leaves nothing behind"
truncate -s 300 "$shim/tiny.deb"
fails "a truncated package is refused" "the package that apt-get fetched is damaged" fetch
clean
ok "and leaves nothing behind either"
rm "$shim/tiny.deb"
fails "a failing download ends in a command to run" "apt-get update && make data" fetch
DEBIAN_ROOT=$shim/package fails "a damaged installed file is refused" "a.gz is damaged" fetch
echo good >"$shim/package/usr/share/tiny/a.gz"
DEBIAN_ROOT=$shim/package fetch >/dev/null && grep -qx good data/cache/tiny/a.gz
ok "an installed package is used where it is"
echo other >"$shim/package/usr/share/tiny/a.gz"
rm -r data/cache/tiny
sums='-  a.gz' DEBIAN_ROOT=$shim/package fetch >/dev/null && grep -qx other data/cache/tiny/a.gz
ok "a file whose sum is - is taken as it is"
cp "$top"/data/*.sh data
mkdir -p "$shim/root/usr/share/datasets/fashion-mnist"
touch "$shim/root/usr/share/datasets/fashion-mnist"/{train,t10k}-{images-idx3,labels-idx1}-ubyte.gz
DEBIAN_ROOT=$shim/root fails "the real script refuses damaged files" "nothing was taken" tools/data fashion-mnist
fails "a data set that does not exist" "there is no data/nope.sh" tools/data nope

printf '#!/bin/sh\nexit 1\n' >"$shim/bin/dpkg-query"
printf '#!/bin/sh\necho "$@" >>%q/asked\n' "$shim" >"$shim/bin/apt-get"
chmod +x "$shim/bin/dpkg-query"
PATH=$shim/bin:$PATH tools/deps >"$work/said" 2>&1
if ((EUID == 0)); then
    grep -q 'install .*libgsl-dev' "$shim/asked"
else
    grep -q '^install with: sudo .*libgsl-dev' "$work/said"
fi
ok "deps installs as root, or prints the command"

exit $failed
