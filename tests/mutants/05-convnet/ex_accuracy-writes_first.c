/* ex_accuracy: writes the recalls before it has seen all counts */
#include "05-convnet.h"
#define ex_accuracy right_answer
#include "solutions/05-convnet.c"
#undef ex_accuracy

double ex_accuracy(const int *count, int classes, double *error, double *recall)
{
    for (int t = 0; recall && t < classes; t++)
        recall[t] = 0;
    return right_answer(count, classes, error, recall);
}
