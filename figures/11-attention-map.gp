# size: 960x500
# Who looks at whom: a row holds a card and asks for the next letter, columns are cards. Framed: the card that holds the answer.
set multiplot layout 1, 2 margins 0.11, 0.99, 0.15, 0.92 spacing 0.13
set size ratio -1
set xrange [-0.5:15.5]
set yrange [15.5:-0.5]
unset grid
unset colorbox
set border 15
set tics scale 0
set palette defined (0 BG, 1 C1)
set cbrange [0:1]
set xtics rotate by 90 right
set xlabel "card"
SMALL = sprintf(",%d", SLIDES ? 23 : POINTS)
set xtics font SMALL
set ytics font SMALL
set label 2 "has, asks" at graph -0.03, 1.03 right tc rgb FG font SMALL
set style rectangle fillstyle empty border lc rgb C2 lw 1.6
do for [i = 0:1] {
    set label 1 (i ? "without a mask" : "with the mask") at graph 0.5, 1.04 center tc rgb FG
    plot DATA.'map.tsv' index i using ($3 > 0.01 ? $2 : NaN):1:(0.5):(0.5):3 with boxxyerror fillstyle solid noborder lc palette, \
         '' index i every 16 using (0):1:(""):ytic(stringcolumn(7)."  ".stringcolumn(5)."?") with labels, \
         '' index i every ::0::15 using 2:(0):(""):xtic(4) with labels, \
         '' index i using ($6 == $2 ? $2 : NaN):1:(0.5):(0.5) with boxxyerror fillstyle empty border lc rgb C2 lw 1.6
}
unset multiplot
