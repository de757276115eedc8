/* text.h (level 1): bytes that grow up to a bound: for decoders, whose output is as long as a stranger likes. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

typedef struct {
    char *s; /* n bytes, and a 0 behind them; NULL while nothing has come */
    size_t n, room, most;
} Text;

Text text_new(size_t most); /* what would go beyond `most` bytes is dropped */
void text_free(Text *t);

void text_put(Text *t, const char *s, size_t n);
void text_byte(Text *t, char c);
void text_code(Text *t, unsigned long code); /* in UTF-8; what is no character (a surrogate, beyond U+10FFFF): U+FFFD */
void text_cut(Text *t);                      /* drops half a UTF-8 character at the end, if the bound fell into one */

#endif
