/* Graded tests of chapter 09, in the order of the text. */
#include "09-tokens/1-most_frequent.c"
#include "09-tokens/2-merge.c"
#include "09-tokens/3-train.c"
#include "09-tokens/4-encode.c"
#include "09-tokens/5-decode.c"
#include "09-tokens/shared.c"
