/* Graded tests of chapter 01, in the order of the text. */
#include "01-softmax/1-softmax.c"
#include "01-softmax/2-logsumexp.c"
#include "01-softmax/3-temperature.c"
#include "01-softmax/4-sample.c"
