# Each (every second, to save bytes) token against how often the text uses it: the longest are words of their own, and some are steps to others.
set xlabel "token, in the order learnt"
set ylabel "times in the text (log scale)"
set logscale y
set xrange [0:4700]
set yrange [0.3:150000]
set ytics ("never" 0.5, "1" 1, "10" 10, "100" 100, "1000" 1000, "10^4" 10000)
set key off
f(t) = t == 0 ? 0.5 : t
shown(t) = t[1:1] eq '_' ? '␣'.t[2:*] : t
first(t) = t eq '_the' || t eq '_and'
long(t) = t eq '_Nebuchadnezzar' || t eq '_righteousness'
step(t) = t eq '_daught' || t eq '_contin' || t eq 'zzar' || t eq '_blasph' || t eq 'erstood'
plot DATA.'tokens.tsv' every 2 using ($1 - 5):(f($2)):(10):(0) with vectors nohead lw 3 lc rgb C[5], \
     '' using (long(strcol(4)) ? $1 : NaN):(f($2)) with points pt 7 ps 0.6 lc rgb C[2], \
     '' using (long(strcol(4)) ? $1 : NaN):(f($2) * 1.7):(shown(strcol(4))) with labels left textcolor rgb C[2], \
     '' using (first(strcol(4)) ? $1 : NaN):2 with points pt 7 ps 0.6 lc rgb C[2], \
     '' using (first(strcol(4)) ? $1 + 50 : NaN):($2 * (strcol(4) eq '_the' ? 1.2 : 0.8)):(shown(strcol(4))) with labels left textcolor rgb C[2], \
     '' using (step(strcol(4)) ? $1 : NaN):(0.5) with points pt 7 ps 0.6 lc rgb C[1], \
     '' using (step(strcol(4)) ? $1 : NaN):(0.72):(shown(strcol(4))) with labels textcolor rgb C[1]
