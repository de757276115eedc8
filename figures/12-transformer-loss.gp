# Training loss without each of the parts, beside what counting characters and pairs of them would give.
set xlabel "training steps (12 × 64 characters each)"
set ylabel "loss (nats a character)"
set xrange [0:800]
set yrange [1.7:3.5]
set rmargin 17
set key at graph 1.02, 0.75 left top Left reverse
name(k) = k == 0 ? "complete" : k == 1 ? "no residual" : k == 2 ? "no norm" : k == 3 ? "no positions" : \
          k == 4 ? "one head" : "no MLP"
plot DATA.'yardsticks.tsv' using (0):1:(800):(0) with vectors nohead ls 9, \
     '' using (0):2:(800):(0) with vectors nohead ls 9, \
     '' using (260):($1 + 0.07):("how often each character comes") with labels left tc rgb FG, \
     '' using (790):($2 + 0.05):("how often after each character") with labels right tc rgb FG, \
     for [k = 0:6 * OVERLAY - 1] BEHIND.'loss.tsv' using ($1 == k ? $2 : NaN):3 with lines ls 9, \
     for [k = 5:0:-1] DATA.'loss.tsv' using ($1 == k ? $2 : NaN):3 with lines lw (k ? 1.4 : 2.4) \
         lc rgb (k == 0 ? FG : C[k]) title name(k)
