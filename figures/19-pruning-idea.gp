# size: 900x330
# One matrix three times: with zeros, as compressed rows, and without a row and a column.
unset border
unset tics
unset grid
unset key
set xrange [0:30]
set yrange [-1.2:10.2]
set style arrow 2 head filled size screen 0.012, 22 lc rgb MUTED lw 2
array V[20] = ['0', '5', '0', '0', '2',  '0', '0', '0', '0', '0',  '3', '0', '0', '1', '0',  '0', '0', '7', '0', '4']
do for [r = 0:3] { do for [k = 0:4] {
    n = 5 * r + k + 1
    set object n rectangle from 0.5 + 1.3 * k, 7.4 - 1.5 * r to 1.7 + 1.3 * k, 8.7 - 1.5 * r \
        fc rgb (V[n] eq '0' ? BG : C5) fs solid border lc rgb MUTED lw 1
    set label n V[n] at 1.1 + 1.3 * k, 8.05 - 1.5 * r center tc rgb (V[n] eq '0' ? MUTED : '#000000') front
} }
set label 50 "with zeros:\n20 numbers, 80 bytes" at 3.6, 1.6 center tc rgb FG
array A[6] = ['5', '2', '3', '1', '7', '4']
array B[6] = ['1', '4', '0', '3', '2', '4']
array S[5] = ['0', '2', '2', '4', '6']
do for [k = 0:5] {
    set object 60 + k rectangle from 12.0 + 1.3 * k, 7.4 to 13.2 + 1.3 * k, 8.7 fc rgb C5 fs solid border lc rgb MUTED lw 1
    set label 60 + k A[k + 1] at 12.6 + 1.3 * k, 8.05 center tc rgb '#000000' front
    set object 70 + k rectangle from 12.0 + 1.3 * k, 5.4 to 13.2 + 1.3 * k, 6.7 fc rgb BG fs solid border lc rgb MUTED lw 1
    set label 70 + k B[k + 1] at 12.6 + 1.3 * k, 6.05 center tc rgb FG front
}
do for [k = 0:4] {
    set object 80 + k rectangle from 12.0 + 1.3 * k, 3.4 to 13.2 + 1.3 * k, 4.7 fc rgb BG fs solid border lc rgb MUTED lw 1
    set label 80 + k S[k + 1] at 12.6 + 1.3 * k, 4.05 center tc rgb FG front
}
set label 90 "value" at 11.7, 8.05 right tc rgb FG
set label 91 "col" at 11.7, 6.05 right tc rgb FG
set label 92 "start" at 11.7, 4.05 right tc rgb FG
set label 93 "compressed rows:\n17 numbers, 68 bytes" at 15.8, 1.6 center tc rgb FG
array W[12] = ['0', '5', '0', '2',  '3', '0', '1', '0',  '0', '0', '0', '4']
do for [r = 0:2] { do for [k = 0:3] {
    n = 4 * r + k + 1
    set object 100 + n rectangle from 23.5 + 1.3 * k, 7.4 - 1.5 * r to 24.7 + 1.3 * k, 8.7 - 1.5 * r \
        fc rgb (W[n] eq '0' ? BG : C5) fs solid border lc rgb MUTED lw 1
    set label 100 + n W[n] at 24.1 + 1.3 * k, 8.05 - 1.5 * r center tc rgb (W[n] eq '0' ? MUTED : '#000000') front
} }
set label 94 "without a row and a column:\n12 numbers, 48 bytes" at 26, 1.6 center tc rgb FG
set label 95 "single weights go" at 15.8, 9.7 center tc ls 1
set label 96 "whole units go" at 26, 9.7 center tc ls 1
set label 97 "small weights made 0" at 3.6, 9.7 center tc ls 1
plot NaN
