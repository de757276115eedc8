#define _GNU_SOURCE /* memmem */
#include "mail.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail_decode.h"
#include "mail_html.h"

enum { VALUE = 200 }; /* bytes of a type, a charset, a boundary (70 are allowed) */

static size_t line(const char *s, size_t n) /* its bytes, with its end */
{
    const char *end = memchr(s, '\n', n);
    return end ? (size_t)(end + 1 - s) : n;
}

static int is_empty(const char *s, size_t n)
{
    return n == 0 || s[0] == '\n' || (s[0] == '\r' && (n == 1 || s[1] == '\n'));
}

/* A header, or the line that a mailbox puts before the first. */
static int is_header(const char *s, size_t n)
{
    size_t i = 0;
    if (n > 5 && (!memcmp(s, "From ", 5) || !memcmp(s, ">From", 5)))
        return 1;
    while (i < n && s[i] > ' ' && s[i] < 127 && s[i] != ':')
        i++;
    return i > 0 && i < n && s[i] == ':';
}

size_t mail_head(const char *s, size_t n)
{
    if (n > MAIL_MOST)
        n = MAIL_MOST;
    for (size_t i = 0, length; i < n; i += length) {
        length = line(s + i, n - i);
        if (is_empty(s + i, n - i))
            return i + length;
        if (s[i] != ' ' && s[i] != '\t' && !is_header(s + i, length))
            return i; /* no empty line: the body begins here */
    }
    return n;
}

Text mail_header(const char *s, size_t n, const char *name)
{
    Text value = text_new(MAIL_TEXT / 16);
    size_t head = mail_head(s, n), length, skip = strlen(name);
    int ours = 0;
    for (size_t i = 0; i < head; i += length) {
        length = line(s + i, head - i);
        int more = s[i] == ' ' || s[i] == '\t';
        if (ours && !more)
            break;
        ours = ours || (length > skip && !strncasecmp(s + i, name, skip) && s[i + skip] == ':');
        if (!ours)
            continue;
        const char *from = s + i + (more ? 0 : skip + 1), *to = s + i + length;
        while (from < to && isspace((unsigned char)*from))
            from++;
        while (from < to && isspace((unsigned char)to[-1]))
            to--;
        if (more && from < to && value.n)
            text_byte(&value, ' ');
        text_put(&value, from, (size_t)(to - from));
    }
    text_put(&value, "", 0);
    return value;
}

/* Of "text/plain; charset=utf-8; …" what stands behind `name`=, or with no name the first word, in small letters. */
static void parameter(const Text *header, const char *name, char value[VALUE])
{
    const char *at = header->s;
    size_t n = 0, skip = name ? strlen(name) : 0;
    value[0] = 0;
    while (name && (at = strchr(at, ';')) != NULL) {
        at += 1 + strspn(at + 1, " \t");
        if (!strncasecmp(at, name, skip) && at[skip + strspn(at + skip, " \t")] == '=') {
            at += skip + strspn(at + skip, " \t") + 1;
            break;
        }
    }
    if (!at)
        return;
    at += strspn(at, " \t");
    int quoted = *at == '"';
    for (at += quoted; *at && n + 1 < VALUE && !(quoted ? *at == '"' : strchr("; \t", *at) != NULL); at++)
        value[n++] = name ? *at : (char)tolower((unsigned char)*at);
    value[n] = 0;
}

static void part(const char *s, size_t n, int depth, int *parts, Text *to);

/* The parts between lines of --boundary. Of alternatives the first that says anything is enough: the plain one comes
 * first (RFC 2046, section 5.1.4). */
static void multipart(const char *s, size_t n, const char *boundary, int first, int depth, int *parts, Text *to)
{
    size_t size = strlen(boundary), begun = 0, before = to->n;
    int inside = 0;
    for (size_t i = 0, length; i <= n; i += length) {
        length = i < n ? line(s + i, n - i) : 1;
        int mark = i < n && length >= size + 2 && s[i] == '-' && s[i + 1] == '-' && !memcmp(s + i + 2, boundary, size);
        if (!mark && i < n)
            continue;
        if (inside && (*parts)++ < MAIL_PARTS)
            part(s + begun, i - begun, depth + 1, parts, to);
        if ((first && to->n > before) || i >= n || (length >= size + 4 && !memcmp(s + i + 2 + size, "--", 2)))
            return;
        inside = 1, begun = i + length;
    }
}

static void unwrap(const char *s, size_t n, const char *encoding, Text *to)
{
    if (!strcasecmp(encoding, "base64"))
        decode_base64(s, n, to);
    else if (!strcasecmp(encoding, "quoted-printable"))
        decode_quoted(s, n, 0, to);
    else
        text_put(to, s, n);
    text_put(to, "", 0);
}

static void text_part(const char *s, size_t n, const char *encoding, const char *charset, int html, Text *to)
{
    Text bytes = text_new(MAIL_TEXT), text = text_new(MAIL_TEXT);
    unwrap(s, n, encoding, &bytes);
    decode_charset(charset, bytes.s, bytes.n, &text);
    text_put(&text, "", 0);
    if (to->n && to->s[to->n - 1] != '\n')
        text_byte(to, '\n');
    if (html)
        html_text(text.s, text.n, to);
    else
        text_put(to, text.s, text.n);
    text_free(&bytes), text_free(&text);
}

static void part(const char *s, size_t n, int depth, int *parts, Text *to)
{
    char type[VALUE], charset[VALUE], boundary[VALUE], encoding[VALUE], shown[VALUE];
    size_t head = mail_head(s, n);
    if (depth > MAIL_DEPTH)
        return;
    Text about = mail_header(s, n, "Content-Type"), code = mail_header(s, n, "Content-Transfer-Encoding");
    Text place = mail_header(s, n, "Content-Disposition");
    parameter(&about, NULL, type), parameter(&about, "charset", charset), parameter(&about, "boundary", boundary);
    parameter(&code, NULL, encoding), parameter(&place, NULL, shown);
    text_free(&about), text_free(&code), text_free(&place);
    if (!strncmp(type, "multipart/", 10) && *boundary)
        multipart(s + head, n - head, boundary, !strcmp(type, "multipart/alternative"), depth, parts, to);
    else if (!strcmp(type, "message/rfc822"))
        part(s + head, n - head, depth + 1, parts, to);
    else if ((!*type || !strncmp(type, "text", 4)) && strcmp(shown, "attachment") != 0)
        text_part(s + head, n - head, encoding, charset, !strcmp(type, "text/html"), to);
}

Mail mail_read(const char *s, size_t n)
{
    Mail m = {text_new(MAIL_TEXT / 16), text_new(MAIL_TEXT)};
    int parts = 0;
    if (n > MAIL_MOST)
        n = MAIL_MOST;
    Text subject = mail_header(s, n, "Subject");
    decode_words(subject.s, subject.n, &m.subject);
    text_free(&subject);
    part(s, n, 0, &parts, &m.body);
    text_put(&m.subject, "", 0), text_cut(&m.subject);
    text_put(&m.body, "", 0), text_cut(&m.body);
    return m;
}

void mail_free(Mail *m) { text_free(&m->subject), text_free(&m->body); }
