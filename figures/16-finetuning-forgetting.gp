# size: 920x400
# What full fine-tuning learns, and what it forgets, step by step.
set multiplot layout 1, 2
set xlabel "steps of 16 mails"
set xrange [0:*]
set ylabel "right, validation mails (%)"
set yrange [60:100]
set key bottom right
plot for [i = 1:OVERLAY] BEHIND.'steps.tsv' using 1:2 with lines ls 9 title 'published', \
     DATA.'steps.tsv' using 1:2 with linespoints ls 1
set ylabel "bits per byte of the Bible, held out"
set yrange [0:*]
plot for [i = 1:OVERLAY] BEHIND.'steps.tsv' using 1:3 with lines ls 9 title 'published', \
     DATA.'steps.tsv' using 1:3 with linespoints ls 2
unset multiplot
