# size: 720x400
# The test images that the network got wrong with the most confidence.
unset border
unset tics
unset grid
unset colorbox
set size ratio -1
set xrange [-2:178]
set yrange [94:-4]
set palette defined (0 BG, 1 FG)
set cbrange [0:255]
x(i) = (i - 1) % 5 * 36
y(i) = (i - 1) / 5 * 50
plot for [i = 1:10] DATA.'pixels.tsv' every ::(784 * i)::(784 * i + 783) \
         using (x(i) + int($0) % 28):(y(i) + int($0) / 28):1 with image, \
     DATA.'mistakes.tsv' every ::1 using (x(int($0) + 1) + 13.5):(y(int($0) + 1) + 34): \
         (sprintf("label: %s,\nsaid: %s", strcol(1), strcol(2))) with labels center tc rgb FG
