# size: 860x400
# Softmax over 64 keys as queries and keys grow longer: without the scale it hardens until nothing passes back.
set multiplot layout 1, 2
set logscale x 2
set xrange [1:1024]
set xtics 4
set xlabel "d, numbers in a query and a key"

set ylabel "entropy in nats, mean"
set yrange [0:4.6]
set arrow 1 from 1, log(64) to 1024, log(64) nohead ls 9
set label 1 "ln 64: all keys equal" at 900, log(64) + 0.16 right tc rgb FG
set label 2 "q·k/√d" at 500, 3.4 right tc ls 1
set label 3 "q·k" at 24, 1.6 left tc ls 2
plot for [k = 1:2 * OVERLAY] BEHIND.'saturation.tsv' using 1:(column(k + 1)) with lines ls 9, \
     DATA.'saturation.tsv' using 1:2 with linespoints ls 2, \
     '' using 1:3 with linespoints ls 1

unset arrow 1
set label 1 ""
set ylabel "sum of the slopes, median"
set logscale y
set format y "10^{%T}"
set yrange [1e-4:3]
set label 2 "q·k/√d" at 500, 1.5 right tc ls 1
set label 3 "q·k" at 100, 0.25 left tc ls 2
plot for [k = 3:2 + 2 * OVERLAY] BEHIND.'saturation.tsv' using 1:(column(k + 1)) with lines ls 9, \
     DATA.'saturation.tsv' using 1:4 with linespoints ls 2, \
     '' using 1:5 with linespoints ls 1
unset multiplot
