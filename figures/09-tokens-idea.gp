# size: 760x270
# A sentence after some of its merges: from 44 tokens, its bytes, to 18. What the merge has just made is filled.
unset border
unset grid
unset tics
set lmargin at screen 0.01
set rmargin at screen 0.99
set tmargin at screen 0.89
set bmargin at screen 0.01
set xrange [-2.5:44.1]
set yrange [6.6:-0.6]
row(m) = m <= 3 ? m : int(m) % 3 == 0 ? m / 3.0 + 2 : NaN
set label 1 "after so many merges (coloured: what the last one made; ␣ is a blank)" at -2.4, screen 0.95 textcolor rgb MUTED
shown(s) = s[1:1] eq '_' ? '␣'.s[2:*] : s
plot DATA.'idea.tsv' using ($5 == 1 ? ($2 + $3) / 2.0 : NaN):(row($1)):2:3:(row($1) - 0.38):(row($1) + 0.38) \
         with boxxyerror fc rgb (STYLE eq 'dark' ? '#0072b2' : C8) fs solid noborder, \
     '' using 2:(row($1) - 0.38):(0):(0.76) with vectors nohead lw 0.7 lc rgb MUTED, \
     for [side = -1:1:2] '' using ($2 == 0 ? 0 : NaN):(row($1) + side * 0.38):(44):(0) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using ($3 == 44 ? 44 : NaN):(row($1) - 0.38):(0):(0.76) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using (($2 + $3) / 2.0):(row($1)):(shown(strcol(4))) with labels center \
         font sprintf(',%d', SLIDES ? 22 : 11) textcolor rgb FG, \
     '' using ($2 == 0 ? -0.5 : NaN):(row($1)):(sprintf('%d', $1)) with labels right textcolor rgb FG
