# size: 900x380
# One block: the stream runs through, two branches read it and add to it. Below, the weights of a block of GPT-3.
unset border
unset tics
unset grid
unset key
set xrange [0:18]
set yrange [-0.9:4.3]
set style arrow 1 head filled size screen 0.012, 22 lc rgb C1 lw 4
set style arrow 2 head filled size screen 0.010, 22 lc rgb FG lw 1.5
set arrow from 0.3, 3.4 to 17.6, 3.4 as 1
set label "the stream x: C numbers for each position" at 0.3, 3.95 left tc ls 1
array X[2] = [1.2, 9.8]
do for [k = 1:2] {
    a = X[k]
    set arrow from a, 3.4 to a, 1.75 nohead lc rgb FG lw 1.5
    set arrow from a, 1.75 to a + 0.5, 1.75 as 2
    set object 10 * k rectangle from a + 0.5, 1.25 to a + 2.2, 2.25 fc rgb BG fs solid border lc rgb C3 lw 2
    set label "norm" at a + 1.35, 1.75 center tc ls 3 front
    set arrow from a + 2.2, 1.75 to a + 2.8, 1.75 as 2
    set object 10 * k + 1 rectangle from a + 2.8, 1.0 to a + 6.2, 2.5 fc rgb BG fs solid border lc rgb C2 lw 2
    set arrow from a + 6.2, 1.75 to a + 7.0, 1.75 nohead lc rgb FG lw 1.5
    set arrow from a + 7.0, 1.75 to a + 7.0, 3.12 as 2
    set object 10 * k + 2 circle at a + 7.0, 3.4 size 0.28 fc rgb BG fs solid border lc rgb C1 lw 2 front
    set label "+" at a + 7.0, 3.4 center tc ls 1 front
}
set label "attention" at X[1] + 4.5, 1.95 center tc ls 2 front
set label "among positions" at X[1] + 4.5, 1.5 center tc rgb FG front
set label "MLP" at X[2] + 4.5, 1.95 center tc ls 2 front
set label "each by itself" at X[2] + 4.5, 1.5 center tc rgb FG front
plot DATA.'idea.tsv' using (X[1] + 4.5):(0.4):(sprintf("%.0f million weights", $1 / 1e6)) with labels center tc rgb FG, \
     '' using (X[2] + 4.5):(0.4):(sprintf("%.0f million", $2 / 1e6)) with labels center tc rgb FG, \
     '' using (9):(-0.5):("(of one of GPT-3's 96 blocks, C = 12,288)") with labels center tc rgb FG
