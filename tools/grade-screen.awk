# The block of one chapter on the screen, at most 80 columns, from
#     why (function, reason it was not graded; * is all of them), todo (functions still with their TODO),
#     tests.tsv (place, function, test, points, seconds, section) and report (written by grade.c).
# Also writes dir/grades.tsv (exercise, function, points, of, first failing test, reason) and dir/next.

BEGIN { FS = OFS = "\t"; WIDTH = 78 }

FILENAME == dir "/why" { if (!($1 in why)) why[$1] = $2; next }
FILENAME == dir "/todo" { todo[$1]; next }
FILENAME != dir "/report/report" {
    if (!($2 in of)) functions[++nfunctions] = $2
    tests[$2] = tests[$2] $3 "\t"
    points[$2, $3] = $4; section[$2, $3] = $6
    of[$2] += $4; expected++
    next
}
$1 == "end" { ended = $2; next }
{
    ran++
    status[$1, $2] = $3
    for (i = 4; i <= 9; i++) field[$1, $2, i] = $i
    if ($3 == "pass" && !($1 in why)) got[$1] += points[$1, $2]
}

END {
    # a whole report is as long as the list of tests, and ends in `end`
    if (!("*" in why) && ended != expected)
        broken = "the tests stopped early: " (ran + 0) " of " expected " were run"
    for (i = 1; i <= nfunctions; i++) { total += of[functions[i]]; earned += got[functions[i]] }
    for (i = 1; i <= nfunctions && functions[i] in why && why[functions[i]] == why[functions[1]]; i++)
        ;
    if (i > nfunctions)       # one reason for all: say it once
        why["*"] = why[functions[1]]
    word = key; sub(/^[0-9]*-/, "", word)
    gsub(/-/, " ", word)
    chapter = substr(key, 1, index(key, "-") - 1)
    first = " " chapter " " word
    last = (earned + 0) " of " total
    print bold(first) pad(first, 70 - length(last)) paint(earned == total ? 32 : 0, last)
    printf "" > (dir "/next"); printf "" > (dir "/grades.tsv")
    if ("*" in why)
        say("       ", "", why["*"])
    for (i = 1; i <= nfunctions; i++) one(functions[i])
    print ""
}

function one(f,    n, name, i, t, failed, others, lost, mark, reason) {
    n = split(tests[f], name, "\t") - 1
    for (i = 1; i <= n; i++) {
        t = name[i]
        if ((f, t) in status && status[f, t] == "pass" && !(f in why)) continue
        if (!failed) failed = t
        else others = others (others == "" ? "" : ", ") t
    }
    if ("*" in why) reason = why["*"]
    else if (f in why) reason = why[f]
    else if (failed && f in todo && !got[f]) { reason = mark = "not started" }
    else if (failed && !((f, failed) in status)) reason = broken
    if (f in why || "*" in why) mark = "not graded"
    else if (failed && mark == "") mark = failed
    line(f, mark, failed)
    print key, f, got[f] + 0, of[f], (failed ? failed : ""), \
        (reason != "" ? reason : failed ? summary(f, failed) : "") > (dir "/grades.tsv")
    if (!failed) return
    if (!("*" in why)) {
        if (reason != "" && reason != "not started") say("       ", "", reason)
        else if (reason == "") explain(f, failed, others)
    }
    if (!told++) tell_next(f, failed, reason)
}

function line(f, mark, failed,    head, score) {
    score = (got[f] + 0) " of " of[f]
    head = "    " f
    head = head pad(head, 26)
    if (length(head) + length(mark) + 12 > WIDTH) mark = substr(mark, 1, WIDTH - length(head) - 12)
    print head paint(failed ? (mark == "not started" ? 0 : 31) : 32, score) (mark == "" ? "" : pad(score, 11) mark)
}

function explain(f, t, others) {
    say("       ", "called", field[f, t, 4])
    say("       ", "returned", field[f, t, 5])
    say("       ", "expected", field[f, t, 6])
    say("       ", "error", field[f, t, 7])
    say("       ", "likely", field[f, t, 8])
    say("       ", "read", "chapters/" key "/README.md, \"" section[f, t] "\"")
    printed(field[f, t, 9])
    if (others != "") say("       ", "also", "failed: " others)
}

function summary(f, t,    s) {
    s = field[f, t, 5]
    if (field[f, t, 4] != "") s = field[f, t, 4] ": " s
    if (field[f, t, 6] != "") s = s ", expected " field[f, t, 6]
    gsub(/\\n/, " ", s)
    return s
}

# What the learner's code printed: the first ten lines, each cut to the screen.
function printed(text,    n, row, i) {
    if (text == "") return
    n = split(text, row, /\\n/)
    if (row[n] == "") n--
    say("       ", "", "your code printed:")
    for (i = 1; i <= n && i <= 10; i++) print "         | " cut(row[i], WIDTH - 11)
    if (n > 10) print "         | …"
}

function tell_next(f, t, reason) {
    if (reason == "not started") reason = "not started: replace its TODO"
    else if (reason == "") reason = "test " t
    print label OFS f OFS reason OFS "chapters/" key "/README.md, \"" section[f, t] "\"" OFS command > (dir "/next")
}

# ---- Text on a screen. awk counts bytes; UTF-8 continues a character in bytes 128 to 191.

function width(s) { gsub(/[\200-\277]/, "", s); return length(s) }
function pad(s, n) { n -= width(s); return n > 0 ? sprintf("%" n "s", "") : " " }
function paint(c, s) { return colour && c ? "\033[" c "m" s "\033[0m" : s }
function bold(s) { return paint(1, s) }

# The longest beginning of s that is at most n columns wide.
function cut(s, n,    i, w, c) {
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c !~ /[\200-\277]/ && ++w > n) break
    }
    return substr(s, 1, i - 1)
}

# Prints `label text`, wrapped at blanks; a word that is too long is cut where the line ends.
function say(indent, name, text,    row, lead, room, n, i, piece) {
    if (text == "") return
    lead = indent (name == "" ? "" : sprintf("%-10s", name))
    room = WIDTH - length(lead)
    gsub(/\\n/, " ", text)
    while (text != "") {
        row = cut(text, room)
        if (row != text && substr(text, length(row) + 1, 1) != " ")
            for (i = length(row); i > length(row) / 3; i--)
                if (substr(row, i, 1) == " ") { row = substr(row, 1, i - 1); break }
        text = substr(text, length(row) + 1)
        sub(/^ +/, "", text); sub(/ +$/, "", row)
        print (name == "" ? lead : indent paint(2, sprintf("%-10s", name))) row
        lead = sprintf("%" length(lead) "s", "")
        if (name != "") { indent = lead; name = "" }
    }
}
