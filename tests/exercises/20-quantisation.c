/* Graded tests of chapter 20, in the order of the text. */
#include "20-quantisation/1-quantise.c"
#include "20-quantisation/2-snr.c"
#include "20-quantisation/3-best_scale.c"
#include "20-quantisation/4-dot.c"
