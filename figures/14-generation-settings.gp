# size: 900x440
# Diversity (left) and words that do not exist (right) against likelihood, by setting; the book's own text as the target.
set multiplot layout 1, 2 margins 0.10, 0.985, 0.17, 0.96 spacing 0.11
array COLOUR[5] = ['', C1, C3, C2, C6]
array MARK[5] = [0, 7, 5, 9, 13]
of(f, c) = column(1) == f ? column(c) : NaN
set xrange [0.5:5.1]
set xlabel "nats a token (left: likely, right: surprising)"
set key bottom right reverse Left
do for [side = 0:1] {
    c = side ? 4 : 3
    if (side == 0) { set ylabel "new runs of four tokens (%)"; set yrange [30:104] }
    if (side == 1) { set ylabel "words unknown to the training text (%)"; set yrange [0:16]; unset key }
    plot for [f = 0:(side ? 6 : -1)] DATA.'settings.tsv' using (of(f, 2)):4:5 with yerrorbars pt -1 lw 1 lc rgb MUTED, \
         for [f = 0:6 * OVERLAY - 1] BEHIND.'settings.tsv' using (of(f, 2)):c with lines ls 9, \
         DATA.'settings.tsv' using (of(6, 2)):c with points pt 3 ps 2 lw 2.5 lc rgb FG, \
         for [f = 2:5] '' using (of(f, 2)):c with linespoints lw 2 lc rgb COLOUR[f] pt MARK[f] \
             title word("temperature top-k top-p penalty", f - 1), \
         '' using (of(0, 2)):c with points pt 1 ps 1.6 lw 2.5 lc rgb C2, \
         '' using (of(1, 2)):c with points pt 2 ps 1.6 lw 2.5 lc rgb C2, \
         '' using (of(0, 2) - 0.12):(column(c) + (side ? 1 : 0)):("greedy") with labels right tc rgb FG, \
         '' using (of(1, 2) - (side ? 0.14 : 0)):(column(c) + (side ? 0.6 : 4)):("beam") with labels center tc rgb FG, \
         '' using (of(6, 2) + 0.12):(column(c) + (side ? -0.5 : -4)):("the book") with labels left tc rgb FG
}
unset multiplot
