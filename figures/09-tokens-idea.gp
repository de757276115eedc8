# size: 760x270
# A sentence after some of its merges: from 44 tokens, its bytes, to 18. What the merge has just made is filled.
unset border
unset grid
unset tics
set lmargin at screen 0.01
set rmargin at screen 0.99
set tmargin at screen 0.89
set bmargin at screen 0.01
GAP = 0.45 # at a cut
set xrange [-2.6:49.1]
set yrange [6.6:-0.6]
row(m) = m <= 3 ? m : int(m) % 3 == 0 ? m / 3.0 + 2 : NaN
set label 1 "after so many merges (coloured: what the last one made; ␣ is a blank; gaps: cuts, see below)" at -2.4, screen 0.95 textcolor rgb MUTED
shown(s) = s[1:1] eq '_' ? '␣'.s[2:*] : s
END = 44 + GAP * 11
before = 0
cut(piece) = (seen = before, before = piece, piece > 0 && piece != seen) # the first token of a piece
plot DATA.'idea.tsv' using ($6 == 1 ? ($3 + $4) / 2.0 + GAP * $2 : NaN):(row($1)):($3 + GAP * $2):($4 + GAP * $2):(row($1) - 0.38):(row($1) + 0.38) \
         with boxxyerror fc rgb (STYLE eq 'dark' ? '#0072b2' : C8) fs solid noborder, \
     for [side = -1:1:2] '' using ($3 == 0 ? 0 : NaN):(row($1) + side * 0.38):(END):(0) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using (cut($2) ? $3 + GAP * ($2 - 0.5) : NaN):(row($1)):($3 + GAP * ($2 - 1)):($3 + GAP * $2):(row($1) - 0.42):(row($1) + 0.42) \
         with boxxyerror fc rgb BG fs solid noborder, \
     '' using (cut($2) ? $3 + GAP * ($2 - 1) : NaN):(row($1) - 0.38):(0):(0.76) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using ($3 + GAP * $2):(row($1) - 0.38):(0):(0.76) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using ($4 == 44 ? END : NaN):(row($1) - 0.38):(0):(0.76) with vectors nohead lw 0.7 lc rgb MUTED, \
     '' using (($3 + $4) / 2.0 + GAP * $2):(row($1)):(shown(strcol(5))) with labels center \
         font sprintf(',%d', SLIDES ? 22 : 11) textcolor rgb FG, \
     '' using ($3 == 0 ? -0.5 : NaN):(row($1)):(sprintf('%d', $1)) with labels right textcolor rgb FG
