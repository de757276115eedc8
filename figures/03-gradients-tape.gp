# size: 860x330
# The tape of the small function: values run to the right, gradients come back to the left.
set xrange [-0.45:5.4]
set yrange [-0.75:1.85]
unset border
unset tics
unset grid
unset key
NAME = "a u h e L w b"
array V[7]; array G[7] # values and gradients, in the order of NAME
stats DATA.'tape.tsv' using (V[$0 + 1] = $2, G[$0 + 1] = $3) nooutput
px(i) = word("1 2 3 4 5 0 1", int(i) + 1) + 0
py(i) = int(i) == 6 ? 1.4 : 0.2
right(i) = int(i) == 6 ? -0.5 : int(i) == 1 ? 0.05 : 0 # out of the way of the arrow from b
set style arrow 1 head filled size graph 0.012, 22 lc rgb FG lw 1.2
do for [i = 0:3] { set arrow from i + 0.19, 0.2 to i + 0.79, 0.2 as 1 }
set arrow from 4.17, 0.3 to 4.8, 0.3 as 1
set arrow from 4.17, 0.1 to 4.8, 0.1 as 1
set arrow from 1.13, 1.23 to 1.84, 0.38 as 1
set label "× x" at 0.5, 0.36 center tc rgb FG
set label "+" at 1.5, 0.36 center tc rgb FG
set label "tanh" at 2.5, 0.36 center tc rgb FG
set label "− y" at 3.5, 0.36 center tc rgb FG
set label "×" at 4.5, 0.45 center tc rgb FG
# The slope between two values is the ratio of their gradients.
set label gprintf("%.2f", G[6] / G[1]) at 0.5, 0.04 center tc ls 3
do for [i = 1:3] { set label gprintf("%.2f", G[i] / G[i + 1]) at i + 0.5, 0.04 center tc ls 3 }
set label gprintf("%.2f", G[7] / G[2]) at 1.6, 0.95 left tc ls 3
set label "e + e" at 4.5, -0.06 center tc ls 3
set label sprintf("x = %.2f, y = %.0f", V[1] / V[6], V[3] - V[4]) at 5.35, 0.95 right tc rgb FG
set label "values: left to right" at 5.35, 1.7 right tc ls 1
set label "slope of each step" at 5.35, 1.45 right tc ls 3
set label "gradients of L: right to left" at 5.35, 1.2 right tc ls 2
plot DATA.'tape.tsv' using (px($0)):(py($0)) with points pt 7 ps 4.5 lc rgb GRID, \
     '' using (px($0)):(py($0)):(word(NAME, int($0) + 1)) with labels tc rgb FG, \
     '' using (px($0) + right($0)):(py($0) + (int($0) == 6 ? 0.12 : 0.42)):(gprintf("%.4f", $2)) \
         with labels tc ls 1, \
     '' using (px($0) + (int($0) == 6 ? -0.5 : 0)):(py($0) - (int($0) == 6 ? 0.14 : 0.42)):(gprintf("%.4f", $3)) \
         with labels tc ls 2
