/* ex_largest_rank: the product in int */
#include "17-lora.h"
#define ex_largest_rank right_answer
#include "solutions/17-lora.c"
#undef ex_largest_rank

int ex_largest_rank(int M, int K)
{
    if (M < 1 || K < 1)
        return -1;
    return (M * K - 1) / (M + K);
}
