# Entropy rises in two steps, each where T passes a gap: two equals long before the others join.
set logscale x
set xrange [0.01:100]
set yrange [0:1.8]
set format x "%g"
set xlabel "temperature T"
set ylabel "entropy in nats"
set arrow from 0.01, log(2) to 100, log(2) nohead ls 9
set arrow from 0.01, log(5) to 100, log(5) nohead ls 9
set arrow from 0.05, graph 0 to 0.05, graph 1 nohead ls 9
set arrow from 3, graph 0 to 3, graph 1 nohead ls 9
set label "0.05: the gap\nfrom mat to rug" at 0.056, 0.24 left tc rgb FG
set label "3: the gap\nfrom mat to sofa" at 3.35, 0.24 left tc rgb FG
set label "ln 2: two equals" at 90, log(2) - 0.07 right tc rgb FG
set label "ln 5: five equals" at 0.056, log(5) + 0.07 left tc rgb FG
plot for [k = 1:OVERLAY] BEHIND.'entropy.tsv' using 1:2 with lines ls 9, \
     DATA.'entropy.tsv' using 1:2 with lines ls 1
