/* Solutions of chapter 09. */
#include "09-tokens.h"

#include <stdlib.h>

int ex_most_frequent(const int *id, int n, int *left, int *right)
{
    //> yours: for every place, count the places that hold the same pair
    int most = 0;
    for (int i = 0; i + 1 < n; i++) {
        int l = id[i], r = id[i + 1], count = 0;
        if (l < 0 || r < 0)
            continue;
        for (int j = 0; j + 1 < n; j++)
            count += id[j] == l && id[j + 1] == r;
        if (count > most || (count == most && (l < *left || (l == *left && r < *right)))) {
            most = count;
            *left = l;
            *right = r;
        }
    }
    return most;
    //< yours: (void)id; (void)n; (void)left; (void)right; return -1;
}

int ex_merge(int *id, int n, int left, int right, int made)
{
    //> yours: one index reads, another writes
    int to = 0;
    for (int from = 0; from < n; to++)
        if (from + 1 < n && id[from] == left && id[from + 1] == right) {
            id[to] = made;
            from += 2;
        } else
            id[to] = id[from++];
    return to;
    //< yours: (void)id; (void)n; (void)left; (void)right; (void)made; return -1;
}

int ex_train(int *id, int n, int merges, int *left, int *right)
{
    //> yours: the two functions above, in turn
    int k = 0;
    for (; k < merges; k++) {
        int l, r;
        if (ex_most_frequent(id, n, &l, &r) < 2)
            break;
        left[k] = l;
        right[k] = r;
        n = ex_merge(id, n, l, r, 256 + k);
    }
    return k;
    //< yours: (void)id; (void)n; (void)merges; (void)left; (void)right; return -1;
}

int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    //> yours: which pair is joined first, and which can come after it?
    for (int i = 0; i < n; i++)
        id[i] = bytes[i];
    /* A pair that appears by merge k was learnt after k, so one walk through the list is enough. */
    for (int k = 0; k < merges; k++)
        n = ex_merge(id, n, left[k], right[k], 256 + k);
    return n > 0 ? n : 0;
    //< yours: (void)bytes; (void)n; (void)left; (void)right; (void)merges; (void)id; return -1;
}

long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    //> yours: what must be known of a token before its first byte is written?
    for (int i = 0; i < n; i++)
        if (id[i] < 0 || id[i] >= 256 + merges)
            return -1;
    long long total = 0, *length = malloc((256 + (size_t)merges) * sizeof *length);
    if (!length)
        return -1;
    for (int t = 0; t < 256 + merges; t++)
        length[t] = t < 256 ? 1 : length[left[t - 256]] + length[right[t - 256]];
    for (int i = 0; i < n; i++) {
        for (long long at = 0; at < length[id[i]] && total + at < room; at++) {
            int token = id[i];
            for (long long within = at; token >= 256;) { /* down into the half that holds the place */
                long long half = length[left[token - 256]];
                if (within < half)
                    token = left[token - 256];
                else {
                    token = right[token - 256];
                    within -= half;
                }
            }
            to[total + at] = (unsigned char)token;
        }
        total += length[id[i]];
    }
    free(length);
    return total;
    //< yours: (void)id; (void)n; (void)left; (void)right; (void)merges; (void)to; (void)room; return -2;
}
