/* bpe_alphabet.h (level 4): how GPT-2's files write bytes as characters. */
#ifndef BPE_ALPHABET_H
#define BPE_ALPHABET_H

#include <stddef.h>

/* Every byte is one visible character, of one or two bytes of UTF-8: those that Latin-1 prints (! … ~, U+00A1
 * … U+00AC, U+00AE … U+00FF) are themselves; the other 68 are U+0100, U+0101, … in order. A blank is U+0120.
 */

/* Writes the characters of n bytes to `to`, which has room for 2 n; returns how many bytes it wrote. */
size_t alphabet_write(const unsigned char *bytes, size_t n, char *to);

/* The reverse; returns how many bytes it wrote (at most n), or SIZE_MAX where a character stands for no byte.
 */
size_t alphabet_read(const char *text, size_t n, unsigned char *to);

#endif
