# size: 760x430
# One valley, straight and turned by 45 degrees: every rule at its best, from the same start.
k = sqrt(0.5)
path(race, column_) = column(1) == race && column(2) < 45 ? column(column_) : NaN
set parametric
set trange [0:2 * pi]
set samples 120
set size ratio -1
unset grid
set tics 0.5
set xlabel "x"
set ylabel "y"
set key at graph 0.02, 0.99 left top Left reverse samplen 1
set multiplot layout 1, 2 margins (SLIDES ? 0.13 : 0.105), 0.985, (SLIDES ? 0.19 : 0.15), 0.9 spacing (SLIDES ? 0.1 : 0.09)
do for [turned = 0:1] {
    c = turned ? k : 1
    n = turned ? k : 0
    race = turned ? 90 : 0
    set title turned ? "κ = 100, turned by 45°" : "κ = 100, straight"
    if (turned) { set key; unset ylabel } else { unset key }
    set xrange [-1.45:0.75]
    set yrange [-1.35:0.95]
    unset label
    set label "start" at (turned ? -1.0 : -1.0), (turned ? -0.5 : 0.335) right tc rgb FG
    plot for [i = 1:6] 0.25 * i * (c * cos(t) - n * sin(t) / 10), 0.25 * i * (n * cos(t) + c * sin(t) / 10) \
             with lines lc rgb GRID lw 1, \
         DATA.'paths.tsv' using (path(race, 3)):(path(race, 4)) with lines ls 1 lw 1 title 'gradient descent', \
         '' using (path(race + 1, 3)):(path(race + 1, 4)) with linespoints ls 3 ps 0.35 title 'momentum', \
         '' using (path(race + 3, 3)):(path(race + 3, 4)) with linespoints ls 2 ps 0.35 title 'Adam', \
         '' using (path(race + 2, 3)):(path(race + 2, 4)) with linespoints ls 4 lw 3 ps 0.5 title 'RMSProp', \
         '' using (column(2) == 0 ? path(race, 3) : NaN):(path(race, 4)) with points pt 7 ps 1.1 lc rgb FG, \
         '+' using (0):(0) every 1000 with points pt 2 ps 1.2 lw 2 lc rgb FG
}
unset multiplot
