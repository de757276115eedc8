# Worst error of a central difference over 64 places: too wide a step bends, too narrow a one rounds.
set logscale xy
set xrange [1e-12:0.5]
set yrange [1e-11:10]
set format x "10^{%T}"
set format y "10^{%T}"
set xtics 1e3
set ytics 1e2
set xlabel "step δ"
set ylabel "relative error of the derivative"
set label "float32: w + δ is w" at 2e-11, 0.3 left tc ls 2
set label "double" at 2e-11, 1.5e-4 left tc ls 1
set label "too narrow:\nrounding" at 4e-12, 3e-8 left tc rgb FG
set label "too wide:\ncurvature" at 1.2e-3, 3e-8 left tc rgb FG
plot for [c = 2:3] for [i = 1:OVERLAY] BEHIND.'differences.tsv' using 1:c with lines ls 9, \
     DATA.'differences.tsv' using 1:2 with linespoints ls 2, \
     '' using 1:3 with linespoints ls 1
