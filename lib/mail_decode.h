/* mail_decode.h (level 2): what mail wraps text in. Input may be anything; what is no code stands for itself. */
#ifndef MAIL_DECODE_H
#define MAIL_DECODE_H

#include "text.h"

/* Quoted-printable (RFC 2045, section 6.7): =E9, and = at a line's end. With `word`, as in headers (RFC 2047,
 * section 4.2), _ is a space. */
void decode_quoted(const char *s, size_t n, int word, Text *to);

/* Base64 (RFC 2045, section 6.8): other characters are skipped; ends at the first =. */
void decode_base64(const char *s, size_t n, Text *to);

/* Bytes in a charset to UTF-8, by iconv(3); a byte that means nothing becomes U+FFFD. Where the charset is "",
 * us-ascii or unknown: UTF-8 if it is valid as such, else windows-1252, which is what such mails are in. */
void decode_charset(const char *charset, const char *s, size_t n, Text *to);

/* A header's value with its encoded words, =?charset?Q?…?= or =?charset?B?…?= (RFC 2047). Spaces between two of
 * them go. */
void decode_words(const char *s, size_t n, Text *to);

#endif
