# Compares a line of a text with the line that a run printed. Used with -f
# before the script that calls it.

# The next number in s that is not part of a word, from `from` on: 1 and
# number_at, number_length; or 0. A sign belongs to it unless it follows a word.
function next_number(s, from,    before) {
    while (match(substr(s, from), /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?/)) {
        number_at = from + RSTART - 1
        number_length = RLENGTH
        before = number_at > 1 ? substr(s, number_at - 1, 1) : ""
        if (before !~ /[A-Za-z_]/) {
            if (before ~ /[-+]/ && (number_at < 3 || substr(s, number_at - 2, 1) !~ /[A-Za-z0-9_)]/)) {
                number_at--
                number_length++
            }
            return 1
        }
        from = number_at + number_length
    }
    return 0
}

# The length of the unit of time or speed that s starts with, or 0.
function time_unit(s) {
    if (match(s, /^( |\302\240)?(s|ms|us|\302\265s|\316\274s|ns|min|h|years)([^A-Za-z0-9_]|$)/) ||
        match(s, /^( |\302\240)?[A-Za-z]+\/s([^A-Za-z0-9_]|$)/))
        return RLENGTH - (substr(s, RLENGTH, 1) !~ /[A-Za-z]/)
    return 0
}

# s with every time and speed, and the spaces before it, replaced by one mark.
function without_times(s,    from, unit, head) {
    from = 1
    while (next_number(s, from)) {
        unit = time_unit(substr(s, number_at + number_length))
        if (unit) {
            head = substr(s, 1, number_at - 1)
            sub(/[ \t]+$/, "", head)
            s = head " <time>" substr(s, number_at + number_length + unit)
            from = length(head) + 8
        } else
            from = number_at + number_length
    }
    return s
}

# Splits s into number[1…n] and the words before, between and after: word[0…n]. Returns n.
function split_numbers(s, number, word,    n, from) {
    from = 1
    while (next_number(s, from)) {
        word[n + 0] = tidy(substr(s, from, number_at - from))
        number[++n] = substr(s, number_at, number_length)
        from = number_at + number_length
    }
    word[n + 0] = tidy(substr(s, from))
    return n + 0
}

function tidy(s) {
    gsub(/[ \t]+/, " ", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    return s
}

function abs(x) {
    x += 0
    return x < 0 ? -x : x
}

# tol=0.02: that much, or that share of a number above 1. tol=2%: that share of the larger number, however small.
# time: anything.
function allowed(tol, a, b) {
    if (tol == "time")
        return 1e300
    if (tol ~ /%$/)
        return tol / 100 * (a > b ? a : b)
    return tol * (a > 1 ? a : 1)
}

# "" if the text's line agrees with the run's; else what disagrees. tol "" asks for equal text.
function disagreement(text_line, run_line, tol,    a, b, na, nb, i, limit, A, B, WA, WB) {
    a = without_times(text_line)
    b = without_times(run_line)
    if (a == b)
        return ""
    na = split_numbers(a, A, WA)
    nb = split_numbers(b, B, WB)
    for (i = 0; i <= na && na == nb; i++)
        if (WA[i] != WB[i])
            na = -1
    if (na == nb) {
        for (i = 1; i <= na; i++) {
            limit = allowed(tol, abs(A[i]), abs(B[i]))
            if (tol == "" ? A[i] != B[i] "" : abs(A[i] - B[i]) > limit * (1 + 1e-9))
                return "the text says " A[i] ", the run says " B[i] " (tol " (tol == "" ? 0 : tol) ")"
        }
        if (tol != "")
            return ""
    }
    return "the text says \"" text_line "\", the run says \"" run_line "\""
}
