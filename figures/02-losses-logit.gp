# The two losses of one example with label 1, and the size of what they pass back to the logit.
set multiplot layout 1, 2
set xlabel "logit z, for the label 1"
set xrange [-12:6]
set xtics 4
set key off

set ylabel "loss (nats; squared units)"
set yrange [0:12.5]
set label 1 "cross-entropy" at -6.6, 8.6 textcolor ls 1
set label 2 "squared error" at -11.4, 1.8 textcolor ls 2
plot DATA.'logit.tsv' using 1:2 with lines ls 1, '' using 1:3 with lines ls 2

set ylabel "absolute value of dL/dz (log scale)"
set logscale y
set format y "10^{%T}"
set yrange [1e-5:3]
set label 1 "cross-entropy" at -11.4, 0.45 textcolor ls 1
set label 2 "squared error" at -8, 3e-4 textcolor ls 2
plot DATA.'logit.tsv' using 1:(abs($4)) with lines ls 1, '' using 1:(abs($5)) with lines ls 2
unset multiplot
