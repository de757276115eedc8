# The last lines of a grading: the total, and the one next step. Input: grades.tsv with its heading.
FNR > 1 { points += $3; of += $4 }

END {
    print " Points: " points " of " of
    if (getline < next_file > 0) {
        print " next: " $2 " in " $1 ($3 ~ /^not started/ ? ", " $3 : "")
        print "       read   " $4
        print "       check  " $5
    } else if (following != "" && following != "none") {
        print " next: chapters/" following "/README.md"
    } else if (of) {
        print " All done."
    }
    exit !(of && points == of)
}
