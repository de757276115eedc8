# Training loss without each of the parts, beside what counting in the same text would give.
set xlabel "training steps (12 × 64 characters each)"
set ylabel "training loss (nats a character)"
set xrange [0:700]
set yrange [1.7:3.3]
set rmargin SLIDES ? 12 : 14
set key off
array NAME_OF[7] = ["complete", "no residual", "no norm", "no positions", "one head", "no MLP", "linear MLP"]
array COLOUR[7] = [FG, C2, C3, C4, C6, C1, C5]
array AT[7] = [1.82, 3.02, 2.165, 2.065, 1.90, 2.26, 1.98] # beside the ends of the curves, and apart
if (SLIDES) { array AT[7] = [1.74, 3.02, 2.24, 2.115, 1.865, 2.365, 1.99] }
do for [k = 1:7] {
    set label k NAME_OF[k] at 708, AT[k] left tc rgb COLOUR[k]
}
plot DATA.'yardsticks.tsv' using (0):1:(700):(0) with vectors nohead ls 9, \
     '' using (0):2:(700):(0) with vectors nohead ls 9, \
     '' using (690):($1 + 0.08):("counting characters") with labels right tc rgb FG, \
     '' using (8):($2 - 0.06):(SLIDES ? "pairs" : "counting pairs") with labels left tc rgb FG, \
     for [k = 0:7 * OVERLAY - 1] BEHIND.'loss.tsv' using ($1 == k ? $2 : NaN):3 with lines ls 9, \
     for [k = 6:0:-1] DATA.'loss.tsv' using ($1 == k ? $2 : NaN):3 with lines lw (k ? 1.4 : 2.4) \
         lc rgb COLOUR[k + 1]
