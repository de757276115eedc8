/* Graded tests of chapter 16, in the order of the text. */
#include "16-finetuning/1-answer_batch.c"
#include "16-finetuning/2-freeze.c"
#include "16-finetuning/3-f1.c"
#include "16-finetuning/4-best_threshold.c"
#include "16-finetuning/5-early_stop.c"
