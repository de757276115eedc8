/* ex_temperature: narrows t to float, where large ones become infinite */
#include "01-softmax.h"
#define ex_temperature right_answer
#include "solutions/01-softmax.c"
#undef ex_temperature

int ex_temperature(const float *z, float *p, int n, double t)
{
    return right_answer(z, p, n, (float)t);
}
