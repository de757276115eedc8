#!/bin/bash
# Proves that grading works for one chapter, as TAP lines on stdout; `make grading-test` calls it for all.
#     tests/grading.sh KEY
#     tests/grading.sh --sabotage KEY FUNCTION KIND      one cell of the matrix below
#     tests/grading.sh --committed KEY...                exercises/ agrees with solutions/
#
# The stub scores 0 and the solution full. Then functions of the solution are sabotaged, in every way of `kinds`: the
# points of one are lost, with the reason on the screen, and nobody else's.
set -euo pipefail
cd "$(dirname "$0")/.."
B=build/grade
export NO_COLOR=1

# name, for which functions, where the code goes (body: first in the function; before: above it), what the screen says,
# the code. A crash is tried on every function: the tests say which one, and the others keep their points. The other
# kinds differ by what the grader does, whatever the function: a syntax error is tried on one of each chapter, each
# of the rest on one of every third chapter.
kinds() {
    cat <<'EOF'
syntax      one   body    expected                   int = ;
brace       turn  -       not.graded                 (the closing brace is missing)
null        every body    SIGSEGV                    volatile int *volatile wild = 0; *wild = 1;
loop        turn  body    stopped.after              for (volatile int on = 1; on;) ;
recursion   turn  before  stack.is.full              static int deep(volatile int n) { volatile char c[999]; c[0] = 1; return deep(n + 1) + c[0]; }
exit-0      turn  body    exit\(0\)                  void exit(int); exit(0);
exit-77     turn  body    exit\(77\)                 void exit(int); exit(77);
abort       turn  body    abort\(\)                  void abort(void); abort();
constructor turn  before  has.a.constructor          __attribute__((constructor)) static void sabotage(void) { void _exit(int); _exit(0); }
forbidden   turn  body    calls.getpid,              int getpid(void); getpid();
leak        turn  body    without.freeing            void *malloc(unsigned long); static void *volatile lost; lost = malloc(40);
overrun     turn  body    past.the.end.of.its.own    void *malloc(unsigned long); static char *volatile lost; lost = malloc(40); lost[40] = 0;
_exit-0     turn  body    _exit\(0\)                 void _exit(int); _exit(0);
library     turn  body    calls.tape_backward,       int tape_backward(int); tape_backward(1);
assembler   turn  body    inline.assembler           __asm__ volatile ("nop");
attribute   turn  before  has.a.constructor          __attribute__((constructor))
destructor  turn  before  has.a.destructor           __attribute__((destructor)) static void sabotage(void) { void _exit(int); _exit(77); }
section     turn  before  puts.something.into        static int sabotage __attribute__((section("cr_tst"), used)) = 1;
helper      turn  before  expected                   static int sabotage(void) { return 1 }
EOF
}

functions_of() {
    cut -f2 "$B/$1/tests.tsv" | awk '!seen[$0]++'
}

# The solution of chapter $1 with its function $2 sabotaged by the kind $3, whose place and code follow.
sabotaged() {
    local from to
    read -r _ from to _ < <(awk -v functions="$(functions_of "$1" | tr '\n' ' ')" -f tools/grade-split.awk \
        "solutions/$1.c" | grep "^F .* $2\$")
    awk -v from="$from" -v to="$to" -v kind="$3" -v place="$4" -v code="$5" '
        kind == "brace" && NR == to { next }
        place == "before" && NR == from { print code }
        { print }
        NR >= from && NR <= to && /{/ && !done++ {
            if (place == "body") print code
            if (kind == "recursion") print "(void)deep(1);"
            if (kind == "attribute") print "static volatile int sabotaged; sabotaged = 1;" # else gcc may drop it
        }' "solutions/$1.c"
}

sabotage() {
    local key=$1 function=$2 kind=$3 place says code folder result
    read -r _ place says code < <(kinds | awk -v k="$kind" '$1 == k { sub(/^[^ ]+ +/, ""); print }')
    folder=build/sabotage/$key-$function-$kind
    mkdir -p "$folder"
    sabotaged "$key" "$function" "$kind" "$place" "$code" >"$folder/$key.c"
    result=$B/build-sabotage-$key-$function-$kind
    [ "$kind" != loop ] || export GRADE_IMPATIENT=$function
    SRC=$folder tools/grade "$key" >"$folder/screen" || true
    if awk -F '\t' -v f="$function" 'NR > 1 { rows++; if ($2 == f ? $3 != 0 : $3 != $4 || $5 $6 != "") bad = 1 }
            END { exit bad || !rows }' "$result/grades.tsv" &&
        tr -s ' \n' '  ' <"$folder/screen" | grep -Eq "$function .*$says"; then
        echo "ok - sabotage $key $function $kind"
        rm -rf "$folder" "$result" "$result.lock"
    else
        echo "not ok - sabotage $key $function $kind, see $folder/screen and $result"
    fi
}

ok() { # ok STATUS words...
    if [ "$1" = 0 ]; then
        echo "ok - ${*:2}"
    else
        echo "not ok - ${*:2}"
    fi
}

# Points of folder $1 for chapter $2, as "8 of 10 in 4 functions".
points() {
    SRC=$1 tools/grade "$2" >"build/grading-$2.txt" || true
    awk -F '\t' '{ p += $3; of += $4; n++; if ($6 != "" && $6 != "not started") odd = "; " $6 }
        END { print p + 0 " of " of + 0 " in " n + 0 " functions" odd }' "$B/$(printf %s "$1" | tr / -)/$2/grades.tsv"
}

# The screen of chapter $1 if its runner had died after one test.
cut_short() {
    local dir=$B/cut/$1
    mkdir -p "$dir/report"
    : >"$dir/why"
    : >"$dir/todo"
    head -n 1 "$B/solutions/$1/report/report" >"$dir/report/report"
    awk -v key="$1" -v label="solutions/$1.c" -v dir="$dir" -v command="make check" -f tools/grade-screen.awk \
        "$dir/why" "$dir/todo" "$B/$1/tests.tsv" "$dir/report/report"
}

prove() {
    local key=$1 function kind often turn n status score
    local -a functions chosen
    n=$(functions_of "$key" | wc -l)
    score=$(points build/stubs "$key")
    status=0 && [ "$score" = "0 of 10 in $n functions" ] || status=1
    ok $status "stub of $key scores $score"
    score=$(points solutions "$key")
    status=0 && [ "$score" = "10 of 10 in $n functions" ] || status=1
    ok $status "solution of $key scores $score"
    status=0 && cut_short "$key" | grep -q "stopped early: 1 of" || status=1
    ok $status "a run of $key that was cut short says so"
    for function in $(functions_of "$key"); do
        status=0 && [ "$(find "tests/mutants/$key" -name "$function-*.c" 2>/dev/null | wc -l)" -ge 4 ] || status=1
        ok $status "$key $function has at least four mutants"
    done
    cut -f6 "$B/$key/tests.tsv" | sort -u | while read -r heading; do
        status=0 && grep -qxE "#+ +${heading//[^A-Za-z0-9 ]/.}" "chapters/$key/README.md" || status=1
        ok $status "chapters/$key/README.md has the section that tests name, \"$heading\""
    done
    mapfile -t functions < <(functions_of "$key")
    turn=$((10#${key%%-*}))
    kinds | while read -r kind often _; do
        case $kind in leak | overrun) grep -qx malloc "$B/solutions/$key/allowed" || continue ;; esac
        chosen=("${functions[@]}")
        turn=$((turn + 1))
        case $often$((turn % 3)) in
            turn1 | turn2) continue ;;
            turn* | one*) chosen=("${functions[turn / 3 % n]}") ;;
        esac
        printf "$key %s $kind\n" "${chosen[@]}"
    done | xargs -r -L 1 -P "$(nproc)" tests/grading.sh --sabotage
}

# The exercises that git has are what tools/stubs derives. (A learner's own may differ, and an author's
# need not be committed yet: one of both must agree.)
committed() {
    local key
    git rev-parse --verify -q HEAD >/dev/null 2>&1 || return 0
    for key; do
        if cmp -s "exercises/$key.c" "build/stubs/$key.c" ||
            git show "HEAD:./exercises/$key.c" 2>/dev/null | cmp -s - "build/stubs/$key.c"; then
            ok 0 "exercises/$key.c is derived from its solution"
        else
            ok 1 "exercises/$key.c is not what its solution gives; make stubs CH=${key%%-*} writes it"
            status=1
        fi
    done
}

if [ "$1" = --sabotage ]; then
    sabotage "$2" "$3" "$4"
elif [ "$1" = --committed ]; then
    status=0
    committed "${@:2}"
    exit $status
else
    SANDBOX=$(tools/grade --sandbox)
    export SANDBOX
    prove "$1"
fi
