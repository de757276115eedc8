# Loss over that of float32 against bits, with one scale for a tensor, a row, a row cut off where best, and 32 weights.
set logscale y
set xlabel "bits of a weight (without its scale)"
set ylabel "loss over that of float32, less 1"
set xrange [8.3:1.7] reverse
set xtics (8, 6, 5, 4, 3, 2)
set yrange [1e-4:10]
set format y "10^{%T}"
set key top left
set object rectangle from graph 0, first 1e-4 to graph 1, first 1e-3 behind fillcolor rgb MUTED fillstyle transparent solid 0.25 noborder
set label "below 0.001: chance" at 4.2, 1.6e-4 textcolor rgb FG
set arrow from 8.3, 0.01 to 1.7, 0.01 nohead ls 9
set label "1 %" at 8.2, 0.014 textcolor rgb FG
array NAME[4] = ['one scale a tensor', 'a row', 'a row, cut off where best', '32 weights']
plot for [i = 1:4] for [k = 1:OVERLAY] BEHIND.'bits.tsv' using 1:(column(i + 1) - 1) with lines ls 9, \
     for [i = 1:4] DATA.'bits.tsv' using 1:(column(i + 1) - 1) with linespoints ls i title NAME[i]
