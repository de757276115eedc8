/* corpus.h (level 6): a text file becomes something to train on. */
#ifndef CORPUS_H
#define CORPUS_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

typedef struct {
    char *text; /* n bytes, and a 0 behind them */
    size_t n;
} Corpus;

enum { CORPUS_MOST = 1 << 28 }; /* bytes */

/* A whole file, of any bytes. Returns 0, or non-zero with one line in `reason`: there is none, it is a folder,
 * is empty, or has more than CORPUS_MOST bytes. */
int corpus_read(const char *path, Corpus *c, char *reason, size_t reason_size);
void corpus_free(Corpus *c);

/* What corpus_clean took away. */
typedef struct {
    size_t invalid; /* bytes that are no UTF-8 */
    size_t control; /* control characters, U+FEFF, and the \r of \r\n */
    size_t blanks;  /* at the ends of lines, and further empty lines after an empty one */
} CorpusCleaned;

/* In place: leaves valid UTF-8, in lines ended by \n (a lone \r ends one, too). A 0 byte is a control character. */
CorpusCleaned corpus_clean(Corpus *c);

/* In place: of equal lines only the first stays (empty lines all stay). Returns how many went. Time
 * grows with n, whatever the lines. */
size_t corpus_deduplicate(Corpus *c);

/* The bytes that occur, in their order, are tokens 0, 1, …: `byte` of each token, and `token` of each byte (-1:
 * does not occur). Returns how many. */
typedef struct {
    int size, token[256];
    unsigned char byte[256];
} Letters;
Letters corpus_letters(const char *text, size_t n);

/* B windows of T tokens, at places drawn from the n of `ids` (n > T, CHECK), and behind each token the next one:
 * x and y are (B,T). */
void corpus_batch(const int *ids, size_t n, int B, int T, gsl_rng *rng, int *x, int *y);

#endif
