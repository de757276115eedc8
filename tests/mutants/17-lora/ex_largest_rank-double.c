/* ex_largest_rank: divides in double */
#include "17-lora.h"
#define ex_largest_rank right_answer
#include "solutions/17-lora.c"
#undef ex_largest_rank

int ex_largest_rank(int M, int K)
{
    if (M < 1 || K < 1)
        return -1;
    return (int)ceil((double)M * K / ((double)M + K)) - 1;
}
