# Puts the C file that is graded together: of the learner's file (second) the pieces (first, written by
# grade-split.awk) whose numbers are in `good`. gcc's messages name the learner's own file and lines.
#
# A mistake costs its points once: where ex_temperature calls ex_softmax, the tests of ex_temperature let
# it call the right ex_softmax. Only functions that come earlier in the text are lent, so that nobody can
# have ex_softmax done by a later function. The names hold `secret`, so that only this can use them.

BEGIN {
    count = split(functions, name, " ")
    n = split(good, numbers, " ")
    for (i = 1; i <= n; i++)
        chosen[numbers[i]]
}

NR == FNR { kind[FNR] = $1; from[FNR] = $2; to[FNR] = $3; own[FNR] = $4; pieces = FNR; next }
{ line[FNR] = $0 }

END {
    for (p = 1; p <= pieces; p++) {
        if (!(p in chosen))
            continue
        for (i = 1; i <= count; i++)
            if (lends(p, name[i])) {
                print "extern int order_" secret "; extern __typeof__(" name[i] ") right_" secret "_" name[i] ";"
                print "#define " name[i] " (*(order_" secret " >= " i " ? right_" secret "_" name[i] " : " name[i] "))"
            }
        print "#line " from[p] " \"" label "\""
        for (i = from[p]; i <= to[p]; i++)
            print line[i]
        for (i = 1; i <= count; i++)
            if (lends(p, name[i]))
                print "#undef " name[i]
    }
}

# Whether piece p is a function that mentions another one.
function lends(p, other,    i) {
    if (secret == "" || kind[p] != "F" || own[p] == other)
        return 0
    for (i = from[p]; i <= to[p]; i++)
        if (line[i] ~ ("(^|[^A-Za-z0-9_])" other "([^A-Za-z0-9_]|$)"))
            return 1
    return 0
}
