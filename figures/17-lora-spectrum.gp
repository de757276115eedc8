# size: 920x420
# The singular values of what fine-tuning added to the token table and to the first block's matrices, and of noise.
array NAME[5] = ['token table', 'attention, in', 'attention, out', 'MLP, in', 'MLP, out']
array COLOUR[5] = [2, 1, 5, 3, 4]
set multiplot layout 1, 2
set xlabel "singular value"
set logscale x
set xrange [1:192]
set xtics (1, 2, 4, 8, 16, 32, 64, 192)
set ylabel "its size, over that of the whole"
set yrange [0:*]
set key top right
plot for [k = 0:4] DATA.'spectrum.tsv' using ($1 == k ? $2 : NaN):3 with lines ls COLOUR[k + 1] title NAME[k + 1], \
     '' using ($1 == 3 ? $2 : NaN):4 with lines ls 9 title 'noise, as MLP'
set ylabel "squares of the largest together (%)"
set yrange [0:100]
set key bottom right
set arrow 1 from 1, 90 to 192, 90 nohead ls 9
plot for [k = 0:4] DATA.'spectrum.tsv' using ($1 == k ? $2 : NaN):5 with lines ls COLOUR[k + 1], \
     '' using ($1 == 3 ? $2 : NaN):6 with lines ls 9
unset multiplot
