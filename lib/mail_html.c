#define _POSIX_C_SOURCE 200809L
#include "mail_html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    const char *s;
    size_t n, at;
    Text *to;
    int blank; /* a blank is due before the next character */
} Html;

static const struct {
    const char *name;
    unsigned code;
} entity[] = {{"amp", '&'},      {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
              {"nbsp", ' '},     {"copy", 0xA9},     {"reg", 0xAE},      {"trade", 0x2122},  {"middot", 0xB7},
              {"bull", 0x2022},  {"hellip", 0x2026}, {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},
              {"rsquo", 0x2019}, {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"laquo", 0xAB},    {"raquo", 0xBB},
              {"euro", 0x20AC},  {"pound", 0xA3},    {"cent", 0xA2},     {"yen", 0xA5},      {"sect", 0xA7},
              {"deg", 0xB0},     {"eacute", 0xE9},   {"egrave", 0xE8},   {"agrave", 0xE0},   {"ccedil", 0xE7},
              {"ouml", 0xF6},    {"auml", 0xE4},     {"uuml", 0xFC},     {"szlig", 0xDF},    {"ntilde", 0xF1},
              {"aacute", 0xE1},  {"iacute", 0xED},   {"oacute", 0xF3},   {"uacute", 0xFA},   {"shy", 0}};
static const char *const block[] = {"p",  "br", "div", "tr", "table", "li", "ul", "ol", "h1",    "h2",        "h3",
                                    "h4", "h5", "h6",  "hr", "title", "dt", "dd", "pre", "center", "body",
                                    "blockquote"};

static void put_code(Html *h, unsigned long code)
{
    if (code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == '\f' || code == 0xA0) {
        h->blank |= h->to->n > 0 && h->to->s[h->to->n - 1] != '\n';
        return;
    }
    if (h->blank)
        text_byte(h->to, ' ');
    h->blank = 0;
    if (code)
        text_code(h->to, code);
}

/* At an &: how many bytes the entity has; 0 if it is none. */
static size_t put_entity(Html *h)
{
    enum { LONGEST = 12 };
    char name[LONGEST + 1], *end;
    const char *s = h->s + h->at + 1;
    size_t left = h->n - h->at - 1, n = 0;
    while (n < left && n < LONGEST && (isalnum((unsigned char)s[n]) || (n == 0 && s[n] == '#')))
        name[n] = s[n], n++;
    name[n] = 0;
    size_t whole = n + 1 + (n < left && s[n] == ';');
    if (name[0] == '#') {
        int x = name[1] == 'x' || name[1] == 'X';
        unsigned long code = strtoul(name + 1 + x, &end, x ? 16 : 10);
        if (end == name + 1 + x)
            return 0;
        put_code(h, code < 32 && code != '\n' && code != '\t' ? ' ' : code);
        return whole;
    }
    for (size_t i = 0; i < sizeof entity / sizeof *entity; i++)
        if (!strcmp(name, entity[i].name)) {
            put_code(h, entity[i].code);
            return whole;
        }
    return 0;
}

static void end_line(Html *h)
{
    h->blank = 0;
    if (h->to->n > 0 && h->to->s[h->to->n - 1] != '\n')
        text_byte(h->to, '\n');
}

/* Where `what` next stands, in letters of either case; the end if nowhere. */
static size_t find(const Html *h, size_t from, const char *what)
{
    size_t length = strlen(what);
    for (size_t i = from; i + length <= h->n; i++)
        if (!strncasecmp(h->s + i, what, length))
            return i;
    return h->n;
}

/* At a <: goes behind the tag, the comment or the whole of a script. Never scans the same bytes twice. */
static void skip_tag(Html *h)
{
    char name[16];
    size_t i = h->at + 1, n = 0;
    if (!strncmp(h->s + h->at, "<!--", h->n - h->at < 4 ? h->n - h->at : 4) && h->n - h->at >= 4) {
        i = find(h, h->at + 4, "-->");
        h->at = i < h->n ? i + 3 : h->n;
        return;
    }
    i += i < h->n && h->s[i] == '/';
    while (i + n < h->n && n + 1 < sizeof name && isalnum((unsigned char)h->s[i + n]))
        name[n] = (char)tolower((unsigned char)h->s[i + n]), n++;
    name[n] = 0;
    for (size_t k = 0; k < sizeof block / sizeof *block; k++)
        if (!strcmp(name, block[k]))
            end_line(h);
    if (!strcmp(name, "td") || !strcmp(name, "th"))
        put_code(h, ' ');
    if (h->s[h->at + 1] != '/' && (!strcmp(name, "script") || !strcmp(name, "style")))
        i = find(h, i, name[1] == 'c' ? "</script" : "</style");
    const char *end = i < h->n ? memchr(h->s + i, '>', h->n - i) : NULL;
    h->at = end ? (size_t)(end + 1 - h->s) : h->n;
}

void html_text(const char *s, size_t n, Text *to)
{
    Html h = {.s = s, .n = n, .to = to};
    size_t length;
    while (h.at < n) {
        if (s[h.at] == '<' && h.at + 1 < n && (isalpha((unsigned char)s[h.at + 1]) || strchr("/!?", s[h.at + 1]))) {
            skip_tag(&h);
        } else if (s[h.at] == '&' && (length = put_entity(&h)) > 0) {
            h.at += length;
        } else if (isspace((unsigned char)s[h.at]) || !s[h.at]) {
            put_code(&h, ' '), h.at++;
        } else {
            if (h.blank)
                text_byte(to, ' ');
            h.blank = 0;
            text_byte(to, s[h.at++]);
        }
    }
}
