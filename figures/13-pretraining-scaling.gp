# Five sizes trained on the same tokens; a power law through them, with twice its standard deviation.
set logscale xy
set xlabel "parameters in the layers"
set ylabel "validation loss (nats per byte)"
set format x "10^{%T}"
set yrange [1.5:2.8]
set ytics (1.5, 1.75, 2, 2.25, 2.5, 2.75)
set key top right
set style fill transparent solid 0.25 noborder
plot DATA.'fit.tsv' using 1:3:4 with filledcurves lc rgb C5 title 'twice its standard deviation', \
     DATA.'fit.tsv' using 1:2 with lines ls 1 title 'fitted power law', \
     for [i = 1:OVERLAY] BEHIND.'scaling.tsv' using 1:2 with points ls 9 title 'published', \
     DATA.'scaling.tsv' using 1:2 with points ls 2 ps 1.2 title 'measured'
