# size: 760x470
# Rosenbrock's curved valley: contours of (1 - x)^2 + 100 (y - x^2)^2, and every rule at its best.
path(race, column_) = column(1) == race ? column(column_) : NaN
half(x, level) = sqrt((level - (1 - x)**2) / 100)
set samples 220
set xrange [-1.7:1.5]
set yrange [-0.6:2]
unset grid
set xlabel "x"
set ylabel "y"
set key at graph 0.01, 0.02 left bottom Left reverse samplen 1.5
set label "start" at -1.36, 1.1 right tc rgb FG
set label "minimum" at 1.03, 0.9 left tc rgb FG
plot for [level in "0.1 1 4 16 64 256"] x**2 + half(x, level + 0) with lines lc rgb GRID lw 1, \
     for [level in "0.1 1 4 16 64 256"] x**2 - half(x, level + 0) with lines lc rgb GRID lw 1, \
     DATA.'paths.tsv' using (path(120, 3)):(path(120, 4)) with lines ls 1 lw 4 title 'gradient descent', \
     '' using (path(121, 3)):(path(121, 4)) with lines ls 3 lw 2 title 'momentum', \
     '' using (path(123, 3)):(path(123, 4)) with linespoints ls 2 lw 1 ps 0.4 title 'Adam', \
     '+' using (1):(1) every 1000 with points pt 2 ps 1.2 lw 2 lc rgb FG
