# Each score becomes the height of e^z above it; a probability is a height's share of all five.
WORDS = "mat rug sofa roof moon"
set xlabel "score z"
set ylabel "e^z" norotate
set xrange [-1.8:5.7]
set yrange [0:64]
set xtics 1
set samples 300
do for [z = 1:2] { # two steps to the right: the height is multiplied each time
    set arrow from z, exp(z) to z + 1, exp(z) nohead lw 1.5 lc rgb C2
    set arrow from z + 1, exp(z) to z + 1, exp(z + 1) size screen 0.012, 20 filled lw 1.5 lc rgb C2
    set label "×2.718" at z + 1.06, exp(z + 0.6) left tc ls 2
}
plot exp(x) with lines lw 1.5 lc rgb MUTED, \
     DATA.'idea.tsv' using 1:2 with impulses lw 2 lc rgb MUTED, \
     '' using 1:2 with points ls 1 pt 7, \
     '' every ::0::0 using ($1 + 0.12):2:(sprintf("mat  %.1f %%", 100 * $3)) with labels left tc rgb FG, \
     '' every ::1::1 using ($1 - 0.18):($2 + 1):(sprintf("rug  %.1f %%", 100 * $3)) with labels right tc rgb FG, \
     '' every ::2 using 1:($2 + 7):(sprintf("%s\n%.1f %%", word(WORDS, int($0) + 3), 100 * $3)) \
         with labels center tc rgb FG
