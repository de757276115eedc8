/* mail.h (level 6): one mail, as it arrived (RFC 5322, MIME), becomes what a reader sees of it. */
#ifndef MAIL_H
#define MAIL_H

#include "text.h"

/* UTF-8, a 0 behind it; "" where there is none. */
typedef struct {
    Text subject; /* without line ends */
    Text body;    /* of alternatives the plain one, else HTML as text; attachments are left out */
} Mail;

enum {
    MAIL_MOST = 1 << 24,  /* bytes of a mail; what is behind is not looked at */
    MAIL_TEXT = 1 << 20,  /* bytes of a body, and a sixteenth of a subject */
    MAIL_DEPTH = 8,       /* of parts within parts */
    MAIL_PARTS = 64
};

/* Any bytes. Never fails: what is damaged is read as far as it goes. Time and memory grow with n alone. */
Mail mail_read(const char *bytes, size_t n);
void mail_free(Mail *m);

/* The first header of this name, in letters of either case, its lines joined, or ""; not decoded. To be freed. */
Text mail_header(const char *bytes, size_t n, const char *name);

size_t mail_head(const char *bytes, size_t n); /* bytes up to the body: all headers, and the empty line */

#endif
