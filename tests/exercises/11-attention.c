/* Graded tests of chapter 11, in the order of the text. */
#include "11-attention/1-scores.c"
#include "11-attention/2-causal_softmax.c"
#include "11-attention/3-head.c"
#include "11-attention/4-heads.c"
#include "11-attention/shared.c"
