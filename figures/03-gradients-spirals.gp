# size: 640x540
# What the trained network says of every place, computed here from its logged weights.
set datafile separator whitespace # '++' takes no other
array W1[65]; array W2[65]; array B[65]; array V[65]
stats DATA.'spirals.tsv' index 1 using (W1[$0 + 1] = $1, W2[$0 + 1] = $2, B[$0 + 1] = $3, V[$0 + 1] = $4) nooutput
p(x, y) = 1 / (1 + exp(-(sum [i = 1:65] V[i] * tanh(W1[i] * x + W2[i] * y + B[i]))))
@DIV_PALETTE
set size ratio -1
set xrange [-7:7]
set yrange [-7:7]
set urange [-7:7]
set vrange [-7:7]
set cbrange [0:1]
set cbtics 0.25
set xlabel "first input"
set ylabel "second input"
set cblabel "probability of class 1"
set samples 141
set isosamples 141
unset grid
set key at graph 0.98, 0.02 right bottom textcolor rgb 'white' samplen 0.5
plot '++' using 1:2:(p($1, $2)) with image, \
     DATA.'spirals.tsv' index 0 using 1:2 with points pt 7 ps 0.8 lc rgb 'white', \
     '' index 0 using ($3 == 0 ? $1 : NaN):2 with points pt 7 ps 0.55 lc rgb '#56b4e9' title 'class 0', \
     '' index 0 using ($3 == 1 ? $1 : NaN):2 with points pt 7 ps 0.55 lc rgb '#e69f00' title 'class 1'
