/* Graded tests of chapter 03, in the order of the text. */
#include "03-gradients/1-tanh_backward.c"
#include "03-gradients/2-matmul_backward.c"
#include "03-gradients/3-bias_backward.c"
#include "03-gradients/4-network_backward.c"
#include "03-gradients/shared.c"
