/* Chapter 14: a search for the most probable text. */
#include <math.h>
#include <string.h>

#include "generation.h"
#include "vec.h"

typedef struct {
    double score; /* ln p of all that was written */
    int from, token;
} Candidate;

/* Puts c among the best `beam`, if it belongs there; the best come first. */
static void offer(Candidate *best, int beam, Candidate c)
{
    int at = beam;
    while (at > 0 && c.score > best[at - 1].score)
        at--;
    if (at == beam)
        return;
    memmove(best + at + 1, best + at, (size_t)(beam - 1 - at) * sizeof *best);
    best[at] = c;
}

/* ln p (rows,V) of every token behind `rows` texts of n tokens. */
static Tensor *next_logs(Writer *w, const int *texts, int rows, int n)
{
    size_t C = (size_t)w->gpt->config.width, V = (size_t)w->gpt->config.vocab;
    const Tensor *h = gpt_hidden(w->tape, w->gpt, texts, rows, n);
    Tensor *last = tape_input(w->tape, SHAPE(rows, (int)C));
    for (size_t r = 0; r < (size_t)rows; r++)
        memcpy(last->data + r * C, h->data + ((r + 1) * (size_t)n - 1) * C, C * sizeof(float));
    Tensor *z = op_linear(w->tape, last, w->gpt->wte, NULL);
    for (size_t r = 0; r < (size_t)rows; r++) {
        float *row = z->data + r * V, most = vec_max(row, V);
        float divisor = most + logf(vec_sum_exp(row, most, V));
        for (size_t v = 0; v < V; v++)
            row[v] -= divisor;
    }
    return z;
}

/* Of all continuations of `beam` texts by one token, the most probable `beam` go on. */
void write_beam(Writer *w, int beam, int *text, int n, int count)
{
    int V = w->gpt->config.vocab, end = n + count;
    double score[BEAM_MOST] = {0};
    //> beam
    for (int rows = 1; n < end; n++, rows = beam) { /* text: rows of `end` tokens */
        int *packed = tape_take(w->tape, (size_t)(rows * n) * sizeof *packed);
        for (int r = 0; r < rows; r++)
            memcpy(packed + r * n, text + r * end, (size_t)n * sizeof *text);
        const float *ln_p = next_logs(w, packed, rows, n)->data;
        Candidate best[BEAM_MOST];
        for (int b = 0; b < beam; b++)
            best[b].score = -INFINITY;
        for (int i = 0; i < rows * V; i++)
            offer(best, beam, (Candidate){score[i / V] + (double)ln_p[i], i / V, i % V});
        for (int b = 0; b < beam; b++) {
            memcpy(text + b * end, packed + best[b].from * n, (size_t)n * sizeof *text);
            text[b * end + n] = best[b].token, score[b] = best[b].score;
        }
        tape_reset(w->tape);
    }
    //< beam
}
