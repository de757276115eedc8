# size: 720x600
# Rows: what the test images are; columns: what the network took them for.
# The shade is the logarithm of the count: mistakes would be invisible beside the diagonal.
set xrange [-0.5:9.5]
set yrange [9.5:-0.5]
unset grid
unset colorbox
unset border
set tics scale 0
set xtics rotate by 35 right
set ylabel "the label says"
set xlabel "the network says"
set palette defined (0 BG, 1 C1)
set cbrange [0:3.2]
plot DATA.'confusion.tsv' using 2:1:(log10(1 + $3)) with image pixels, \
     '' every 11 using 2:1:(""):xtic(4):ytic(4) with labels, \
     '' using 2:1:(sprintf("%d", $3)):($3 > 140 ? 0xffffff : $3 > 0 ? 0x222222 : 0x999999) with labels tc rgb variable
