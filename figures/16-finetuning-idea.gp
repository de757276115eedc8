# size: 920x330
# A mail through the trunk to a head; and which boxes learn in the three ways.
unset border
unset tics
unset grid
unset key
set xrange [0:46]
set yrange [0:13]
set style arrow 2 head filled size screen 0.010, 22 lc rgb MUTED lw 2
array X[4] = [1, 11, 29.5, 38]
array W[4] = [7, 15.5, 5.5, 7]
array T[4] = ["Free cash!\nClick here", "the trunk's tokens and\nlowest of four blocks", "mean over\nthe tokens", "head:\n386 weights"]
do for [k = 1:4] {
    set object k rectangle from X[k], 8.2 to X[k] + W[k], 11.6 fc rgb (k == 2 ? C5 : k == 4 ? C4 : BG) fs solid border lc rgb MUTED lw 1.5
    set label k T[k] at X[k] + W[k] / 2.0, 10.4 center tc rgb (k == 2 || k == 4 ? '#000000' : FG) front
}
set label 9 "p(spam)" at 41.5, 12.5 center tc rgb FG
do for [k = 1:3] {
    set arrow k from X[k] + W[k] + 0.2, 9.9 to X[k + 1] - 0.2, 9.9 arrowstyle 2
}
array N[3] = ["from scratch", "frozen", "full"]
array A[3] = ["random, learns", "from the Bible, stays", "from the Bible, learns"]
array H[3] = ["fitted, learns", "fitted", "fitted, learns"]
do for [k = 1:3] {
    y = 6.6 - 2.1 * k + 1
    set label 20 + k N[k] at 8.2, y right tc rgb FG
    set label 30 + k A[k] at 18.75, y center tc rgb (k == 2 ? FG : '#000000') front
    set label 40 + k H[k] at 41.5, y center tc rgb '#000000' front
    set object 20 + k rectangle from 11, y - 0.85 to 26.5, y + 0.85 fc rgb (k == 2 ? BG : C5) fs solid border lc rgb MUTED lw 1.5
    set object 30 + k rectangle from 38, y - 0.85 to 45, y + 0.85 fc rgb C4 fs solid border lc rgb MUTED lw 1.5
}
plot NaN
