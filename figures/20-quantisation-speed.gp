# Tokens a second against tokens computed at once, GPT-2's shape; above the points of int8: times as fast.
set logscale xy
set xlabel "tokens at once"
set ylabel "tokens a second"
set xrange [0.8:400]
set yrange [30:3000]
set xtics (1, 2, 4, 8, 16, 32, 64, 128, 256)
set key bottom right
plot for [i = 1:OVERLAY] BEHIND.'speed.tsv' using 1:2 with lines ls 9, \
     for [i = 1:OVERLAY] BEHIND.'speed.tsv' using 1:3 with lines ls 9, \
     DATA.'speed.tsv' using 1:2 with linespoints ls 1 title 'float32', \
     '' using 1:3 with linespoints ls 2 title 'int8 weights and cache', \
     '' using 1:($4 < 1 ? $3 / 1.35 : $3 * 1.3):(sprintf("%.1f×", $4)) with labels textcolor rgb FG
