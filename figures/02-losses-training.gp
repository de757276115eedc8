# Logistic regression from a confidently wrong start: how many examples are right after so many steps.
set xlabel "steps of gradient descent"
set ylabel "examples right (%)"
set logscale x
set format x "%g"
set xrange [1:10000]
set yrange [0:100]
set key off
set label 1 "squared error,\nno sigmoid" at 1.15, 92 textcolor ls 3
set label 2 "squared error,\nlearning rate 10" at 30, 32 right textcolor ls 4
set label 3 "cross-entropy" at 70, 36 textcolor ls 1
set label 4 "squared error" at 430, 22 textcolor ls 2
plot for [i = 1:4*OVERLAY] BEHIND.'training.tsv' using 1:(column(i + 1)) with lines ls 9, \
     DATA.'training.tsv' using 1:2 with lines ls 1, '' using 1:3 with lines ls 2, \
     '' using 1:4 with lines ls 4, '' using 1:5 with lines ls 3
