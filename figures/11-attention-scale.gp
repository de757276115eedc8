# How fast the same model learns to look up, with and without the scale; each curve ends at 90 %.
set xlabel "training steps"
set ylabel "answerable questions right (%)"
set xrange [0:300]
set yrange [0:105]
set key off
set label "with 1/√d" at 296, 80 right tc ls 1
set label "without" at 296, 73 right tc ls 2
set label "d = 256" at 12, 101 left tc ls 1
set label "128" at 50, 94 center tc ls 1
set label "64" at 117, 94 center tc ls 1
set label "128" at 151, 94 center tc ls 2
set label "64" at 226, 95 center tc ls 2
set label "256" at 262, 62 center tc ls 2
plot for [k = 0:6 * OVERLAY - 1] BEHIND.'scale.tsv' \
         using ($1 == 64 * 2**(k / 2) && $2 == k % 2 ? $3 : NaN):4 with lines ls 9, \
     for [k = 0:5] DATA.'scale.tsv' using ($1 == 64 * 2**(k / 2) && $2 == k % 2 ? $3 : NaN):4 with lines \
         ls k % 2 + 1
