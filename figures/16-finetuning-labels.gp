# size: 720x460
# Right answers against labels, for three ways to start from a GPT and for a bag of words (three seeds).
set xlabel "labelled mails"
set ylabel "right on the test (%)"
set logscale x 2
set xrange [12:5600]
set xtics ("16" 16, "64" 64, "256" 256, "1024" 1024, "2048" 2048, "4096" 4096)
set yrange [70:100]
set key bottom right
plot for [i = 1:OVERLAY] for [w = 0:3] BEHIND.'curves.tsv' using ($1 == w ? $2 : NaN):3 with lines ls 9 title (w == 0 ? 'published' : ''), \
     DATA.'curves.tsv' using ($1 == 3 ? $2 * 1.03 : NaN):3:4:5 with yerrorlines ls 7 title 'bag of words', \
     '' using ($1 == 2 ? $2 : NaN):3:4:5 with yerrorlines ls 1 title 'full fine-tuning', \
     '' using ($1 == 0 ? $2 / 1.03 : NaN):3:4:5 with yerrorlines ls 2 title 'from scratch', \
     '' using ($1 == 1 ? $2 / 1.06 : NaN):3:4:5 with yerrorlines ls 3 title 'frozen trunk', \
     DATA.'own.tsv' using ($1 == 0 ? $2 : NaN):3 with points pt 6 ps 1.4 lc rgb C2 lw 1.5 title 'this run', \
     '' using ($1 == 1 ? $2 : NaN):3 with points pt 6 ps 1.4 lc rgb C3 lw 1.5, \
     '' using ($1 == 2 ? $2 : NaN):3 with points pt 6 ps 1.4 lc rgb C1 lw 1.5, \
     '' using ($1 == 3 ? $2 : NaN):3 with points pt 6 ps 1.4 lc rgb C7 lw 1.5
