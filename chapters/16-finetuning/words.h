/* Chapter 16: the rival: which words occur in a mail, and logistic regression on them. */
#ifndef WORDS_H
#define WORDS_H

#include "logistic.h"
#include "task.h"

/* Learns from the chosen mails, where text[i] is what is known of mail i (NULL: its text); the strength of the penalty is the best of
 * several on the validation mails. What it says of the test. */
Score words_score(const Task *t, char *const *text, const int *chosen, int labels);

/* The same for rows of other numbers. `rows` of a part, or of chosen mails, are made by `make`. */
typedef Rows RowsOf(const void *context, const int *mails, int n);
Score rows_score(const Task *t, RowsOf *make, const void *context, const int *chosen, int labels);

#endif
