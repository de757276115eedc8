# size: 920x440
# Right answers against what is left of the weights: removed from the trained network, and trained (three seeds).
set multiplot layout 1, 2
set xlabel "weights left (%)"
set ylabel "right (%), no further training"
set logscale x
set xrange [115:0.88]
set xtics (100, 50, 20, 10, 5, 2, 1)
set yrange [0:100]
set key bottom left
plot for [i = 1:OVERLAY] BEHIND.'once.tsv' using 1:2 with lines ls 9 title 'published', \
     DATA.'once.tsv' using 1:2 with linespoints ls 7 title 'without the smallest', \
     '' using 1:3 with linespoints ls 2 title 'as many, but any'
set ylabel "right (%), trained with what is left"
set yrange [79:90]
set label 1 "dense" at 90, 89.2 left tc ls 7
plot DATA.'ways.tsv' using ($1 == -1 ? 100 : NaN):3:4:5 with yerrorbars ls 7, \
     '' using ($1 == 1 ? $2 : NaN):3:4:5 with yerrorlines ls 1 title 'rewound', \
     '' using ($1 == 0 ? $2 : NaN):3:4:5 with yerrorlines ls 3 title 'gradually', \
     '' using ($1 == 2 ? $2 : NaN):3:4:5 with yerrorlines ls 4 title 'new numbers', \
     '' using ($1 == 3 ? $2 : NaN):3:4:5 with yerrorlines ls 6 title 'other places', \
     DATA.'own.tsv' using 2:3 with points pt 6 ps 1.2 lc rgb FG lw 1 title 'this run'
unset multiplot
