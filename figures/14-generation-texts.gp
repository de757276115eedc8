# size: 900x440
# The ends of five continuations of one beginning; the darker a token, the less the model expected it.
array MEAN[5]
do for [r = 0:4] {
    stats DATA.'texts.tsv' using ($1 == r ? $5 : NaN) nooutput
    MEAN[r + 1] = STATS_mean
}
unset border
unset tics
unset grid
unset key
set lmargin 0.5
set rmargin 0.5
set tmargin 0.5
set bmargin 0.5
set xrange [-1:101]
set yrange [19.5:-1.2]
NAME = '"greedy" "beam of 4" "temperature 1" "top-p 0.7" "the book"'
MONO = sprintf("DejaVu Sans Mono,%d", SLIDES ? 20 : 14)
set palette defined (0 BG, 1 C4, 2 C2)
set cbrange [0:9]
set colorbox horizontal user origin 0.62, 0.045 size 0.34, 0.025
set cbtics ("0" 0, "3" 3, "6" 6, "9 nats" 9) scale 0 offset 0, 0.6
top(r) = 3.9 * r + 0.2
plot DATA.'texts.tsv' using ($3 + $4 / 2):(top($1) + $2):($4 / 2):(0.5):5 with boxxyerror fillstyle solid 0.75 noborder lc palette, \
     '' using ($3 + $4 - strlen(stringcolumn(6))):(top($1) + $2):6 with labels left noenhanced font MONO tc rgb FG, \
     for [r = 0:4] '+' every ::0::0 using (0):(top(r) - 1.05):(sprintf("%s, %.2f nats a token", word(NAME, r + 1), MEAN[r + 1])) \
         with labels left tc rgb C1
