# The loss of single batches jumps; the means over 10,000 images show what was learnt, and how far that carries.
set multiplot
set xlabel "epoch"
set xrange [0:*]
set lmargin at screen 0.12
set rmargin at screen 0.56
set ylabel "loss (nats)"
set yrange [0:1.3]
set key top right
plot for [i = 1:OVERLAY] BEHIND.'epochs.tsv' using 1:3 with lines ls 9 title 'published, test', \
     DATA.'loss.tsv' using 1:2 with lines lw 0.6 lc rgb MUTED title 'single batches', \
     DATA.'epochs.tsv' using 1:2 with linespoints ls 1 title '10,000 training images', \
     '' using 1:3 with linespoints ls 2 title '10,000 test images'
set lmargin at screen 0.68
set rmargin at screen 0.98
set ylabel "right (%)"
set yrange [*:*]
set key off
plot for [i = 1:OVERLAY] BEHIND.'epochs.tsv' using 1:5 with lines ls 9, \
     DATA.'epochs.tsv' using 1:4 with linespoints ls 1, '' using 1:5 with linespoints ls 2
unset multiplot
