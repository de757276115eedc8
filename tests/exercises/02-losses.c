/* Graded tests of chapter 02, in the order of the text. */
#include "02-losses/1-cross_entropy.c"
#include "02-losses/2-cross_entropy_grad.c"
#include "02-losses/3-mse.c"
#include "02-losses/4-mse_sigmoid_grad.c"
#include "02-losses/5-perplexity.c"
