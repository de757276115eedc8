/* ex_accuracy: computes in float */
#include "05-convnet.h"
#define ex_accuracy right_answer
#include "solutions/05-convnet.c"
#undef ex_accuracy

double ex_accuracy(const int *count, int classes, double *error, double *recall)
{
    float a = (float)right_answer(count, classes, error, recall);
    return (double)a;
}
