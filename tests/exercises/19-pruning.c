/* Graded tests of chapter 19, in the order of the text. */
#include "19-pruning/1-magnitude_mask.c"
#include "19-pruning/2-masked_step.c"
#include "19-pruning/3-csr_product.c"
#include "19-pruning/4-remove_neurons.c"
