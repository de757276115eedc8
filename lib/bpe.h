/* bpe.h (level 6): byte-pair encoding, byte-level, with GPT-2's pre-tokens and files. */
#ifndef BPE_H
#define BPE_H

#include <stddef.h>

#include "bpe_split.h"

typedef struct Bpe Bpe;

/* Learns at most `merges` merges from text[0..n-1], any bytes. Token b < 256 is the byte b, token 256 + k
 * what merge k made. Each merge takes the pair that is adjacent most often within pre-tokens (in "aaa" the
 * pair a, a counts twice); of equals the one with the smaller left token, then the smaller right one. It ends
 * early when no pair occurs twice. 0 <= merges <= 2^20 - 256 (CHECK); of n only the distinct pre-tokens count
 * for memory, 24 bytes for each of theirs. */
Bpe *bpe_train(const char *text, size_t n, int merges);
void bpe_free(Bpe *b);

int bpe_size(const Bpe *b); /* of the vocabulary: tokens are 0 … size-1 */

/* The bytes of a token, 0 <= id < size (CHECK); they live as long as b, and no 0 ends them. */
const unsigned char *bpe_token(const Bpe *b, int id, size_t *length);
int bpe_find(const Bpe *b, const void *bytes, size_t n); /* the token of these bytes, or -1 */

/* Merge k = 0, 1, … in the order learnt: the token it makes, or -1 past the last. */
int bpe_merge(const Bpe *b, int k, int *left, int *right);

/* The tokens of text[0..n-1], any bytes, in an array that the caller frees (never NULL); their number in
 * *count. Reads b only. Time grows with n (and not faster), whatever the text; one pre-token
 * may have 2^32 - 2 bytes (CHECK). A special token's name, as <|endoftext|>, is text like any other. */
int *bpe_encode(const Bpe *b, const char *text, size_t n, size_t *count);

/* The text of tokens, each 0 <= id < size (CHECK): the number of its bytes, of which the first `room` are
 * written to `to` (may be NULL if room is 0). No 0 is added. A token may end within a UTF-8 character. */
size_t bpe_decode(const Bpe *b, const int *ids, size_t n, char *to, size_t room);

/* folder/vocab.json and folder/merges.txt, as GPT-2's and Hugging Face's: saved, each of them at once or not
 * at all; loaded, with whatever ids the files say. 0, or a non-zero code with one line in `reason` that names
 * file and place; then *b is NULL. Refused: what is damaged, lacks one of the 256 bytes, merges
 * what no earlier line made, or makes a token twice; files over 64 MiB, vocabularies over 2^20. */
int bpe_save(const Bpe *b, const char *folder, char *reason, size_t reason_size);
int bpe_load(const char *folder, Bpe **b, char *reason, size_t reason_size);

/* The pre-tokeniser, for who wants to look: bpe_split_begin(bpe_pattern(b), text, n). */
const BpePattern *bpe_pattern(const Bpe *b);

#endif
