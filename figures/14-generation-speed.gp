# size: 860x420
# Left: multiplications for the next token. Right: tokens a second. Both against the number of tokens before it.
set multiplot layout 1, 2 margins 0.10, 0.965, 0.18, 0.95 spacing 0.13
set logscale xy
set xrange [1:1024]
set xtics 4
set xlabel "position"
set format y "10^{%T}"
set ylabel "millions of multiplications"
set yrange [1:10000]
set label 1 "without the cache" at 30, 400 right tc ls 2
set label 2 "with" at 30, 1.35 left tc ls 1
plot DATA.'speed.tsv' using 1:3 with linespoints ls 2, '' using 1:2 with linespoints ls 1
unset format
set ylabel "tokens per second"
set label 1 "without the cache" at 10, 250 center tc ls 2
set label 2 "with" at 48, 2900 left tc ls 1
set label 3 "limit of reading" at 3, 14000 left tc rgb MUTED
set yrange [20:20000]
plot for [k = 4:3 + 2 * OVERLAY] BEHIND.'speed.tsv' using 1:(1000 / column(k)) with lines ls 9, \
     DATA.'speed.tsv' using 1:6 with lines ls 9, '' using 1:(1000 / $5) with linespoints ls 2, '' using 1:(1000 / $4) with linespoints ls 1
unset multiplot
