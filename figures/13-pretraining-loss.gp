# size: 860x420
# Loss of single batches, means of a hundred, and the validation text; on the right the learning rate.
set multiplot
set xlabel "training step"
set xrange [0:*]
set lmargin at screen 0.10
set rmargin at screen 0.58
set ylabel "loss (nats per byte)"
set yrange [1.2:4.3]
set key top right
plot for [i = 1:OVERLAY] BEHIND.'marks.tsv' using 1:3 with lines ls 9 title 'published, validation', \
     DATA.'loss.tsv' using 1:2 with lines lw 1 lc rgb MUTED title 'single batches', \
     DATA.'marks.tsv' using ($1 < 200 ? NaN : $1):2 with linespoints ls 1 title 'training, last 100', \
     '' using 1:3 with linespoints ls 2 title 'validation'
set lmargin at screen 0.70
set rmargin at screen 0.97
set ylabel "learning rate (10^{-3})"
set yrange [0:1.1]
set xtics 1000
set key off
plot for [i = 1:OVERLAY] BEHIND.'loss.tsv' using 1:(1000 * $3) with lines ls 9, \
     DATA.'loss.tsv' using 1:(1000 * $3) with lines ls 1
unset multiplot
