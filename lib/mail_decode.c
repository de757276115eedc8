#define _POSIX_C_SOURCE 200809L
#include "mail_decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CHARSET = 40 }; /* longer names there are not */

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* Behind an = at s[0]: how many bytes of blanks and a line's end follow, or 0. */
static size_t soft_break(const char *s, size_t n)
{
    size_t i = 1;
    while (i < n && i < 80 && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r'))
        i++;
    return i < n && s[i] == '\n' ? i : 0;
}

void decode_quoted(const char *s, size_t n, int word, Text *to)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '_' && word) {
            text_byte(to, ' ');
        } else if (s[i] == '=' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
            text_byte(to, (char)(16 * hex(s[i + 1]) + hex(s[i + 2])));
            i += 2;
        } else if (s[i] == '=' && soft_break(s + i, n - i)) {
            i += soft_break(s + i, n - i);
        } else {
            text_byte(to, s[i]);
        }
    }
}

static int digit(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

void decode_base64(const char *s, size_t n, Text *to)
{
    unsigned bits = 0;
    int held = 0; /* bits not yet put out */
    for (size_t i = 0; i < n && s[i] != '='; i++) {
        int d = digit(s[i]);
        if (d < 0)
            continue;
        bits = (bits << 6 | (unsigned)d) & 0xFFFF, held += 6;
        if (held >= 8)
            held -= 8, text_byte(to, (char)(bits >> held & 0xFF));
    }
}

/* Converts all it can; 0 if every byte meant something. With `first`, it stops where one does not. By way of UTF-32,
 * for on the way to UTF-8 glibc's iconv lets codes above 10FFFF pass. */
static int convert(const char *charset, const char *s, size_t n, int first, Text *to)
{
    int wrong = 0;
    iconv_t code = iconv_open("UTF-32LE", charset);
    if (code == (iconv_t)-1)
        return -1;
    char *in = (char *)s; /* iconv writes to out alone */
    unsigned char out[512];
    while (n > 0) {
        char *end = (char *)out;
        size_t room = sizeof out, result = iconv(code, &in, &n, &end, &room);
        for (size_t i = 0; i + 4 <= sizeof out - room; i += 4)
            text_code(to, out[i] | (unsigned long)out[i + 1] << 8 | (unsigned long)out[i + 2] << 16 |
                              (unsigned long)out[i + 3] << 24);
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        wrong = 1;
        if (first)
            break;
        text_code(to, 0xFFFD);
        in++, n--;
        iconv(code, NULL, NULL, NULL, NULL); /* back to the first state */
    }
    iconv_close(code);
    return wrong;
}

void decode_charset(const char *charset, const char *s, size_t n, Text *to)
{
    int unknown = !*charset || !strcasecmp(charset, "us-ascii") || !strcasecmp(charset, "ascii");
    unknown = unknown || strchr(charset, '/'); /* iconv would take orders behind it */
    if (!unknown && convert(charset, s, n, 0, to) >= 0)
        return;
    Text guess = text_new(to->most);
    if (convert("UTF-8", s, n, 1, &guess) == 0)
        text_put(to, guess.s ? guess.s : "", guess.n);
    else
        convert("WINDOWS-1252", s, n, 0, to);
    text_free(&guess);
}

/* An encoded word at s: its length, and its text goes to `to`; else 0. */
static size_t encoded_word(const char *s, size_t n, Text *to)
{
    char charset[CHARSET];
    if (n < 8 || s[0] != '=' || s[1] != '?')
        return 0;
    if (n > 1000)
        n = 1000; /* 75 are allowed */
    const char *kind = memchr(s + 2, '?', n - 2);
    if (!kind || (size_t)(kind - s) + 4 > n || kind[2] != '?' || (size_t)(kind - s - 2) >= sizeof charset)
        return 0;
    const char *text = kind + 3, *end = text;
    while (end + 1 < s + n && !(end[0] == '?' && end[1] == '='))
        end++;
    if (end + 1 >= s + n || !strchr("QqBb", kind[1]) || !kind[1])
        return 0;
    snprintf(charset, sizeof charset, "%.*s", (int)(kind - s - 2), s + 2);
    charset[strcspn(charset, "*")] = 0; /* a language may follow (RFC 2231) */
    Text bytes = text_new(1000);
    if (strchr("Qq", kind[1]))
        decode_quoted(text, (size_t)(end - text), 1, &bytes);
    else
        decode_base64(text, (size_t)(end - text), &bytes);
    decode_charset(charset, bytes.s ? bytes.s : "", bytes.n, to);
    text_free(&bytes);
    return (size_t)(end + 2 - s);
}

void decode_words(const char *s, size_t n, Text *to)
{
    Text plain = text_new(to->most); /* since the last encoded word */
    int after_word = 0, only_blanks = 1;
    for (size_t i = 0, length; i < n;) {
        Text word = text_new(to->most);
        if ((length = encoded_word(s + i, n - i, &word)) > 0) {
            if (!(after_word && only_blanks) && plain.n)
                decode_charset("", plain.s, plain.n, to);
            text_put(to, word.s ? word.s : "", word.n);
            text_free(&plain);
            after_word = only_blanks = 1;
            i += length;
        } else {
            only_blanks &= s[i] == ' ' || s[i] == '\t';
            text_byte(&plain, s[i++]);
        }
        text_free(&word);
    }
    decode_charset("", plain.s ? plain.s : "", plain.n, to);
    text_free(&plain);
}
