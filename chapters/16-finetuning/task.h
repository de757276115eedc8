/* Chapter 16: the task: mails, as texts and as tokens, and how well somebody tells them apart. */
#ifndef TASK_H
#define TASK_H

#include "classifier.h"
#include "run.h"
#include "spam.h"

enum { WINDOW = 64, WINDOWS = 4 }; /* a mail is read in so many windows of so many tokens: its beginning */

typedef struct {
    Spam spam;
    Example *mail;                        /* of every mail the tokens, and whether it is spam */
    int *part[SPAM_PARTS], n[SPAM_PARTS]; /* the mails of each part, by their numbers; those to learn from are shuffled */
} Task;

Task task_load(const Run *run, const char *folder, const Bpe *bpe);
void task_free(Task *t);

/* `labels` mails to learn from, drawn anew with every seed; spam among them as often as in all of them, and at least one
 * of each class where there are two. Returns how many. */
int task_draw(const Task *t, int labels, unsigned long seed, int *chosen);

typedef struct {
    double accuracy, precision, recall, f1; /* of spam, in %; 0 where nothing can be said */
} Score;

/* Of a part, by a score each in the part's order: above 0 is spam. */
Score task_score(const Task *t, int part, const double *score);

#endif
