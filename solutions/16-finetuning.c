/* 16-finetuning.c: one worked answer. */
#include "16-finetuning.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ex_answer_batch(const ExPair *pair, int B, int room, int pad, int *x, int *y)
{
    //> yours: look at all pairs first; how wide is the batch?
    int T = 0;
    if (B < 1 || room < 1)
        return -1;
    for (int b = 0; b < B; b++) {
        if (pair[b].mail_length < 1 || pair[b].answer_length < 1 || pair[b].answer_length > room)
            return -1;
        long length = (long)pair[b].mail_length + pair[b].answer_length - 1;
        T = length > room ? room : length > T ? (int)length : T;
    }
    for (int b = 0; b < B; b++, x += T, y += T) {
        const ExPair *p = &pair[b];
        int answers = p->answer_length, mails = p->mail_length;
        if (mails > room + 1 - answers)
            mails = room + 1 - answers;
        for (int t = 0; t < T; t++) {
            int own = t - mails, next = own + 1; /* places in the answer: of x[t], and of what follows it */
            x[t] = own < 0 ? p->mail[t] : own < answers - 1 ? p->answer[own] : pad;
            y[t] = next >= 0 && next < answers ? p->answer[next] : EX_IGNORE;
        }
    }
    return T;
    //< yours: (void)pair; (void)B; (void)room; (void)pad; (void)x; (void)y; return -2;
}

//> solution-only
/* How far up a parameter stands: 0 a table, K + 1 in block K, above the blocks layers + 1; -1 nowhere. */
static int height(const char *name, int layers)
{
    char start[20];
    if (strcmp(name, "wte.weight") == 0 || strcmp(name, "wpe.weight") == 0)
        return 0;
    if (strncmp(name, "ln_f.", 5) == 0 || strncmp(name, "head.", 5) == 0)
        return layers + 1;
    for (int k = 0; k < layers; k++) { /* with the full stop, h.1. does not begin h.10. */
        snprintf(start, sizeof start, "h.%d.", k);
        if (strncmp(name, start, strlen(start)) == 0)
            return k + 1;
    }
    return -1;
}
//< solution-only

long ex_freeze(const ExParam *p, int n, int layers, int top, int *train)
{
    //> yours: where does h.1. end and h.10. begin? And who else holds these numbers?
    if (n < 1 || layers < 1 || top < 0 || top > layers + 1)
        return -1;
    for (int i = 0; i < n; i++)
        if (height(p[i].name, layers) < 0)
            return -1;
    for (int i = 0; i < n; i++)
        train[i] = height(p[i].name, layers) > layers - top;
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
    //< yours: (void)p; (void)n; (void)layers; (void)top; (void)train; return -2;
}

int ex_f1(const int *said, const int *label, int n, ExScores *s)
{
    //> yours: four counts; then which quotients exist?
    int count[2][2] = {{0}}; /* [is spam][is called spam] */
    if (n < 0)
        return -1;
    for (int i = 0; i < n; i++) {
        if (label[i] == -1)
            continue;
        if (label[i] < 0 || label[i] > 1 || said[i] < 0 || said[i] > 1)
            return -1;
        count[label[i]][said[i]]++;
    }
    double hits = count[1][1], called = hits + count[0][1], spam = hits + count[1][0];
    s->precision = called > 0 ? hits / called : NAN;
    s->recall = spam > 0 ? hits / spam : NAN;
    s->f1 = called + spam > 0 ? 2 * hits / (called + spam) : NAN; /* the harmonic mean, wherever that exists */
    return count[0][0] + count[0][1] + count[1][0] + count[1][1];
    //< yours: (void)said; (void)label; (void)n; (void)s; return -2;
}

//> solution-only
typedef struct {
    float score;
    int label;
} Scored;

static int highest_first(const void *a, const void *b)
{
    const Scored *p = a, *q = b;
    return p->score > q->score ? -1 : p->score < q->score;
}
//< solution-only

float ex_best_threshold(const float *score, const int *label, int n)
{
    //> yours: from the highest score down, mail by mail; may two mails of one score be told apart?
    int spam = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(score[i]) || label[i] < -1 || label[i] > 1)
            return NAN;
        spam += label[i] == 1;
    }
    Scored *sorted = spam > 0 ? malloc((size_t)n * sizeof *sorted) : NULL;
    if (!sorted)
        return NAN;
    for (int i = 0; i < n; i++)
        sorted[i] = (Scored){score[i], label[i]};
    qsort(sorted, (size_t)n, sizeof *sorted, highest_first);
    float best = NAN;
    double most = -1;
    for (int i = 0, hits = 0, called = 0; i < n; i++) {
        hits += sorted[i].label == 1;
        called += sorted[i].label >= 0;
        double f1 = 2.0 * hits / (called + spam);
        if (f1 > most && (i == n - 1 || sorted[i + 1].score < sorted[i].score)) /* equal scores come together */
            most = f1, best = sorted[i].score;
    }
    free(sorted);
    return best;
    //< yours: (void)score; (void)label; (void)n; return -1e30F;
}

int ex_early_stop(const double *loss, int n, int patience, double least, int *keep)
{
    //> yours: which loss is the yardstick of the next, and which is the lowest?
    if (n < 1 || patience < 1 || !(least >= 0 && isfinite(least)))
        return -1;
    double yardstick = INFINITY, lowest = INFINITY; /* NaN is below neither */
    int e = 0, waited = 0;
    *keep = -1;
    for (; e < n && waited < patience; e++) {
        if (loss[e] < lowest)
            lowest = loss[e], *keep = e;
        if (loss[e] < yardstick - least)
            yardstick = loss[e], waited = 0;
        else
            waited++;
    }
    return e;
    //< yours: (void)loss; (void)n; (void)patience; (void)least; (void)keep; return -2;
}
