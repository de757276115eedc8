# size: 720x380
# The 32 learned filters: blue weights are negative, red positive.
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
plot DATA.'filters.tsv' using (f($0) % 8 * 4 + int($0) % 3 + 0.5):(-(f($0) / 8 * 4 + int($0) / 3 % 3) - 0.5):(0.5):(0.5):1 \
    with boxxyerror fillstyle solid noborder lc palette
