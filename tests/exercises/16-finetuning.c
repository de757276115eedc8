/* Graded tests of chapter 16. References are the definitions: rows laid out token by token, counts by counting. */
#include "16-finetuning.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

static gsl_rng *random_numbers(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

static int draw(gsl_rng *rng, int n) { return (int)gsl_rng_uniform_int(rng, (unsigned long)n); }

static const int *given(const int *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* ---- ex_answer_batch */

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

#define LENGTH(array) (int)(sizeof(array) / sizeof *(array))
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
    gsl_rng *rng = random_numbers(seed);
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

/* ---- ex_freeze */

enum { TABLE = -1, ABOVE = 1000, MOST_P = 800 };

/* A GPT's parameters, and the block that each is in. */
static struct {
    int n, block[MOST_P];
    char name[MOST_P][64];
    ExParam p[MOST_P];
} gpt;

static float numbers[MOST_P]; /* stand for addresses */

static void add(int block, const char *name)
{
    int i = gpt.n++;
    gpt.block[i] = block;
    snprintf(gpt.name[i], sizeof gpt.name[i], "%s", name);
    gpt.p[i] = (ExParam){gpt.name[i], numbers + i, 10 + 3 * i};
}

static void new_gpt(int layers, int backwards)
{
    static const char *parts[] = {"ln_1.weight", "attn.c_attn.weight", "attn.c_attn.bias", "mlp.c_proj.weight"};
    char name[64];
    gpt.n = 0;
    add(TABLE, "wte.weight"), add(TABLE, "wpe.weight");
    for (int i = 0; i < 4 * layers; i++) {
        snprintf(name, sizeof name, "h.%d.%s", i / 4, parts[i % 4]);
        add(i / 4, name);
    }
    add(ABOVE, "ln_f.weight"), add(ABOVE, "ln_f.bias"), add(ABOVE, "head.weight");
    for (int i = 0, k = gpt.n - 1; backwards && i < k; i++, k--) {
        ExParam p = gpt.p[i];
        int block = gpt.block[i];
        gpt.p[i] = gpt.p[k], gpt.p[k] = p, gpt.block[i] = gpt.block[k], gpt.block[k] = block;
    }
}

static int trains(int i, int layers, int top) { return gpt.block[i] >= (top > layers ? TABLE : layers - top); }

/* Another name of the same numbers, which trains, or -1. */
static int tied_to(int i, int layers, int top)
{
    for (int k = 0; k < gpt.n; k++)
        if (k != i && gpt.p[k].data == gpt.p[i].data && trains(k, layers, top))
            return k;
    return -1;
}

static const char *train_mistake(int i, int layers, int top, int got)
{
    static char text[200];
    int block = gpt.block[i], tied = tied_to(i, layers, top), alone = trains(i, layers, top);
    if (got != 0 && got != 1)
        return "every element of train is written, 0 or 1";
    if (block == ABOVE)
        return "norm and head always train, whatever top is";
    if (got == 0 && !alone && tied >= 0)
        snprintf(text, sizeof text, "these are the numbers of \"%s\", too, which trains", gpt.p[tied].name);
    else if (block == TABLE)
        return got ? "the tables train only if top is layers + 1" : "top = layers + 1 trains the tables, too";
    else
        snprintf(text, sizeof text, "block %d %s the %d uppermost of %d%s", block, alone ? "is among" : "lies below",
                 top, layers, layers < 11 ? "" : ": compare the whole number, to the full stop; h.1. is not h.10.");
    return text;
}

static void check_freeze(int layers, int top, const char *which, int count)
{
    int *train = grade_ints((size_t)gpt.n), n = gpt.n;
    long want = 0, twice = 0;
    grade_call("ex_freeze(%s, n = %d, layers = %d, top = %d)", which, n, layers, top);
    long got = ex_freeze(grade_input(gpt.p, (size_t)n * sizeof *gpt.p), n, layers, top, train);
    grade_true(got != -1, "a number of numbers", "it returned -1: but these names are in order, and so is top");
    for (int i = 0; i < n; i++) {
        int trained = trains(i, layers, top) || tied_to(i, layers, top) >= 0, again = 0;
        grade_call("train[%d], of \"%s\", after ex_freeze(%s, n = %d, layers = %d, top = %d)", i, gpt.p[i].name, which,
                   n, layers, top);
        grade_int(train[i], trained, train_mistake(i, layers, top, train[i]));
        for (int k = 0; k < i; k++)
            again |= gpt.p[k].data == gpt.p[i].data;
        twice += trained ? gpt.p[i].size : 0, want += trained && !again ? gpt.p[i].size : 0;
    }
    grade_call("ex_freeze(%s, n = %d, layers = %d, top = %d)", which, n, layers, top);
    if (count)
        grade_int(got, want, got == twice       ? "tied numbers exist once, and count once"
                             : got == (int)want ? "it may exceed 2^31: add up in long"
                                                : "the sum of size over all parameters that train");
}

GRADE(ex_freeze, by_name, 1, "Three ways to start")
{
    static const int layers[] = {4, 12, 1, 112};
    for (int k = 0; k < 8; k++) {
        new_gpt(layers[k / 2], k % 2);
        for (int top = 0; top <= layers[k / 2] + 1; top += layers[k / 2] > 100 ? 8 : 1)
            check_freeze(layers[k / 2], top, k % 2 ? "a GPT's parameters, the head first" : "a GPT's parameters", 0);
    }
}

static void tie(int i, int k) { gpt.p[k].data = gpt.p[i].data, gpt.p[k].size = gpt.p[i].size; }

static void refuse_freeze(const char *name, int layers, int top, const char *likely)
{
    ExParam p[3] = {{"ln_f.weight", numbers, 5}, {"head.weight", numbers + 1, 5}, {name, numbers + 2, 5}};
    int *train = grade_ints(3);
    grade_call("ex_freeze({\"ln_f.weight\", \"head.weight\", \"%s\"}, 3, layers = %d, top = %d)", name, layers, top);
    grade_int(ex_freeze(grade_input(p, sizeof p), 3, layers, top, train), -1, likely);
    for (int i = 0; i < 3; i++)
        grade_true(train[i] == GRADE_UNWRITTEN, "train as it was", "-1 has written nothing: look at all names first");
}

static void refuse_names(void)
{
    static const char *blocks[] = {"h.12.ln_1.weight", "h.-1.ln_1.weight", "h.1",              "h.1x.ln_1.weight",
                                   "h..ln_1.weight",   "h.01.ln_1.weight", "h.+1.ln_1.weight", "h. 1.ln_1.weight",
                                   "h.x.weight",       "h.4294967297.ln_1.weight"};
    static const char *others[] = {"", "header.weight", "head", "ln_f", "wte.weights", "wte.", "wpe.bias",
                                   "ln_1.weight", "transformer.h.0.ln_1.weight", "lm_head.weight"};
    for (int i = 0; i < 10; i++)
        refuse_freeze(blocks[i], 12, 3, "the blocks are \"h.0.\" to \"h.11.\", spelt just so");
    for (int i = 0; i < 10; i++)
        refuse_freeze(others[i], 12, 3, "a name is wte.weight or wpe.weight, or begins with h., ln_f. or head.");
}

GRADE(ex_freeze, tied_and_unknown, 1, "Three ways to start")
{
    for (int backwards = 0; backwards < 2; backwards++) {
        new_gpt(12, backwards);
        check_freeze(12, 4, "a GPT's parameters", 1);
        tie(0, gpt.n - 1); /* the first of all and the last */
        for (int top = 0; top <= 13; top++)
            check_freeze(12, top, "a GPT's parameters, head.weight tied to wte.weight", 1);
        for (int i = 3; i + 4 < gpt.n - 3; i++)
            tie(i, i + 4);
        for (int top = 0; top <= 13; top += 3)
            check_freeze(12, top, "a GPT's parameters, its blocks tied to each other", 1);
    }
    new_gpt(2, 0);
    for (int i = 0; i < gpt.n; i++)
        gpt.p[i].size = 3000000000;
    check_freeze(2, 1, "parameters of 3000000000 numbers each", 1);
    refuse_names();
    refuse_freeze("wte.weight", 12, -1, "top < 0 is refused");
    refuse_freeze("wte.weight", 12, 14, "top is at most layers + 1");
    refuse_freeze("wte.weight", 0, 0, "layers < 1 is refused");
    int *train = grade_ints(1);
    grade_call("ex_freeze(…, n = 0, layers = 12, top = 1)");
    grade_int(ex_freeze(gpt.p, 0, 12, 1, train), -1, "n < 1 is refused");
}

/* ---- ex_f1 and ex_best_threshold */

enum { MOST_N = 400, LARGE = 200000 };

typedef struct {
    double hits, alarms, missed, rest, f1;
} Counts;

static Counts count(const int *said, const int *label, int n)
{
    Counts c = {0};
    for (int i = 0; i < n; i++)
        *(label[i] == 1 ? said[i] ? &c.hits : &c.missed : said[i] ? &c.alarms : &c.rest) += label[i] != -1;
    c.f1 = 2 * c.hits / (2 * c.hits + c.alarms + c.missed);
    return c;
}

static void check_f1(const int *said, const int *label, int n)
{
    char what[80], truth[80], text[300];
    Counts c = count(said, label, n);
    ExScores s = {-7, -7, -7};
    grade_text_ints(what, sizeof what, said, (size_t)n), grade_text_ints(truth, sizeof truth, label, (size_t)n);
    snprintf(text, sizeof text, "ex_f1(said = %s, label = %s, n = %d, …)", what, truth, n);
    grade_call("%s", text);
    int known = ex_f1(given(said, n), given(label, n), n, &s);
    grade_int(known, lround(c.hits + c.alarms + c.missed + c.rest),
              known == -1 ? "nothing is wrong here: labels are 1, 0 or -1, and said counts only where it is not -1"
                          : "returns how many mails have a label of 1 or 0");
    double precision = c.hits / (c.hits + c.alarms), recall = c.hits / (c.hits + c.missed);
    grade_call("precision after %s", text);
    grade_suspect(NAN, "mails were called spam: their share exists, and may be 0");
    grade_suspect(0, "a quotient of two ints is a whole number; and a share of no mails is NAN, not 0");
    grade_suspect(recall, "that is the recall: precision divides by the mails called spam");
    grade_suspect(c.rest / (c.rest + c.missed), "that is the precision of ham: spam is what is sought");
    grade_suspect(c.rest / (c.rest + c.alarms), "that is the recall of ham: spam is what is sought");
    grade_suspect((c.hits + c.rest) / (c.hits + c.rest + c.alarms + c.missed), "that is the accuracy");
    grade_near(s.precision, precision, 1e-9, "spam among the mails called spam; NAN if none was called so");
    grade_call("recall after %s", text);
    grade_suspect(NAN, "there is spam: the share exists, and may be 0");
    grade_suspect(c.rest / (c.rest + c.alarms), "that is the recall of ham: spam is what is sought");
    grade_near(s.recall, recall, 1e-9, "the mails called spam among the spam; NAN if there is no spam");
    grade_call("f1 after %s", text);
    grade_suspect(NAN, "a 0/0 hides in it: write F1 in hits, false alarms and missed spam, and simplify");
    grade_suspect((precision + recall) / 2, "the harmonic mean, not half the sum");
    grade_suspect(sqrt(precision * recall), "the harmonic mean, not the geometric one");
    grade_suspect(c.f1 / 2, "2/(1/precision + 1/recall): the 2 is missing");
    grade_near(s.f1, c.f1, 1e-9, "2/(1/precision + 1/recall); without a hit 0; NAN if none is or was called spam");
}

GRADE(ex_f1, counts, 1, "How many labels")
{
    check_f1((int[]){1, 1, 1, 1, 0, 0, 0, 0}, (int[]){1, 1, 1, 0, 1, 1, 0, 0}, 8);
    int said[MOST_N], label[MOST_N] = {1, 1, 1, 1};
    for (int i = 0; i < MOST_N; i++)
        said[i] = i == 3;
    check_f1(said, label, MOST_N); /* 1 % of it is spam */
    for (int k = 1; k < 20; k++) {
        gsl_rng *rng = random_numbers((unsigned)k);
        for (int i = 0; i < MOST_N; i++)
            label[i] = draw(rng, 25) < k, said[i] = draw(rng, 2);
        check_f1(said, label, MOST_N);
    }
}

static void refuse_f1(int said, int label, int n, const char *likely)
{
    ExScores s = {-7, -7, -7};
    grade_call("ex_f1(said = {1, %d}, label = {1, %d}, n = %d, …)", said, label, n);
    grade_int(ex_f1(given((int[]){1, said}, 2), given((int[]){1, label}, 2), n, &s), -1, likely);
    grade_true(s.precision + s.recall + s.f1 == -21, "*s as it was", "-1 says that nothing was written");
}

GRADE(ex_f1, no_value, 1, "How many labels")
{
    check_f1((int[]){1, 1, 0, 1, 0, -9}, (int[]){1, -1, -1, 0, 1, -1}, 6);
    check_f1((int[]){0, 0, 0}, (int[]){1, 0, 1}, 3);
    check_f1((int[]){1, 0, 1}, (int[]){0, 0, 0}, 3);
    check_f1((int[]){0, 1}, (int[]){1, 0}, 2);
    check_f1((int[]){0, 0}, (int[]){0, 0}, 2);
    check_f1((int[]){1, 5}, (int[]){-1, -1}, 2);
    check_f1((int[]){1}, (int[]){1}, 0);
    refuse_f1(1, 2, 2, "labels are 1, 0 and -1");
    refuse_f1(1, -2, 2, "labels are 1, 0 and -1");
    refuse_f1(2, 0, 2, "where the label is known, said is 1 or 0");
    refuse_f1(-1, 1, 2, "where the label is known, said is 1 or 0");
    refuse_f1(1, 1, -1, "n < 0 is refused");
}

/* How a threshold may be used: as it shall be, and wrongly. */
typedef enum { RIGHT, ACCURACY, LOW_IS_SPAM, ABOVE_ONLY, USES } Use;

static double worth(const float *score, const int *label, int n, float threshold, Use use)
{
    int said[MOST_N];
    for (int i = 0; i < n; i++)
        said[i] = use == ABOVE_ONLY    ? score[i] > threshold
                  : use == LOW_IS_SPAM ? score[i] <= threshold
                                       : score[i] >= threshold;
    Counts c = count(said, label, n);
    return use == ACCURACY ? c.hits + c.rest : c.f1;
}

static double most(const float *score, const int *label, int n, Use use)
{
    double best = -1;
    for (int i = 0; i < n; i++)
        best = fmax(best, worth(score, label, n, score[i], use));
    return best;
}

static void check_threshold(const float *score, const int *label, int n, const char *likely, const char *call)
{
    static const char *uses[USES] = {NULL, "F1 is to be greatest, not the accuracy",
                                     "high scores are called spam, not low ones", "at the threshold, too: >=, not >"};
    char scores[200], truth[80], text[500];
    grade_text_floats(scores, sizeof scores, score, (size_t)n), grade_text_ints(truth, sizeof truth, label, (size_t)n);
    snprintf(text, sizeof text, "ex_best_threshold(score = %s, label = %s, n = %d)", scores, truth, n);
    call = call ? call : text;
    grade_call("%s", call);
    float got = ex_best_threshold(grade_input(score, (size_t)n * sizeof *score), given(label, n), n);
    int among = 0, use = USES, unique = 0;
    for (int i = 0; i < n; i++)
        among |= fabsf(score[i] - got) <= 0 || (isinf(got) && score[i] <= got && score[i] >= got);
    snprintf(scores, sizeof scores, "%.9g", (double)got);
    if (!among)
        grade_fail(scores, "one of the scores", NULL,
                   isnan(got) ? "nothing is wrong here: there is spam and no NaN"
                              : "scores may lie anywhere: return one of them");
    while (!unique && --use > RIGHT && n > 8) { /* is it the one best of that use? */
        double best = most(score, label, n, (Use)use);
        for (int i = 0; i < n; i++)
            unique += worth(score, label, n, score[i], (Use)use) >= best;
        unique = unique == 1 && worth(score, label, n, got, (Use)use) >= best;
    }
    grade_call("F1 at %g, the threshold returned by %s", (double)got, call);
    grade_near(worth(score, label, n, got, RIGHT), most(score, label, n, RIGHT), 1e-12,
               unique ? uses[use] : likely);
}

static void random_thresholds(int equal, const char *likely)
{
    float score[MOST_N];
    int label[MOST_N] = {1};
    for (int k = 1; k < 30; k++) {
        gsl_rng *rng = random_numbers((unsigned)k);
        for (int i = 0; i < MOST_N; i++) {
            label[i] = i == 0 ? 1 : equal ? draw(rng, 3) - 1 : draw(rng, 30) < k;
            score[i] = (float)((equal ? draw(rng, 4 + k) : gsl_ran_gaussian(rng, 1)) + 2 * label[i]);
        }
        check_threshold(score, label, 10 + 13 * k, likely, NULL);
    }
}

GRADE(ex_best_threshold, different_scores, 1, "How many labels")
{
    static const char likely[] = "try every score as the threshold: F1 may fall and rise again";
    check_threshold((float[]){14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
                    (int[]){1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0}, 14, likely, /* at 3 */
                    "ex_best_threshold(score = {14, 13, … 1}, label = {1,1,0,1,1,0,0,0,0,1,1,1,0,0}, n = 14)");
    check_threshold((float[]){0.3f, 0.8f}, (int[]){1, 0}, 2, likely, NULL);
    check_threshold((float[]){-3, 2, 1}, (int[]){0, 1, 1}, 3, likely, NULL);
    check_threshold((float[]){0.1f}, (int[]){1}, 1, likely, NULL);
    random_thresholds(0, likely);
}

static void large_and_refused(void)
{
    float *score = grade_floats(LARGE);
    int *label = grade_ints(LARGE);
    for (int i = 0; i < LARGE; i++) /* each score once */
        score[i] = (float)((long)i * 7919 % LARGE), label[i] = score[i] >= 140000;
    grade_call("ex_best_threshold(200,000 scores; to try each on all mails takes too long: sort)");
    grade_near((double)ex_best_threshold(score, label, LARGE), 140000, 0, "spam are those from 140,000 up");
    static const struct { float score[2]; int label[2], n; const char *likely; } bad[] = {
        {{0.7f, 0.5f}, {0, 0}, 2, "without spam no F1 is greatest"},
        {{0.7f, 0.5f}, {-1, 0}, 2, "without spam no F1 is greatest"},
        {{0.7f, 0.5f}, {1, 2}, 2, "labels are 1, 0 and -1"}, {{0.7f, 0.5f}, {1, -2}, 2, "labels are 1, 0 and -1"},
        {{0.7f, NAN}, {1, 0}, 2, "NaN is neither above a threshold nor below: refused"},
        {{NAN, 0.7f}, {-1, 1}, 2, "any score that is NaN, an unknown mail's too"},
        {{0.7f, 0.5f}, {1, 0}, 0, "n < 1 is refused"}};
    for (int i = 0; i < LENGTH(bad); i++) {
        grade_call("ex_best_threshold(score = {%g, %g}, label = {%d, %d}, n = %d)", (double)bad[i].score[0],
                   (double)bad[i].score[1], bad[i].label[0], bad[i].label[1], bad[i].n);
        grade_near((double)ex_best_threshold(bad[i].score, bad[i].label, bad[i].n), NAN, 0, bad[i].likely);
    }
}

GRADE(ex_best_threshold, equal_scores, 1, "How many labels")
{
    static const char likely[] = "mails of the same score are called the same: no threshold tells them apart";
    check_threshold((float[]){0.5f, 0.5f, 0.5f, 0.5f, 0.8f}, (int[]){1, 0, 0, 0, 1}, 5, likely, NULL);
    check_threshold((float[]){0.5f, 0.5f, 0.5f, 0.5f, 0.8f}, (int[]){0, 0, 0, 1, 1}, 5, likely, NULL);
    check_threshold((float[]){INFINITY, -INFINITY, 0, -INFINITY}, (int[]){0, 1, 0, 1}, 4, likely, NULL);
    check_threshold((float[]){INFINITY, -INFINITY, 0, INFINITY}, (int[]){1, 0, 0, 1}, 4, likely, NULL);
    check_threshold((float[]){0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f}, (int[]){1, -1, -1, -1, 1, 0}, 6,
                    "unknown mails are no ham: they count nowhere", NULL);
    random_thresholds(1, likely);
    large_and_refused();
}

/* ---- ex_early_stop */

typedef struct {
    int previous, lowest, first, all_in_all, late, nan_counts, equal, any;
} Rule;

/* Epochs trained under a rule, right or wrong. */
static int trained(const double *loss, int n, int patience, double least, Rule r)
{
    double mark = r.first ? loss[0] : INFINITY, low = INFINITY;
    int waited = 0, e = 0;
    for (; e < n && waited < patience + r.late; e++) {
        double line = (r.previous && e > 0 ? loss[e - 1] : r.lowest ? low : mark) - (r.any ? 0 : least);
        int better = loss[e] < line || (r.equal && loss[e] <= line) || (r.nan_counts && !(loss[e] >= line));
        waited = !better ? waited + 1 : r.all_in_all ? waited : 0;
        mark = better ? loss[e] : mark, low = fmin(loss[e], low);
    }
    return e;
}

static int lowest(const double *loss, int n)
{
    int at = -1;
    for (int e = 0; e < n; e++)
        if (isfinite(loss[e]) && (at < 0 || loss[e] < loss[at]))
            at = e;
    return at;
}

static const char *stop_mistake(const double *loss, int n, int patience, double least, int got)
{
    static const struct { Rule rule; const char *likely; } wrong[] = {
        {{.nan_counts = 1}, "NaN never improves: compare so that NaN says no"},
        {{.any = 1}, "an epoch improves only if it is lower by more than `least`"},
        {{.equal = 1}, "lower by more than `least`: by as much is not enough"},
        {{.lowest = 1}, "small steps add up: compare with the last epoch that improved, not with the lowest loss"},
        {{.first = 1}, "the first finite loss improves in any case: start from INFINITY, not from loss[0]"},
        {{.previous = 1}, "compare with the last epoch that improved, not with the epoch before"},
        {{.all_in_all = 1}, "`patience` epochs in a row: an improvement begins the count anew"},
        {{.late = 1}, "one too many: the epoch that exhausts the patience is the last"},
        {{.late = -1}, "one too few: the epoch that exhausts the patience is trained, and counts"}};
    for (int i = 0; i < LENGTH(wrong); i++)
        if (got == trained(loss, n, patience, least, wrong[i].rule))
            return wrong[i].likely;
    return "the number of epochs trained, the last one without improvement among them";
}

static void check_stop(const double *loss, int n, int patience, double least)
{
    char list[200], text[400];
    int keep = GRADE_UNWRITTEN, want = trained(loss, n, patience, least, (Rule){0}), best = lowest(loss, want);
    grade_text_doubles(list, sizeof list, loss, (size_t)n);
    snprintf(text, sizeof text, "ex_early_stop(%s, n = %d, patience = %d, least = %g, …)", list, n, patience, least);
    grade_call("%s", text);
    int got = ex_early_stop(grade_input(loss, (size_t)n * sizeof *loss), n, patience, least, &keep);
    grade_int(got, want, stop_mistake(loss, n, patience, least, got));
    grade_call("*keep after %s, which trains %d", text, want);
    grade_int(keep, best, best < 0                  ? "no loss is finite: -1"
                          : keep == lowest(loss, n) ? "what stands behind the end was never measured"
                          : keep >= 0 && keep < want && loss[keep] <= loss[best] ? "of equal losses the first"
                          : keep == want - 1        ? "not the last epoch: that of the lowest loss"
                          : "the lowest loss, whether or not it improved by enough; epochs count from 0");
}

GRADE(ex_early_stop, patience, 1, "What goes wrong")
{
    check_stop((double[]){3, 2, 1, 2, 3, 4, 5}, 7, 2, 0);
    check_stop((double[]){3, 2, 4, 1, 4, 3, 2, 0.5}, 8, 3, 0);
    check_stop((double[]){3, 2, 2, 2, 1}, 5, 2, 0);
    check_stop((double[]){3, 2, 1}, 3, 5, 0);
    check_stop((double[]){3, 4, 1}, 3, 1, 0);
    check_stop((double[]){5}, 1, 1, 0);
    check_stop((double[]){-1, -2, -1.5, -1.75}, 4, 2, 0);
    double loss[60];
    for (int k = 1; k < 40; k++) {
        gsl_rng *rng = random_numbers((unsigned)k);
        for (int e = 0; e < 60; e++)
            loss[e] = 3.0 / (e + 1) + 0.02 * e + gsl_ran_gaussian(rng, 0.1);
        check_stop(loss, 60, 1 + k % 7, 0);
    }
}

GRADE(ex_early_stop, least_and_nan, 1, "What goes wrong")
{
    check_stop((double[]){2, 1.75, 1.5, 1.25, 1, 0.875, 0.75}, 7, 2, 0.375);
    check_stop((double[]){2, 1.75, 1.5, 1.25}, 4, 2, 0.25);
    check_stop((double[]){2, 1.875, 1.75, 1}, 4, 2, 1);
    check_stop((double[]){NAN, NAN, 2, 1}, 4, 2, 0);
    check_stop((double[]){NAN, 2, NAN, 1, NAN, NAN, 0}, 7, 2, 0);
    check_stop((double[]){INFINITY, INFINITY, 9, NAN, INFINITY, 8, 9}, 7, 3, 0.5);
    check_stop((double[]){NAN, INFINITY}, 2, 5, 0);
    double loss[60];
    for (int k = 1; k < 40; k++) {
        gsl_rng *rng = random_numbers((unsigned)k);
        for (int e = 0; e < 60; e++)
            loss[e] = draw(rng, 20) == 0 ? NAN : 3.0 - 0.02 * e + 0.125 * draw(rng, 5);
        check_stop(loss, 60, 1 + k % 7, 0.0771);
    }
    static const struct { int n, patience; double least; const char *likely; } bad[] = {
        {0, 1, 0, "n < 1 is refused"}, {3, 0, 0, "patience < 1 is refused"}, {3, 1, -0.5, "least is not negative"},
        {3, 1, NAN, "NaN compares with nothing: !(least >= 0)"}, {3, 1, INFINITY, "least is finite"}};
    for (int i = 0; i < LENGTH(bad); i++) {
        int n = bad[i].n, patience = bad[i].patience, keep = GRADE_UNWRITTEN;
        grade_call("ex_early_stop({3, 2, 1}, n = %d, patience = %d, least = %g, …)", n, patience, bad[i].least);
        grade_int(ex_early_stop((double[]){3, 2, 1}, n, patience, bad[i].least, &keep), -1, bad[i].likely);
        grade_true(keep == GRADE_UNWRITTEN, "*keep as it was", "-1 says that nothing was written");
    }
}
