# How many bytes a token stands for, against the size of a vocabulary learnt from the King James Bible.
set xlabel "tokens in the vocabulary (log scale)"
set ylabel "bytes per token"
set logscale x 2
set format x "%.0f"
set xrange [256:26000]
set xtics (256, 512, 1024, 2048, 4096, 8192, 16384)
set yrange [0.8:4.6]
set key off
stats DATA.'sizes.tsv' using 4 nooutput
GERMAN = STATS_max
stats DATA.'sizes.tsv' using 5 nooutput
CODE = STATS_max
CHINESE = 1
set label 1 "nine tenths of the Bible, learnt from" at 2650, 4.02 right textcolor ls 1
set label 2 "the last tenth, unseen" at 3500, 3.45 textcolor ls 2
set label 3 "German" at 14900, GERMAN textcolor ls 3
set label 4 "C" at 14900, CODE textcolor ls 4
set label 5 "Chinese" at 14900, CHINESE textcolor ls 6
plot for [i = 1:OVERLAY] BEHIND.'sizes.tsv' using 1:3 with lines ls 9, \
     DATA.'sizes.tsv' using 1:2 with linespoints ls 1, '' using 1:3 with linespoints ls 2, \
     '' using 1:4 with linespoints ls 3, '' using 1:5 with linespoints ls 4, '' using 1:6 with linespoints ls 6
