/* show.h: the text, and tokens for the eye. */
#ifndef SHOW_H
#define SHOW_H

#include "bpe.h"
#include "run.h"

typedef struct {
    const char *text; /* the King James Bible, a verse a line */
    size_t n, known;  /* its bytes, and those of its first nine tenths */
} Book;

Book book_load(void);
size_t count_tokens(const Bpe *b, const char *of, size_t bytes);
const char *visible(const Bpe *b,
                    int id); /* blanks as _, what cannot be seen as \xHH; in one of four buffers */
void print_tokens(const Bpe *b, const char *of);
void print_row(const Bpe *b, int rank, const int *id, int n); /* after the merge of this rank; -1: none */

void show_words(Run *run, const Bpe *b, const Book *book);  /* what a vocabulary of words would not know */
void show_tokens(Run *run, const Bpe *b, const Book *book); /* the longest, and those that nothing uses */
void show_numbers(Run *run); /* how a vocabulary learnt from numbers cuts years */
size_t different_pieces(const Bpe *b, const Book *book, size_t *all);

#endif
