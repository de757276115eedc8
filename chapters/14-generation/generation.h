/* Chapter 14: text from a trained model, a token at a time. */
#ifndef GENERATION_H
#define GENERATION_H

#include "run.h"
#include "sample.h"
#include "trunk.h"

typedef struct {
    const char *name;
    Sampling sampling;
    double penalty; /* what has occurred becomes less likely; 0 or 1: it does not */
    int beam;       /* not 0: nothing is drawn; of so many texts at a time the most probable */
} Setting;

/* What a model writes with. The cache holds the keys and values of the tokens that it has read. */
typedef struct {
    const Gpt *gpt;
    Tape *tape;
    GptCache *cache;
    Arena *memory;
    int uncached; /* not 0: forgets them before every token, to compare with */
} Writer;

Writer writer_new(const Gpt *gpt);
void writer_free(Writer *w);

/* Writes text[n … n + count - 1] behind the n >= 1 tokens that are there. `each` (may be NULL) gets every
 * token as it is chosen. */
typedef void EachToken(void *context, int token);
void write_on(Writer *w, const Setting *s, int *text, int n, int count, gsl_rng *rng, EachToken *each,
              void *context);

enum { BEAM_MOST = 8 };
/* The same with a beam: text has room for `beam` rows of n + count tokens, of which the first is the result;
 * n + count <= context. */
void write_beam(Writer *w, int beam, int *text, int n, int count);

/* What tokens decode to, on its way to a terminal: whole characters, and none that a terminal would obey. */
typedef struct {
    const Bpe *bpe;
    FILE *to;
    unsigned char held[4]; /* the first n bytes of a character of `whole` */
    int n, whole;
} Stream;
void stream_token(void *stream, int token);
void stream_end(Stream *s);

/* What can be said of texts without reading them. */
typedef struct {
    double nats;      /* -ln p of a token by the model as it is, the mean */
    double most_nats; /* the largest of them */
    double new_grams; /* of all sequences of four tokens, those that are new in their text, % */
    double loops;     /* share of the texts whose last 16 tokens stood in them before */
    double tokens;    /* how many different ones, in all texts */
    double words;     /* how many words, in all texts */
    double unknown;   /* of these, those that the training text does not have, % */
    double error;     /* its standard error, from the differences between texts, % */
} Measure;

/* The words of a text, in alphabetical order; small letters. */
typedef struct {
    char *text, **word;
    size_t n;
} Words;
Words words_of(char *text, size_t n); /* keeps the text, and changes it */
void words_free(Words *w);

/* -ln p of each token but the first of `rows` texts of n tokens, given those before it: nats (rows,n). */
void surprise(Writer *w, const int *texts, int rows, int n, float *nats);
/* Of `rows` texts of n tokens, their first `given` ones left out; mean (rows) receives the nats a token of
 * each text. */
Measure measure_texts(Writer *w, const Bpe *bpe, const Words *known, const int *texts, int rows, int n,
                      int given, double *mean);

void show_same(Run *run, const Trunk *t);
void show_settings(Run *run, const Trunk *t);
void show_speed(Run *run, const Trunk *t);

#endif
