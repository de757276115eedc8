/* Graded tests of chapter 12, in the order of the text. */
#include "12-transformer/1-layer_norm.c"
#include "12-transformer/2-gelu.c"
#include "12-transformer/3-reach.c"
#include "12-transformer/4-parameters.c"
