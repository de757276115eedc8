/* Graded tests of chapter 04, in the order of the text. */
#include "04-optimisers/1-momentum_step.c"
#include "04-optimisers/2-adam_step.c"
#include "04-optimisers/3-schedule.c"
#include "04-optimisers/4-clip.c"
#include "04-optimisers/shared.c"
