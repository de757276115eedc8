# size: 860x470
# A frozen matrix, and below it the way through two thin ones; M = 4 K and r = K/48, as in the text, to scale.
unset border
unset tics
unset grid
unset key
set size ratio -1
set xrange [0:42]
set yrange [-2.6:20.4]
set style arrow 1 head filled size screen 0.012, 22 lc rgb MUTED lw 2
set object 1 rectangle from 3, 8.6 to 3.3, 10.6 fc rgb C5 fs solid border lc rgb FG lw 1
set label 1 "x" at 3.15, 11.6 center tc rgb FG
set label 2 "K numbers" at 3.15, 7.6 center tc rgb FG
set object 2 rectangle from 17, 11 to 19, 19 fc rgb GRID fs solid border lc rgb FG lw 1
set label 3 "W: M × K, frozen" at 19.6, 18.2 left tc rgb FG
set object 3 rectangle from 13, 4 to 15, 4.042 fc rgb C2 fs solid border lc rgb C2 lw 1.5
set label 4 "A: r × K" at 14, 5.2 center tc ls 2
set label 5 "x Aᵀ" at 18.6, 5.2 center tc rgb FG
set label 6 "r numbers" at 18.6, 2.8 center tc rgb FG
set object 4 rectangle from 23, 0 to 23.042, 8 fc rgb C2 fs solid border lc rgb C2 lw 1.5
set label 7 "B: M × r" at 23, -1.2 center tc ls 2
set object 5 circle at 33, 9.6 size 0.8 fc rgb BG fs solid border lc rgb FG lw 1
set label 8 "+" at 33, 9.6 center tc rgb FG front
set object 6 rectangle from 38, 5.6 to 38.3, 13.6 fc rgb C5 fs solid border lc rgb FG lw 1
set label 9 "y" at 38.15, 14.7 center tc rgb FG
set label 10 "M numbers" at 38.15, 4.5 center tc rgb FG
set label 11 "· α/r" at 29, 5.6 center tc rgb FG
set arrow 1 from 3.8, 10 to 16.4, 15 as 1
set arrow 2 from 3.8, 9.2 to 12.4, 4.3 as 1
set arrow 3 from 15.6, 4 to 22.4, 4 as 1
set arrow 4 from 23.6, 4.3 to 32.2, 9.1 as 1
set arrow 5 from 19.6, 15 to 32.2, 10.2 as 1
set arrow 6 from 33.9, 9.6 to 37.5, 9.6 as 1
plot NaN
