# Noisy gradients: a constant rate stalls at its floor, a falling one goes below.
loss(rate, cosine) = abs(column(1) - rate) < 1e-6 && column(2) == cosine ? column(4) : NaN
set logscale y
set format y "10^{%L}"
set xlabel "steps"
set ylabel "mean loss of 800 walks"
set xrange [0:2000]
set yrange [2e-4:40]
set label "constant 0.016" at 1000, 0.04 left tc ls 1
set label "constant 0.002" at 640, 0.12 left tc ls 5
set label "cosine, from 0.004" at 1900, 0.00031 right tc ls 2
plot DATA.'noise.tsv' using 3:(loss(0.016, 0)) with lines ls 1, \
     '' using 3:(loss(0.002, 0)) with lines ls 5, \
     '' using 3:(loss(0.004, 1)) with lines ls 2 lw 3
