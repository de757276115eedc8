/* Graded tests of chapter 14, in the order of the text. */
#include "14-generation/1-nucleus.c"
#include "14-generation/2-surprise.c"
#include "14-generation/3-attend_next.c"
#include "14-generation/4-multiplications.c"
