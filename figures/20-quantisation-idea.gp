# size: 860x400
# Forty-eight weights of a row, and where a grid of 3 bits, seven numbers, puts them.
stats DATA.'idea.tsv' using 4 nooutput
step = STATS_max
set xlabel "the first 48 weights of a row"
set ylabel "value"
set xrange [-1:48]
set yrange [-3.4 * step:3.4 * step]
set ytics step
set format y "%.3f"
set key outside top center horizontal
plot DATA.'idea.tsv' using 1:2:(0):($3 - $2) with vectors nohead lc rgb MUTED lw 1 notitle, \
     '' using 1:2 with points ls 1 ps 0.7 title 'weight', \
     '' using 1:3 with points ls 2 pt 2 ps 0.7 title 'what 3 bits make of it (lines: the grid)'
