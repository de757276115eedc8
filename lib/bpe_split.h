/* bpe_split.h (level 4): text into pre-tokens, which no merge ever crosses. */
#ifndef BPE_SPLIT_H
#define BPE_SPLIT_H

#include <stddef.h>

/* Pre-tokens are what GPT-2's regular expression finds (bpe_split.c quotes it), and between them the longest
 * runs of bytes that are not UTF-8 (RFC 3629). So every byte lies in exactly one: text is only cut. */
typedef struct BpePattern BpePattern;
BpePattern *bpe_pattern_new(void);
void bpe_pattern_free(BpePattern *p);

typedef struct {
    const BpePattern *pattern;
    const char *text;
    size_t n, at, found, end; /* at: first byte not yet given out; the next match is [found, end) */
    void *match;
} BpeSplit;

/* for (BpeSplit s = bpe_split_begin(p, text, n); bpe_split_next(&s, &piece, &length);) …
 * Ends itself: after the last piece nothing is left to free. The pattern is only read. */
BpeSplit bpe_split_begin(const BpePattern *p, const char *text, size_t n);
int bpe_split_next(BpeSplit *s, const char **piece, size_t *length);

#endif
