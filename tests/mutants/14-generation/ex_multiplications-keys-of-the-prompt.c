/* ex_multiplications: later tokens see the keys of the prompt only */
#include "14-generation.h"
#define ex_multiplications right_answer
#include "solutions/14-generation.c"
#undef ex_multiplications

double ex_multiplications(int layers, int C, int V, int n, int count, int cached)
{
    double all = 0;
    for (int written = 0; written < count; written++) {
        double last = n + written; /* positions so far: 1 … last */
        double first = cached && written > 0 ? last : 1;
        double positions = last - first + 1, keys = positions * (first + last) / 2;
        if (cached && written > 0)
            keys = n;
        all += (double)layers * (12.0 * C * C * positions + 2.0 * C * keys) + (double)V * C;
    }
    return all;
}
