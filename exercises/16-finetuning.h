/* 16-finetuning.h: exercises of chapter 16, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h, snprintf, sscanf, strtol, __ctype_b_loc.
 * (atoi is made of strtol, isdigit of __ctype_b_loc.) These functions may call each other. What you allocate you free.
 * Arrays with different names do not overlap. A call that returns -1 has written nothing. */
#ifndef EX_16_FINETUNING_H
#define EX_16_FINETUNING_H

enum { EX_IGNORE = -1 }; /* a target that does not count, like the library's TARGET_IGNORE */

/* A mail, and the answer that a model shall learn to write behind it, in tokens, none of them negative. */
typedef struct {
    const int *mail, *answer;
    int mail_length, answer_length;
} ExPair;

/* A batch in which only answers count (2 points). Row b comes from pair[b]: its mail and, right behind, its answer. x
 * holds all tokens of that but the last; y holds beside each the token that follows it, if that belongs to the answer,
 * else EX_IGNORE. So every token of the answer is a target, the first one too.
 * A row of x has at most `room` tokens. Where mail and answer together have more than room + 1, the mail loses what is
 * too much, at its end; the answer loses nothing.
 * T is the length of the longest row of x in this batch. Shorter ones are filled up behind, to T: x with `pad`, y with
 * EX_IGNORE. pad may occur in mails and answers, too, and is a token like any other there.
 * x and y (B,T) are row-major, without gaps. There is room for B * room numbers in each; B * T are written, no more.
 * Returns T; or -1 if B < 1, room < 1, some mail or answer has a length below 1, or some answer is longer than room (no
 * token of its mail would be left to predict it from).
 * Text: "A head on the trunk". */
int ex_answer_batch(const ExPair *pair, int B, int room, int pad, int *x, int *y);

/* A parameter as a checkpoint lists it: `size` >= 1 numbers, from data on. Parameters with the same data are tied: the
 * same numbers, as many, under several names. Others share nothing. data can be compared, but not read from. */
typedef struct {
    const char *name;
    const float *data;
    long size;
} ExParam;

/* Layer freezing (2 points). A GPT of `layers` blocks, from below: the tables wte.weight and wpe.weight; the blocks,
 * whose names begin with "h.0." and so on, up to layers - 1; the last norm, "ln_f."; the head, "head.". Norm and head
 * always train; of the blocks the `top` uppermost; the tables only if top is layers + 1. Tied parameters are one: if one
 * of its names trains, all do. train[i] becomes 1 if p[i] trains, else 0. p comes in any order.
 * A table's name is exactly one of those two. Of the others only the beginning is looked at, "h.N.", "ln_f." or "head.",
 * full stop included; a block's number is written as printf's %d does it, without a plus sign, a blank, or a 0 in front.
 * Returns how many numbers train, tied ones counted once (perhaps over 2^31); or -1 if n < 1, layers < 1, top is not
 * within 0 … layers + 1, or some name is none of these.
 * Text: "Three ways to start". */
long ex_freeze(const ExParam *p, int n, int layers, int top, int *train);

typedef struct {
    double precision, recall, f1;
} ExScores;

/* Precision, recall, F1 (2 points). label[i] says what mail i is: 1 spam, 0 ham, -1 unknown; said[i] what a filter
 * called it: 1 or 0. Unknown mails count nowhere, and said[i] may be anything there. precision is the share of spam
 * among the mails called spam; recall the share called spam among the spam; a share of no mails is NAN. f1 is their
 * harmonic mean, 2/(1/precision + 1/recall), carried on to where that has no value: if no spam was called spam it is 0,
 * and NAN only if there is neither spam nor a mail called spam. All right to nine digits.
 * Returns how many mails are not unknown (0 for n = 0); or -1 if n < 0, some label is not 1, 0 or -1, or some mail that
 * is not unknown was called neither 1 nor 0.
 * Text: "How many labels". */
int ex_f1(const int *said, const int *label, int n, ExScores *s);

/* The best threshold (2 points). A model gives mail i the score[i]; called spam are all mails whose score is at least the
 * threshold. Returns the one of score[0 … n-1] which, as the threshold, makes F1 greatest; of equally good ones any.
 * Labels and F1 are those of ex_f1: unknown mails count nowhere. Scores may be equal, negative or infinite. n may be
 * 200,000; sorting is quick enough. NAN if n < 1, some label is not 1, 0 or -1, no mail is spam, or some score is NaN (an
 * unknown mail's, too).
 * Text: "How many labels". */
float ex_best_threshold(const float *score, const int *label, int n);

/* Early stopping (2 points). loss[e], for e = 0 … n-1, is the validation loss after epoch e: a finite number, perhaps
 * negative, or INFINITY or NaN. The first finite one improves; later ones if they are finite and lower, by more than
 * `least`, than the loss of the last epoch that improved. (No test depends on how differences are rounded.) Training
 * ends with the first epoch that completes `patience` epochs in a row without improvement, or with epoch n-1. Losses
 * behind that end were never measured.
 * *keep receives the epoch whose weights are kept: that of the lowest finite loss up to the end, whether or not it is
 * an improvement; of equal ones the first; -1 if there is none.
 * Returns how many epochs were trained, 1 … n; or -1 if n < 1, patience < 1, or least is negative, infinite or NaN.
 * Text: "What goes wrong". */
int ex_early_stop(const double *loss, int n, int patience, double least, int *keep);

#endif
