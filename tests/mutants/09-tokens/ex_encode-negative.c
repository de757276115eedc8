/* ex_encode: returns a negative n as it is */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    return n < 0 ? n : right_answer(bytes, n, left, right, merges, id);
}
