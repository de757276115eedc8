/* spam.h (level 7): labelled mails, split so that nothing held out resembles what is learned from. */
#ifndef SPAM_H
#define SPAM_H

#include <stddef.h>

enum { SPAM_TRAINING, SPAM_VALIDATION, SPAM_TEST, SPAM_PARTS };

typedef struct {
    char *text;  /* UTF-8, a 0 behind it: the subject, a line's end, the body: spam_clean */
    size_t n;    /* bytes */
    int is_spam; /* the label: 0 ham, 1 spam */
    int thread;  /* equal for mails of one thread */
    int part;    /* all of a thread are in the same */
    char *path;  /* where it stands, headers and all */
} SpamMail;

typedef struct {
    SpamMail *mail;
    int count;
    int files, unreadable, empty, duplicates, threads; /* what was found: files = count + the three after it */
} Spam;

/* All mails of FOLDER/ham and FOLDER/spam, a file each, in the order of their names. Left out: files that cannot be
 * read, mails that say nothing, and those whose body, but for anything that is no letter, was there before. Mails
 * belong to one thread if their subjects are equal but for Re:, [list] and such, or if their bodies begin alike.
 * Threads are dealt in turn, ham and spam apart: 11 of 15 to training, 1 to validation, 3 to the test.
 * 0, or non-zero with one line in `reason`: no such folder, or one of them without a mail that says anything. */
int spam_load(const char *folder, Spam *s, char *reason, size_t reason_size);
void spam_free(Spam *s);

/* The mails of a part, as indices in order, into `index` (room for count of them, or NULL): how many. */
int spam_part(const Spam *s, int part, int *index);

/* What a model reads of a mail: small letters (capitals are rare in the trunk's book, so tokens of one letter each);
 * blanks are one, runs of a sign one of it, digits 0; an address becomes @ and a link http, for they name the recipient,
 * and hosts. The caller frees it. */
char *spam_clean(const char *subject, const char *body);

#endif
