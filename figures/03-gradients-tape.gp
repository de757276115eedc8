# size: 860x310
# The tape of the small function: values run to the right, gradients come back to the left.
set xrange [-0.45:5.4]
set yrange [-0.75:1.75]
unset border
unset tics
unset grid
unset key
NAME = "a u h e L w b"
px(i) = word("1 2 3 4 5 0 2", int(i) + 1) + 0
py(i) = int(i) == 6 ? 1.4 : 0.2
right(i) = int(i) == 6 ? 0.5 : int(i) == 1 ? 0.3 : 0 # out of the way of b's arrow
set style arrow 1 head filled size graph 0.012, 22 lc rgb FG lw 1.2
do for [i = 0:3] { set arrow from i + 0.19, 0.2 to i + 0.79, 0.2 as 1 }
set arrow from 4.17, 0.3 to 4.8, 0.3 as 1
set arrow from 4.17, 0.1 to 4.8, 0.1 as 1
set arrow from 2, 1.15 to 2, 0.5 as 1
set label "× x" at 0.5, 0.36 center tc rgb FG
set label "+" at 1.5, 0.36 center tc rgb FG
set label "tanh" at 2.5, 0.36 center tc rgb FG
set label "− y" at 3.5, 0.36 center tc rgb FG
set label "×" at 4.5, 0.45 center tc rgb FG
set label "values: left to right" at 5.35, 1.5 right tc ls 1
set label "gradients of L: right to left" at 5.35, 1.25 right tc ls 2
plot DATA.'tape.tsv' using (px($0)):(py($0)) with points pt 7 ps 4.5 lc rgb GRID, \
     '' using (px($0)):(py($0)):(word(NAME, int($0) + 1)) with labels tc rgb FG, \
     '' using (px($0) + right($0)):(py($0) + (int($0) == 6 ? 0.12 : 0.42)):(gprintf("%.4f", $2)) with labels tc ls 1, \
     '' using (px($0) + (int($0) == 6 ? 0.5 : 0)):(py($0) - (int($0) == 6 ? 0.14 : 0.42)):(gprintf("%.4f", $3)) \
         with labels tc ls 2
