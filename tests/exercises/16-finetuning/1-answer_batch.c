/* Graded tests of ex_answer_batch, chapter 16. The reference lays rows out token by token. */
#include "16-finetuning.h"

#include <stdio.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

enum { MOST_B = 6, LONGEST = 64, PAD = 7 };

/* A row as it shall be: `mail` tokens of the mail, then the answer. */
typedef struct {
    int token[2 * LONGEST], mail, length, full;
} Row;

static Row row_of(const ExPair *p, int room)
{
    Row r = {.mail = p->mail_length};
    while (r.mail + p->answer_length > room + 1)
        r.mail--;
    r.length = r.mail + p->answer_length, r.full = r.length == room + 1;
    memcpy(r.token, p->mail, (size_t)r.mail * sizeof(int));
    memcpy(r.token + r.mail, p->answer, (size_t)p->answer_length * sizeof(int));
    return r;
}

static ExPair pair_of(const int *mail, int mails, const int *answer, int answers)
{
    return (ExPair){given(mail, mails), given(answer, answers), mails, answers};
}

#define PAIR(mail, answer) pair_of(mail, LENGTH(mail), answer, LENGTH(answer))

static const char *batch_text(const ExPair *pair, int B, int room)
{
    static char text[500];
    size_t used = (size_t)snprintf(text, sizeof text, "ex_answer_batch(");
    for (int b = 0; b < B && used < 250; b++) {
        char mail[80], answer[80];
        grade_text_ints(mail, sizeof mail, pair[b].mail, (size_t)pair[b].mail_length);
        grade_text_ints(answer, sizeof answer, pair[b].answer, (size_t)pair[b].answer_length);
        used += (size_t)snprintf(text + used, sizeof text - used, "mail %s answer %s, ", mail, answer);
    }
    snprintf(text + used, sizeof text - used, "%sB = %d, room = %d, pad = %d)", used < 250 ? "" : "… ", B, room, PAD);
    return text;
}

static const char *width_mistake(int room, int got, int want)
{
    return got == -1        ? "nothing is wrong here; an answer of `room` tokens still leaves one of its mail"
           : got > room     ? "a row of x has at most room tokens: mail and answer have room + 1, then the mail is cut"
           : got == want + 1 ? "x lacks the last token, behind which nothing follows: one less than mail and answer"
           : got == want - 1 ? "the answer's last token needs no place in x: mail and answer may have room + 1"
           : got == room    ? "the batch is as wide as its longest row, not as room"
                            : "T is the length of the longest row of x, after cutting";
}

static const char *x_mistake(const ExPair *p, const Row *r, int t, int got)
{
    int cut = p->mail_length - r->mail;
    if (t >= r->length - 1)
        return t == r->length - 1 && got == r->token[t] ? "the answer's last token is a target only: here stands pad"
                                                        : "behind the row stands pad";
    if (cut > 0 && t >= r->mail && t < p->mail_length && got == p->mail[t])
        return "too long: the mail was to be cut here, so that all of the answer has room";
    if (cut > 0 && t < r->mail && got == p->mail[t + cut])
        return "the mail loses its end, not its beginning";
    return t < r->mail ? "the mail's tokens come first" : "the answer stands right behind the mail";
}

static const char *y_mistake(const ExPair *p, const Row *r, int t, int got)
{
    int cut = r->mail < p->mail_length;
    if (t >= r->length - 1)
        return "padding never counts: behind the row stands EX_IGNORE";
    if (cut && t + 1 >= r->mail && got == EX_IGNORE)
        return "too long: cut the mail, so that all of the answer has room, and counts";
    if (r->full && t + 2 == r->mail && got == r->token[r->mail])
        return "the mail lost one too many: the answer's last token needs no place in x, so room + 1 tokens fit";
    if (t + 1 < r->mail)
        return "what follows here belongs to the mail, and does not count: EX_IGNORE";
    if (got == r->token[t] && got != r->token[t + 1])
        return "the target is the token behind x[t], not x[t] itself: shift by one";
    if (got == EX_IGNORE && r->token[t + 1] == PAD)
        return "this 7 belongs to the answer: padding is told by its place, not by its value";
    if (got == EX_IGNORE && t + 1 == r->mail)
        return "behind this last token of the mail follows the first of the answer, and counts";
    return got == EX_IGNORE ? "every token of the answer counts, the last one too" : "the token that follows x[t]";
}

static void check_row(const ExPair *pair, int b, int room, int T, const int *x, const int *y, const char *text)
{
    Row r = row_of(pair + b, room);
    for (int t = 0; t < T; t++) {
        int inside = t < r.length - 1, at = b * T + t, counts = inside && t + 1 >= r.mail;
        int want = inside ? r.token[t] : PAD, apart = b > 0 && T < room && x[at] != want && x[b * room + t] == want;
        grade_call("x[b = %d, t = %d] after %s", b, t, text);
        grade_int(x[at], want, apart ? "rows follow each other without gaps: row b begins at b * T, not at b * room"
                                     : x_mistake(pair + b, &r, t, x[at]));
        grade_call("y[b = %d, t = %d] after %s", b, t, text);
        grade_int(y[at], counts ? r.token[t + 1] : EX_IGNORE, y_mistake(pair + b, &r, t, y[at]));
    }
}

static void check_batch(const ExPair *pair, int B, int room)
{
    const char *text = batch_text(pair, B, room);
    int *x = grade_ints((size_t)(B * room)), *y = grade_ints((size_t)(B * room)), want = 0;
    for (int b = 0; b < B; b++) {
        int length = row_of(pair + b, room).length;
        want = length - 1 > want ? length - 1 : want;
    }
    grade_call("T of %s", text);
    int T = ex_answer_batch(grade_input(pair, (size_t)B * sizeof *pair), B, room, PAD, x, y);
    grade_int(T, want, width_mistake(room, T, want));
    for (int b = 0; b < B; b++)
        check_row(pair, b, room, T, x, y, text);
    for (int i = B * T; i < B * room; i++) {
        grade_call("element %d of x and y after %s", i, text);
        grade_true(x[i] == GRADE_UNWRITTEN && y[i] == GRADE_UNWRITTEN, "what was there before",
                   "B * T numbers are written: what lies behind them stays as it was");
    }
}

static const int mail_5[] = {10, 11, 12, 13, 14}, mail_3[] = {20, 21, 22}, mail_pads[] = {30, PAD, PAD, 31, PAD};
static const int one[] = {95}, two[] = {90, 91}, four[] = {80, 81, 82, 83}, pads[] = {96, PAD, PAD, 97, PAD};

GRADE(ex_answer_batch, rows, 1, "A head on the trunk")
{
    check_batch((ExPair[]){PAIR(mail_5, two)}, 1, 6);
    check_batch((ExPair[]){PAIR(mail_5, two), PAIR(mail_5, two)}, 2, 20);
    check_batch((ExPair[]){PAIR(mail_3, one), PAIR(mail_5, two), PAIR(one, four)}, 3, 12);
    check_batch((ExPair[]){PAIR(mail_5, four), PAIR(mail_3, pads), PAIR(mail_pads, one)}, 3, 9);
    check_batch((ExPair[]){PAIR(one, one)}, 1, 4);
}

static void random_batch(unsigned long seed)
{
    gsl_rng *rng = grade_random(seed);
    int B = 1 + draw(rng, MOST_B), room = 3 + draw(rng, 30), tokens[2][LONGEST];
    ExPair pair[MOST_B];
    for (int b = 0; b < B; b++) {
        for (int i = 0; i < LONGEST; i++)
            tokens[0][i] = draw(rng, 2000), tokens[1][i] = draw(rng, 2000);
        pair[b] = pair_of(tokens[0], 1 + draw(rng, LONGEST), tokens[1], 1 + draw(rng, room));
    }
    check_batch(pair, B, room);
}

static void refuse_batch(ExPair second, int B, int room, const char *what, const char *likely)
{
    ExPair pair[] = {PAIR(mail_3, one), second};
    int *x = grade_ints(40), *y = grade_ints(40);
    grade_call("ex_answer_batch(…, B = %d, room = %d, …) where %s", B, room, what);
    grade_int(ex_answer_batch(grade_input(pair, sizeof pair), B, room, PAD, x, y), -1, likely);
    for (int i = 0; i < 40; i++)
        grade_true(x[i] == GRADE_UNWRITTEN && y[i] == GRADE_UNWRITTEN, "x and y as they were",
                   "-1 says that nothing was written: look at all pairs before you write the first row");
}

GRADE(ex_answer_batch, too_long, 1, "A head on the trunk")
{
    check_batch((ExPair[]){PAIR(mail_5, two)}, 1, 5);
    check_batch((ExPair[]){PAIR(mail_5, four), PAIR(mail_3, pads)}, 2, 5);
    for (unsigned long seed = 1; seed < 60; seed++)
        random_batch(seed);
    ExPair good = PAIR(mail_3, one), answer_0 = good, mail_0 = good, negative = good;
    answer_0.answer_length = mail_0.mail_length = 0, negative.answer_length = -2;
    refuse_batch(PAIR(mail_3, four), 2, 3, "the second answer has 4 tokens",
                 "an answer longer than room leaves no token of its mail to be predicted from");
    refuse_batch(answer_0, 2, 10, "the second answer has no token", "an answer has at least one token");
    refuse_batch(mail_0, 2, 10, "the second mail has no token", "a mail has at least one token");
    refuse_batch(negative, 2, 10, "the second answer has the length -2", "a length below 1 is refused");
    refuse_batch(good, 0, 10, "both pairs are good", "B < 1 is refused");
    refuse_batch(good, 2, 0, "both pairs are good", "room < 1 is refused");
}
