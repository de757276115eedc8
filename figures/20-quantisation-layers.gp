# size: 860x560
# Every matrix: the error of its weights at 8 bits, and what the loss gains if it alone has 3 bits.
set multiplot
set ytics nomirror noenhanced
set tmargin at screen 0.97
set bmargin at screen 0.13
set yrange [17.7:-0.7]
set lmargin at screen 0.25
set rmargin at screen 0.60
set xlabel "error of the weights, 8 bits (%)"
set xrange [0:*]
set key at graph 0.98, graph 0.30 right top
plot DATA.'layers.tsv' using 2:1:ytic(6) with points ls 1 ps 0.9 title 'tensor', \
     '' using 3:1 with points ls 2 ps 0.9 title 'row', \
     '' using 4:1 with points ls 4 ps 0.9 title 'group of 32'
set lmargin at screen 0.66
set rmargin at screen 0.97
set xlabel "loss more, only this 3 bits a row (nats)"
set format y ""
set ytics 1
unset key
set boxwidth 0.6
set style fill solid 0.8 noborder
set xtics 0.05
plot DATA.'layers.tsv' using (0):($5 > 0 ? $5 / 2 : 0):(0):($5 > 0 ? $5 : 0):($0 - 0.3):($0 + 0.3) with boxxyerror ls 2
unset multiplot
