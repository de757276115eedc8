/* ex_freeze: reads one digit of the number */
#include "16-finetuning.h"
#define ex_freeze right_answer
#include "solutions/16-finetuning.c"
#undef ex_freeze

static int wrong_height(const char *name, int layers)
{
    if (strcmp(name, "wte.weight") == 0 || strcmp(name, "wpe.weight") == 0)
        return 0;
    if (strncmp(name, "ln_f.", 5) == 0 || strncmp(name, "head.", 5) == 0)
        return layers + 1;
    return name[0] == 'h' && name[1] == '.' && name[2] - '0' >= 0 && name[2] - '0' < layers ? name[2] - '0' + 1 : -1;
}

long ex_freeze(const ExParam *p, int n, int layers, int top, int *train)
{
    if (n < 1 || layers < 1 || top < 0 || top > layers + 1)
        return -1;
    for (int i = 0; i < n; i++)
        if (wrong_height(p[i].name, layers) < 0)
            return -1;
    for (int i = 0; i < n; i++)
        train[i] = wrong_height(p[i].name, layers) > layers - top;
    long numbers = 0;
    for (int i = 0; i < n; i++) {
        int first = i;
        for (int k = n - 1; k >= 0; k--)
            if (p[k].data == p[i].data) {
                first = k;
                train[i] |= train[k];
            }
        if (first == i && train[i])
            numbers += p[i].size;
    }
    return numbers;
}
