/* mail_html.h (level 2): what a reader sees of a mail in HTML. */
#ifndef MAIL_HTML_H
#define MAIL_HTML_H

#include "text.h"

/* UTF-8 in, UTF-8 out: without tags, comments, styles and scripts; block elements end a line; blanks are one, as a
 * browser shows them; entities (&eacute; only as far as mails use them, &#233; and &#xE9; all) become characters.
 * Never fails: what is not closed goes to the end. Time grows with n, whatever the text. */
void html_text(const char *s, size_t n, Text *to);

#endif
