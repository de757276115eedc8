#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

Text text_new(size_t most) { return (Text){.most = most}; }

void text_free(Text *t)
{
    free(t->s);
    *t = (Text){.most = t->most};
}

static void reserve(Text *t, size_t n)
{
    if (t->room >= n + 1)
        return;
    size_t room = t->room ? t->room : 256;
    while (room < n + 1)
        room *= 2;
    char *more = realloc(t->s, room);
    CHECK(more, "text: out of memory for %zu bytes", room);
    t->s = more, t->room = room;
}

void text_put(Text *t, const char *s, size_t n)
{
    if (n > t->most - t->n)
        n = t->most - t->n;
    reserve(t, t->n + n);
    if (n)
        memcpy(t->s + t->n, s, n);
    t->s[t->n += n] = 0;
}

void text_byte(Text *t, char c) { text_put(t, &c, 1); }

void text_code(Text *t, unsigned long c)
{
    char s[4];
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (int i = n - 1; i > 0; i--, c >>= 6)
        s[i] = (char)(0x80 | (c & 0x3F));
    s[0] = (char)(first[n] | c);
    text_put(t, s, (size_t)n);
}

void text_cut(Text *t)
{
    size_t back = 0;
    while (back < 3 && back < t->n && ((unsigned char)t->s[t->n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back == t->n)
        return;
    unsigned char c = (unsigned char)t->s[t->n - 1 - back];
    size_t length = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (c >= 0xC0 && back + 1 < length)
        t->s[t->n -= back + 1] = 0;
}
