# The same five scores at every temperature: each gap between two scores melts when T is about as large.
set logscale x
set xrange [0.01:100]
set yrange [0:1]
set format x "%g"
set xlabel "temperature T"
set ylabel "probability"
set arrow from 0.05, graph 0 to 0.05, graph 1 nohead ls 9
set arrow from 3, graph 0 to 3, graph 1 nohead ls 9
set label "0.05: the gap\nfrom mat to rug" at 0.056, 0.96 left tc rgb FG
set label "3: the gap\nfrom mat to sofa" at 3.35, 0.96 left tc rgb FG
set label "mat" at 0.018, 0.85 right tc ls 1
set label "rug" at 0.018, 0.16 right tc ls 2
set label "sofa" at 25, 0.15 left tc ls 3
set label "roof" at 25, 0.095 left tc ls 4
set label "moon" at 25, 0.04 left tc ls 6
plot for [k = 1:5 * OVERLAY] BEHIND.'temperature.tsv' using 1:(column(k + 1)) with lines ls 9, \
     DATA.'temperature.tsv' using 1:2 with lines ls 1, \
     '' using 1:3 with lines ls 2, \
     '' using 1:4 with lines ls 3, \
     '' using 1:5 with lines ls 4, \
     '' using 1:6 with lines ls 6
