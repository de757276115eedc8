/* Graded tests of chapter 13, in the order of the text. */
#define _GNU_SOURCE /* MAP_ANONYMOUS; before the first header */
#include "13-pretraining/1-batch.c"
#include "13-pretraining/2-schedule.c"
#include "13-pretraining/3-validation_loss.c"
#include "13-pretraining/4-bits_per_byte.c"
