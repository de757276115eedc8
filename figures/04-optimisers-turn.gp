# Turn the valley: two rules do not notice, two do.
set logscale y
set yrange [5:1000]
set xrange [0:45]
set xtics 15
set xlabel "angle between the valley and the axis, degrees"
set ylabel "steps to a loss of 10^{−6}"
set label "gradient descent" at 2, 390 left tc ls 1
set label "momentum" at 44, 45 right tc ls 3
set label "RMSProp" at 6.5, 45 left tc ls 4
set label "Adam" at 44, 108 right tc ls 2
plot for [k = 2:5 * OVERLAY] BEHIND.'turn.tsv' using 1:k every ::0::9 with lines ls 9, \
     DATA.'turn.tsv' using 1:2 every ::0::9 with lines ls 1, \
     '' using 1:3 every ::0::9 with linespoints ls 3, \
     '' using 1:4 every ::0::9 with linespoints ls 4 lw 3, \
     '' using 1:5 every ::0::9 with linespoints ls 2
