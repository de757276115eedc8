/* ex_encode: takes the longest token that fits */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    int to = 0, *end = malloc(((size_t)(n > 0 ? n : 0) + 1) * sizeof *end);
    for (int at = 0; at < n;) {
        int best = bytes[at], most = 1;
        for (int k = merges - 1; k >= 0; k--) {
            int stack[64], depth = 1, length = 0, fits = 1;
            stack[0] = 256 + k;
            while (depth > 0 && fits && depth < 60) {
                int token = stack[--depth];
                if (token >= 256) {
                    stack[depth++] = right[token - 256];
                    stack[depth++] = left[token - 256];
                } else {
                    fits = at + length < n && bytes[at + length] == token;
                    length++;
                }
            }
            if (fits && length > most) {
                most = length;
                best = 256 + k;
            }
        }
        id[to++] = best;
        at += most;
    }
    free(end);
    return to;
}
