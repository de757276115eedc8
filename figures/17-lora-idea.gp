# size: 860x380
# A frozen matrix, and beside it the way through two thin ones, to scale.
unset border
unset tics
unset grid
unset key
set xrange [0:43]
set yrange [-2.4:16.6]
set style arrow 1 head filled size screen 0.012, 22 lc rgb MUTED lw 2
set style arrow 2 nohead lc rgb MUTED lw 2
# x, K numbers wide; W is (M,K): here M = 3 K
set object 1 rectangle from 2, 0 to 2.4, 4 fc rgb C5 fs solid border lc rgb FG lw 1
set label 1 "x\nK numbers" at 2.2, -0.7 center tc rgb FG
set object 2 rectangle from 12, 2.6 to 16, 14.6 fc rgb GRID fs solid border lc rgb FG lw 1
set label 2 "W, frozen" at 14, 8.6 center tc rgb FG
set label 3 "M × K" at 14, 1.8 center tc rgb FG
set object 3 rectangle from 22, 5 to 26, 5.35 fc rgb C2 fs solid border lc rgb FG lw 0.5
set label 4 "A, r × K" at 24, 6.3 center tc ls 2
set object 4 rectangle from 30, 0 to 30.35, 12 fc rgb C2 fs solid border lc rgb FG lw 0.5
set label 5 "B, M × r" at 30.2, -0.8 center tc ls 2
set label 6 "xAᵀ\nr numbers" at 28.1, 4.2 center tc rgb FG
set object 5 circle at 36, 8.6 size 0.8 fc rgb BG fs solid border lc rgb FG lw 1
set label 7 "+" at 36, 8.6 center tc rgb FG front
set object 6 rectangle from 40, 2.6 to 40.4, 14.6 fc rgb C5 fs solid border lc rgb FG lw 1
set label 8 "y\nM numbers" at 40.2, 1.9 center tc rgb FG
set label 9 "· α/r" at 32.6, 6.4 center tc rgb FG
set arrow 1 from 2.8, 2.6 to 11.6, 8.6 as 1
set arrow 2 from 2.8, 1.4 to 21.6, 5.1 as 1
set arrow 3 from 26.4, 5.2 to 29.6, 5.6 as 1
set arrow 4 from 30.8, 6.4 to 35.3, 8.2 as 1
set arrow 5 from 16.4, 11 to 35.2, 9 as 1
set arrow 6 from 36.9, 8.6 to 39.6, 8.6 as 1
plot NaN
