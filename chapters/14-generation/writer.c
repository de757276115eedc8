/* Chapter 14: the loop that writes, and what comes out on its way to the terminal. */
#include <string.h>

#include "generation.h"

Writer writer_new(const Gpt *gpt)
{
    Writer w = {.gpt = gpt, .tape = tape_new(), .cache = gpt_cache_new(gpt), .memory = arena_new()};
    tape_inference(w.tape, 1);
    return w;
}

void writer_free(Writer *w) { arena_free(w->memory), gpt_cache_free(w->cache), tape_free(w->tape); }

//> penalty
/* Tokens that stand in text[0 … n-1] get smaller logits, each once, however often it stands there. */
static void penalise(float *z, int V, const int *text, int n, double penalty, Arena *memory)
{
    char *done = memset(arena_take(memory, (size_t)V), 0, (size_t)V);
    for (int i = 0; i < n; i++) {
        float *score = &z[text[i]];
        if (!done[text[i]])
            *score *= (float)(*score > 0 ? 1 / penalty : penalty);
        done[text[i]] = 1;
    }
}
//< penalty

void write_on(Writer *w, const Setting *s, int *text, int n, int count, gsl_rng *rng, EachToken *each,
              void *context)
{
    int room = w->gpt->config.context, V = w->gpt->config.vocab;
    int first = n > room ? n - room : 0; /* of what the model sees */
    gpt_cache_clear(w->cache);
    //> loop
    for (int end = n + count; n < end; n++) {
        int full = n - first > room;
        if (full)
            first = n - 1 - room / 2; /* it forgets the older half; what stays gets new positions */
        if (full || w->uncached)
            gpt_cache_clear(w->cache);
        int known = first + gpt_cache_length(w->cache);
        Tensor *z = gpt_next(w->tape, w->gpt, w->cache, text + known, n - known); /* (1,V) */
        if (s->penalty > 0)
            penalise(z->data, V, text + first, n - first, s->penalty, w->memory);
        text[n] = sample_token(z->data, V, s->sampling, rng, w->memory);
        if (each)
            each(context, text[n]);
        tape_reset(w->tape), arena_reset(w->memory);
    }
    //< loop
}

static void put(Stream *s)
{
    unsigned char first = s->held[0], second = s->n > 1 ? s->held[1] : 0;
    int broken = s->n < s->whole || (s->whole == 1 && first >= 0x80);
    int overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    int beyond = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    int control = (first < ' ' && first != '\n' && first != '\t') || first == 0x7f ||
                  (first == 0xc2 && second < 0xa0);
    if (broken || overlong || beyond || control)
        fputs("\xef\xbf\xbd", s->to); /* U+FFFD stands for what cannot be shown */
    else
        fwrite(s->held, 1, (size_t)s->n, s->to);
    s->n = 0;
}

/* A token may end in the middle of a character: its bytes wait for those of the next token. */
void stream_token(void *stream, int token)
{
    Stream *s = stream;
    size_t length;
    const unsigned char *byte = bpe_token(s->bpe, token, &length);
    for (size_t i = 0; i < length; i++) {
        int goes_on = (byte[i] & 0xc0) == 0x80; /* 10xxxxxx */
        if (s->n && !goes_on)
            put(s); /* broken off: there comes another character */
        if (!s->n)
            s->whole = byte[i] < 0xc2 ? 1 : byte[i] < 0xe0 ? 2 : byte[i] < 0xf0 ? 3 : byte[i] < 0xf5 ? 4 : 1;
        s->held[s->n++] = byte[i];
        if (s->n == s->whole)
            put(s);
    }
    fflush(s->to); /* now, not when a line is full */
}

void stream_end(Stream *s)
{
    if (s->n)
        put(s);
    fputc('\n', s->to);
    fflush(s->to);
}
