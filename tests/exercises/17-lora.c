/* Graded tests of chapter 17, in the order of the text. */
#include "17-lora/1-largest_rank.c"
#include "17-lora/2-effective_rank.c"
#include "17-lora/3-adapter.c"
#include "17-lora/4-adapter_backward.c"
#include "17-lora/5-merge.c"
#include "17-lora/shared.c"
