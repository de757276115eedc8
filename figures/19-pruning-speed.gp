# size: 920x420
# Time of a product against sparsity: where the sparse one crosses the dense.
set multiplot layout 1, 2
set xlabel "weights removed (%)"
set xrange [0:100]
set logscale y
set key bottom left
set ylabel "time of a 3072 × 768 product, one input (µs)"
set yrange [1:10000]
plot DATA.'speed.tsv' using ($1 == 0 && $2 == 1 ? $3 : NaN):6 with linespoints ls 4 title "GSL, double", \
     '' using ($1 == 0 && $2 == 1 ? $3 : NaN):5 with linespoints ls 2 title 'CSR', \
     '' using ($1 == 0 && $2 == 1 ? $3 : NaN):4 with linespoints ls 1 title 'dense', \
     '' using ($1 == 0 && $2 == 1 ? $3 : NaN):7 with linespoints ls 3 title 'smaller, dense', \
     for [i = 1:OVERLAY] BEHIND.'speed.tsv' using ($1 == 0 && $2 == 1 ? $3 : NaN):5 with lines ls 9 title 'published CSR', \
     DATA.'crossover.tsv' using ($1 == 0 && $2 == 1 ? $4 : NaN):5 with points pt 6 ps 2 lc rgb FG lw 2, \
     '' using ($1 == 0 && $2 == 1 && $3 == 1 ? $4 + 1 : NaN):($5 * 2):(sprintf("%.0f %%", $4)) with labels left tc ls 2, \
     '' using ($1 == 0 && $2 == 1 && $3 == 2 ? $4 - 4 : NaN):($5 * 0.5):(sprintf("%.0f %%", $4)) with labels right tc ls 4
set ylabel "the same, 64 inputs (µs)"
set yrange [10:20000]
plot DATA.'speed.tsv' using ($1 == 0 && $2 == 64 ? $3 : NaN):5 with linespoints ls 2 title 'CSR', \
     '' using ($1 == 0 && $2 == 64 ? $3 : NaN):4 with linespoints ls 1 title 'dense', \
     '' using ($1 == 0 && $2 == 64 ? $3 : NaN):7 with linespoints ls 3 title 'smaller, dense', \
     for [i = 1:OVERLAY] BEHIND.'speed.tsv' using ($1 == 0 && $2 == 64 ? $3 : NaN):5 with lines ls 9 title 'published CSR', \
     DATA.'crossover.tsv' using ($1 == 0 && $2 == 64 ? $4 : NaN):5 with points pt 6 ps 2 lc rgb FG lw 2, \
     '' using ($1 == 0 && $2 == 64 ? $4 : NaN):($5 * 1.7):(sprintf("%.0f %%", $4)) with labels tc rgb FG
unset multiplot
