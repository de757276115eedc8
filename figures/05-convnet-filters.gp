# size: 720x380
# The 32 learned filters: blue weights are negative, red positive. Framed: the two most like an edge.
unset border
unset tics
unset grid
set size ratio -1
set xrange [-1:33]
set yrange [-16:1]
set cbrange [-0.8:0.8]
set cblabel "weight"
set cbtics 0.4
@DIV_PALETTE
f(n) = int(n) / 9
array W[288]
set table $nothing
plot [0:1] DATA.'filters.tsv' using (W[int($0) + 1] = $1, 0):(0)
unset table
# How much of a filter's size lies in the differences right - left and bottom - top.
w(k, r, c) = W[9 * k + 3 * r + c + 1]
across(k) = sum [r = 0:2] w(k, r, 2) - w(k, r, 0)
down(k) = sum [c = 0:2] w(k, 2, c) - w(k, 0, c)
edge(k) = (across(k)**2 + down(k)**2) / (1e-9 + sum [i = 1:9] W[9 * k + i]**2)
first = 0
do for [k = 1:31] { if (edge(k) > edge(first)) { first = k } }
second = first == 0 ? 1 : 0
do for [k = 0:31] { if (k != first && edge(k) > edge(second)) { second = k } }
do for [k in sprintf("%d %d", first, second)] {
    x = int(k) % 8 * 4
    y = -(int(k) / 8) * 4
    set object int(k) + 1 rectangle from x - 0.3, y + 0.3 to x + 3.3, y - 3.3 front fillstyle empty border lc rgb FG lw 2
}
set xrange [-1:33]
set yrange [-16:1]
plot DATA.'filters.tsv' using (f($0) % 8 * 4 + int($0) % 3 + 0.5):(-(f($0) / 8 * 4 + int($0) / 3 % 3) - 0.5):(0.5):(0.5):1 \
    with boxxyerror fillstyle solid noborder lc palette
