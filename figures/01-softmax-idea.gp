# Each score becomes the height of e^z above it; a probability is a height's share of all five.
WORDS = "mat rug sofa roof moon"
set xlabel "score z"
set ylabel "e^z" norotate
set xrange [-1.8:5.7]
set yrange [0:64]
set xtics 1
set samples 300
plot exp(x) with lines lw 1.5 lc rgb MUTED, \
     DATA.'idea.tsv' using 1:2 with impulses lw 2 lc rgb MUTED, \
     '' using 1:2 with points ls 1 pt 7, \
     '' every ::0::0 using ($1 + 0.12):2:(sprintf("mat  %.1f %%", 100 * $3)) with labels left tc rgb FG, \
     '' every ::1::1 using ($1 - 0.18):($2 + 1):(sprintf("rug  %.1f %%", 100 * $3)) with labels right tc rgb FG, \
     '' every ::2 using 1:($2 + 7):(sprintf("%s\n%.1f %%", word(WORDS, int($0) + 3), 100 * $3)) \
         with labels center tc rgb FG
