# size: 720x300
# One filter, made by hand, slides over the first test image: what is right of a pixel minus what is left.
array P[784]
set xrange [0:1]
set yrange [-1:1]
set table $nothing
plot DATA.'pixels.tsv' every ::0::783 using (P[int($0) + 1] = $1 / 255., 0):(0)
unset table
p(i, j) = P[28 * i + j + 1]
set print $image
do for [i = 0:27] { do for [j = 0:27] { print sprintf("%d\t%d\t%g", j, i, p(i, j)) } }
set print $sums
do for [i = 0:25] { do for [j = 0:25] {
    print sprintf("%d\t%d\t%g", j, i, sum [u = 0:2] p(i + u, j + 2) - p(i + u, j))
} }
set print $weights
do for [i = 0:2] { do for [j = 0:2] { print sprintf("%d\t%d\t%d", j, i, j - 1) } }
unset print

set multiplot
unset border
unset tics
unset colorbox
unset grid

set lmargin 0
set rmargin 0
set tmargin 0
set bmargin 0

set size 0.32, 0.8
set origin 0.01, 0.17
set size ratio -1
set xrange [-0.5:27.5]
set yrange [27.5:-0.5]
set palette defined (0 BG, 1 FG)
set cbrange [0:1]
set object 1 rectangle from 13.5, 8.5 to 16.5, 11.5 front fillstyle empty border lc rgb C2 lw 2.5
set label 1 "28 × 28 pixels" at graph 0.5, -0.1 center tc rgb FG
plot $image using 1:2:3 with image
unset object 1

set size 0.14, 0.4
set origin 0.405, 0.37
set xrange [-0.5:2.5]
set yrange [2.5:-0.5]
set label 1 "9 weights" at graph 0.5, -0.12 center tc rgb FG
set object 2 rectangle from -0.5, -0.5 to 2.5, 2.5 front fillstyle empty border lc rgb C2 lw 2.5
@DIV_PALETTE
set cbrange [-1.6:1.6]
set label 2 "×" at graph -0.33, graph 0.5 center tc rgb FG
set label 3 "=" at graph 1.33, graph 0.5 center tc rgb FG
plot $weights using 1:2:3 with image pixels, '' using 1:2:3 with labels tc rgb '#222222'
unset object 2
unset label 2
unset label 3

set size 0.32, 0.8
set origin 0.64, 0.17
set xrange [-0.5:25.5]
set yrange [25.5:-0.5]
set cbrange [-2.5:2.5]
set object 1 rectangle from 13.5, 8.5 to 14.5, 9.5 front fillstyle empty border lc rgb C2 lw 2.5
set label 1 "26 × 26 sums:\nred above 0, blue below" at graph 0.5, -0.1 center tc rgb FG
plot $sums using 1:2:3 with image
unset multiplot
