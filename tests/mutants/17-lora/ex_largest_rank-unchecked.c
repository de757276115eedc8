/* ex_largest_rank: takes any M and K */
#include "17-lora.h"
#define ex_largest_rank right_answer
#include "solutions/17-lora.c"
#undef ex_largest_rank

int ex_largest_rank(int M, int K)
{
    return (int)(((int64_t)M * K - 1) / ((int64_t)M + K));
}
