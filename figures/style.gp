# What all figures share. tools/figure loads it before figures/KEY-what.gp, having set
#   FORMAT svg|pdf|png   STYLE light|dark|slides   OUT the file   WIDTH, HEIGHT   NAME
#   DATA   DATA.'what.tsv' is the run to draw
#   BASE   the same for the published run when DATA is a reader's own, else ""
# A figure's script sets labels and ranges and plots. It never sets a terminal. It uses
#   ls 1 … 8      colours that colour-blind readers can tell apart (Okabe and Ito, 2008):
#                 blue vermillion green orange sky purple black yellow
#   ls 9          grey and dashed, for what stands behind: another run, a limit
#   FG BG MUTED   text, paper, grey (GRID: a paler one);  C1 … C8 the colours as strings
#   @SEQ_PALETTE  from little to much;  @DIV_PALETTE  from minus over nothing to plus
#   # size: 720x720   as the script's first line, where 720x440 does not suit (slides stay 16:9)
#   with image pixels   rather than with image, which some viewers of SVG blur
#   OVERLAY BEHIND   1 where there is a BASE, and its prefix (gnuplot opens a file even if it plots it zero times):
#     plot for [i = 1:OVERLAY] BEHIND.'loss.tsv' using 1:2 with lines ls 9 title 'published', \
#          DATA.'loss.tsv' using 1:2 with lines ls 1 title 'yours'

OVERLAY = BASE ne ''
BEHIND = OVERLAY ? BASE : DATA

set encoding utf8
set minussign
FG = '#222222'; BG = '#ffffff'; MUTED = '#999999'; GRID = '#d4d4d4'
array C[8] = ['#0072b2', '#d55e00', '#009e73', '#e69f00', '#56b4e9', '#cc79a7', '#000000', '#f0e442']
if (STYLE eq 'dark') {
    FG = '#e6e6e6'; BG = '#14171c'; MUTED = '#7d8590'; GRID = '#343b44'
    C[1] = '#3d9be0'; C[2] = '#f0813f'; C[3] = '#26c99b'; C[5] = '#a5dcff'; C[7] = '#ffffff'
}
C1 = C[1]; C2 = C[2]; C3 = C[3]; C4 = C[4]; C5 = C[5]; C6 = C[6]; C7 = C[7]; C8 = C[8]

SLIDES = STYLE eq 'slides'
POINTS = SLIDES ? 30 : 14 # size of the letters, for a width of 720 or, on slides, 1280
if (SLIDES) { WIDTH = 1280; HEIGHT = 720 }

if (FORMAT eq 'svg') {
    set terminal svg size WIDTH, HEIGHT font sprintf('DejaVu Sans,%d', POINTS) \
        linewidth (SLIDES ? 2.5 : 1) background rgb BG name NAME
}
if (FORMAT eq 'png') {
    set terminal pngcairo size 2 * WIDTH, 2 * HEIGHT font sprintf('DejaVu Sans,%d', POINTS) \
        fontscale 1.55 linewidth (SLIDES ? 5 : 2) pointscale (SLIDES ? 4.5 : 3) background rgb BG
}
if (FORMAT eq 'pdf') {
    set terminal pdfcairo size WIDTH / 96.0, HEIGHT / 96.0 font sprintf('DejaVu Sans,%d', POINTS) \
        fontscale 0.56 linewidth (SLIDES ? 3 : 1.2) pointscale (SLIDES ? 2.2 : 1.25) background rgb BG
}
set output OUT

set for [i = 1:8] style line i linecolor rgb C[i] linewidth 2 pointtype 7
set style line 9 linecolor rgb MUTED linewidth 1.5 dashtype 2 pointtype 6
set style line 10 linecolor rgb GRID linewidth 0.5
set pointsize 0.6
set for [i = 1:8] linetype i linecolor rgb C[i] linewidth 2 pointtype 7

set datafile separator "\t"
set datafile missing 'nan'
set border 3 linecolor rgb FG linewidth 1
set tics nomirror out scale 0.6 textcolor rgb FG
set grid linestyle 10
set key noautotitle textcolor rgb FG samplen 1.6 spacing 1.15 noopaque
set xlabel textcolor rgb FG
set ylabel textcolor rgb FG
set y2label textcolor rgb FG
set cblabel textcolor rgb FG
set title textcolor rgb FG
set colorbox noborder

# viridis, and blue to red as in ColorBrewer's RdBu
SEQ_PALETTE = "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', 3 '#2c728e', 4 '#21918c', 5 '#28ae80', 6 '#5ec962', 7 '#addc30', 8 '#fde725')"
DIV_PALETTE = "set palette defined (0 '#053061', 1 '#2166ac', 2 '#4393c3', 3 '#92c5de', 4 '#f7f7f7', 5 '#f4a582', 6 '#d6604d', 7 '#b2182b', 8 '#67001f')"
@SEQ_PALETTE
