# size: 760x400
# The largest loss of eight starts against steps; dotted: the goal of the race.
loss(race) = column(1) == race ? column(5) : NaN
set logscale y
set format y "10^{%L}"
set yrange [1e-8:1e3]
set ytics 100
set xlabel "steps"
set multiplot layout 1, 2 margins (SLIDES ? 0.15 : 0.12), 0.975, (SLIDES ? 0.2 : 0.17), 0.9 spacing 0.1
set xrange [0:400]
set xtics 100
do for [turned = 0:1] {
    race = turned ? 90 : 0
    set title turned ? "turned by 45°" : "straight"
    set ylabel (turned ? "" : "largest loss")
    if (turned) { unset key } else { set key top right }
    plot 1e-6 with lines ls 9, \
         DATA.'paths.tsv' using 2:(loss(race)) with lines ls 1 title 'gradient descent', \
         '' using 2:(loss(race + 1)) with lines ls 3 title 'momentum', \
         '' using 2:(loss(race + 2)) with lines ls 4 title 'RMSProp', \
         '' using 2:(loss(race + 3)) with lines ls 2 title 'Adam'
}
unset multiplot
