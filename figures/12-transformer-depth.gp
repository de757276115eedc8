# size: 920x400
# A model of 24 blocks with random weights: what is left of the differences between places, and the gradient that arrives.
set multiplot layout 1, 2
set xlabel "block"
set xrange [1:24]
set xtics (1, 6, 12, 18, 24)
set logscale y
set format y "10^{%T}"
set key off

set ylabel "share of squares that differs"
set yrange [1e-11:30]
set label 1 "complete, and no norm" at 23.5, 6 right tc ls 1
set label 2 "no residual" at 17, 1e-4 left tc ls 2
plot for [k = 0:2 * OVERLAY] BEHIND.'depth.tsv' using ($1 == k ? $2 : NaN):4 with lines ls 9, \
     for [k = 2:0:-1] DATA.'depth.tsv' using ($1 == k ? $2 : NaN):4 with linespoints ls k + 1

set ylabel "gradient of the block's weights (norm)"
set yrange [0.01:100]
set label 1 "complete" at 12, 3.2 center tc ls 1
set label 2 "no residual" at 12, 30 center tc ls 2
set label 3 "no norm" at 12, 0.085 center tc ls 3
plot for [k = 0:2 * OVERLAY] BEHIND.'depth.tsv' using ($1 == k ? $2 : NaN):5 with lines ls 9, \
     for [k = 0:2] DATA.'depth.tsv' using ($1 == k ? $2 : NaN):5 with linespoints ls k + 1
unset multiplot
