# size: 900x360
# A line that the model has not seen, and over each character how much it surprised: -ln p. The mean is the loss.
stats DATA.'idea.tsv' using 3 nooutput name 'S'
stats DATA.'idea.tsv' using 4 nooutput name 'CHANCE'
set xrange [-0.8:S_records + 9.5]
set yrange [-0.6:S_max + 0.3]
unset xtics
set ytics 0, 1
set border 2
set ylabel "surprise, −ln p (nats)"
set boxwidth 0.7
set style fill solid
set arrow from -0.6, CHANCE_mean to S_records - 0.4, CHANCE_mean nohead lc rgb MUTED lw 1.5 dt 2
set label sprintf("equal odds: %.2f", CHANCE_mean) at S_records, CHANCE_mean left tc rgb MUTED
set arrow from -0.6, S_mean to S_records - 0.4, S_mean nohead ls 2
set label sprintf("mean: %.2f", S_mean) at S_records, S_mean left tc ls 2
char(byte) = byte == 32 || byte == 10 ? ' ' : byte > 126 || byte < 32 ? '?' : sprintf('%c', byte)
plot DATA.'idea.tsv' using 1:3 with boxes lc rgb C5, \
     '' using 1:(-0.3):(char($2)) with labels center noenhanced tc rgb FG
