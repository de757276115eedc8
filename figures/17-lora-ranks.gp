# size: 820x460
# Right answers against the share of the numbers that learn: adapters of several ranks, in two choices of matrices.
set xlabel "of all numbers learn (%)"
set ylabel "test mails that are right (%)"
set logscale x
set xrange [0.2:140]
set xtics (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
set key at graph 0.99, 0.62 right
set offsets 0, 0, 0.4, 0.4
ALL = 31; BLOCKS = 15
plot for [i = 1:OVERLAY] BEHIND.'ranks.tsv' using ($1 > 0 && $2 == ALL ? $3 : NaN):4 with lines ls 9 title 'published', \
     DATA.'ranks.tsv' using ($1 == -1 ? $3 : NaN):4:5:6 with yerrorbars ls 7 title 'everything learns', \
     '' using ($1 > 0 && $2 == ALL ? $3 : NaN):4:5:6 with yerrorlines ls 1 title 'adapters, token table too', \
     '' using ($1 > 0 && $2 == BLOCKS ? $3 : NaN):4:5:6 with yerrorlines ls 2 title 'adapters in the blocks alone', \
     '' using ($1 == 0 ? 0.2 : NaN):4:(1000):(0) with vectors nohead ls 9 dt 2, \
     '' using ($1 == -1 ? 0.2 : NaN):4:(1000):(0) with vectors nohead ls 7 dt 2 lw 1, \
     '' using ($1 == 0 ? 0.21 : NaN):4:("the head alone, 0.02 %") with labels left offset 0, 0.6 tc rgb FG, \
     '' using ($1 > 0 && $2 == ALL ? $3 : NaN):6:(sprintf("rank %d", $1)) with labels offset 0, 0.7 tc ls 1, \
     DATA.'own.tsv' using 1:2 with points pt 6 ps 1.4 lc rgb FG lw 1 title 'this run'
