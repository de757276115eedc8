# size: 860x400
# Left: the nearer a key's arrow points to the query's, the larger its weight. Right: values, and their mixture.
set multiplot layout 1, 2
NAME = "A B C D query"
MIX = "A B C D mixture"
set size ratio -1
set style arrow 1 head filled size screen 0.012, 22 lc rgb C1 lw 2
set style arrow 2 head filled size screen 0.012, 22 lc rgb C2 lw 3
set xlabel "first number"
set ylabel "second number"

set xrange [-2.5:3.4]
set yrange [-2.1:3.1]
set label 1 "keys, and their weights" at graph 0.02, 0.96 left tc ls 1
plot DATA.'idea.tsv' every ::0::3 using (0):(0):1:2 with vectors as 1, \
     '' every ::4::4 using (0):(0):1:2 with vectors as 2, \
     '' every ::0::3 using ($1 + 0.35):($2 + ($2 > 0.5 ? 0.22 : -0.3)):(sprintf("%s  %.1f %%", word(NAME, int($0) + 1), 100 * $5)) \
        with labels center tc ls 1, \
     '' every ::4::4 using ($1 + 0.15):($2 + 0.12):("query") with labels left tc ls 2

set xrange [-1.9:4]
set yrange [-1.2:4]
set label 1 "values, and their mixture" at graph 0.02, 0.96 left tc ls 3
plot DATA.'idea.tsv' every ::0::3 using 3:4:(0.6 + 4 * sqrt($5)) with points pt 7 ps variable lc rgb C3, \
     '' every ::0::3 using ($3 + 0.28):($4 - 0.28):(word(NAME, int($0) + 1)) with labels left tc ls 3, \
     '' every ::4::4 using 3:4 with points pt 3 ps 1.5 lw 2 lc rgb C2, \
     '' every ::4::4 using ($3 - 0.15):($4 + 0.05):("mixture") with labels right tc ls 2
unset multiplot
