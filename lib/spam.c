#define _DEFAULT_SOURCE
#include "spam.h"

#include <ctype.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "corpus.h"
#include "error.h"
#include "mail.h"

enum { PATH = 512, BEGINNING = 60, SHORT = 30 }; /* letters by which bodies begin alike, and the fewest that say so */

/* ---- What a model reads. */

static int is_word(char c) { return isalnum((unsigned char)c) || strchr("._-+=%~", c); }

/* Bytes of an address or a link at s, and the mark that stands for it; 0 if there is none. */
static size_t address(const char *s, const char **mark)
{
    size_t n = 0;
    *mark = "http";
    if (!strncasecmp(s, "http://", 7) || !strncasecmp(s, "https://", 8) || !strncasecmp(s, "www.", 4) ||
        !strncasecmp(s, "ftp://", 6) || !strncasecmp(s, "mailto:", 7)) {
        while (s[n] > ' ' && !strchr("<>\"')]", s[n]))
            n++;
        return n;
    }
    *mark = "@";
    while (n < 64 && s[n] && is_word(s[n]))
        n++;
    size_t host = n + 1;
    if (n == 0 || n == 64 || s[n] != '@' || !isalnum((unsigned char)s[host]))
        return 0;
    while (s[host] && (isalnum((unsigned char)s[host]) || strchr(".-", s[host])))
        host++;
    return host;
}

static void clean_into(Text *to, const char *s)
{
    char last = '\n';
    const char *mark;
    for (size_t length; *s; s += length) {
        int begins = !is_word(last) && (unsigned char)last < 0x80; /* the first letter of a word */
        length = 1;
        if (begins && (length = address(s, &mark)) > 0) {
            text_put(to, mark, strlen(mark));
            last = 'a';
            continue;
        }
        length = 1;
        char c = isspace((unsigned char)*s) ? ' ' : isdigit((unsigned char)*s) ? '0' : (char)tolower((unsigned char)*s);
        if ((c == last || (c == ' ' && last == '\n')) && !isalpha((unsigned char)c) && (unsigned char)c < 0x80)
            continue;
        text_byte(to, last = c);
    }
}

char *spam_clean(const char *subject, const char *body)
{
    Text to = text_new(2 * MAIL_TEXT);
    clean_into(&to, subject);
    text_byte(&to, '\n');
    clean_into(&to, body);
    return to.s;
}

/* ---- What tells mails apart. */

static uint64_t hash_letters(const char *s, size_t most, size_t *letters) /* of the first `most`, small */
{
    uint64_t h = 14695981039346656037U; /* FNV-1a */
    size_t n = 0;
    for (; *s && n < most; s++)
        if (isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80)
            h = (h ^ (unsigned char)tolower((unsigned char)*s)) * 1099511628211U, n++;
    *letters = n;
    return h ^ h >> 29;
}

/* The subject behind Re:, Fwd:, [list] and blanks. */
static const char *bare_subject(const char *s)
{
    static const char *const prefix[] = {"re:", "re[", "fw:", "fwd:", "aw:"};
    for (int again = 1; again;) {
        again = 0;
        s += strspn(s, " \t");
        if (*s == '[' && strchr(s, ']'))
            s = strchr(s, ']') + 1, again = 1;
        for (int i = 0; i < 5 && !again; i++)
            if (!strncasecmp(s, prefix[i], strlen(prefix[i])) && strchr(s, ':'))
                s = strchr(s, ':') + 1, again = 1;
    }
    return s;
}

/* The subject as shown, without the tag that a list put there for its software. */
static const char *without_tag(const char *s, char room[PATH])
{
    const char *open = strchr(s, '['), *close = open ? strchr(open, ']') : NULL;
    if (!close || open > bare_subject(s))
        return s;
    snprintf(room, PATH, "%.*s%s", (int)(open - s > 100 ? 100 : open - s), s, close + 1);
    return room;
}

typedef struct {
    uint64_t hash;
    int mail; /* -1: free */
} Seen;
typedef struct {
    Seen *slot;
    size_t room; /* a power of two */
} Table;

static Table table_new(int count)
{
    Table t = {.room = 16};
    while (t.room < 2 * (size_t)count)
        t.room *= 2;
    t.slot = malloc(t.room * sizeof *t.slot);
    CHECK(t.slot, "spam: out of memory");
    for (size_t i = 0; i < t.room; i++)
        t.slot[i].mail = -1;
    return t;
}

/* The first mail that came with this hash; -1: this one is the first. */
static int table_seen(Table *t, uint64_t hash, int mail)
{
    size_t k = hash & (t->room - 1);
    while (t->slot[k].mail >= 0 && t->slot[k].hash != hash)
        k = (k + 1) & (t->room - 1);
    if (t->slot[k].mail >= 0)
        return t->slot[k].mail;
    t->slot[k] = (Seen){hash, mail};
    return -1;
}

/* ---- Loading. */

typedef struct {
    Spam *spam;
    int room;
    Table bodies, beginnings, subjects;
} Loading;

static int thread_of(const Spam *s, int i)
{
    while (s->mail[i].thread != i)
        i = s->mail[i].thread = s->mail[s->mail[i].thread].thread;
    return i;
}

static void join(Spam *s, int a, int b)
{
    a = thread_of(s, a), b = thread_of(s, b);
    s->mail[a > b ? a : b].thread = a < b ? a : b; /* the first mail stands for the thread */
}

static void add(Loading *l, const char *path, const char *bytes, size_t n, int is_spam)
{
    Spam *s = l->spam;
    Mail m = mail_read(bytes, n);
    Corpus c = {m.body.s, m.body.n};
    char room[PATH];
    int i = s->count, other;
    size_t letters, words;
    corpus_clean(&c);
    uint64_t body = hash_letters(m.body.s, MAIL_TEXT, &letters);
    uint64_t subject = hash_letters(bare_subject(m.subject.s), MAIL_TEXT, &words);
    if (letters + words == 0 || (letters > 0 && table_seen(&l->bodies, body, i) >= 0)) {
        *(letters + words ? &s->duplicates : &s->empty) += 1;
        mail_free(&m);
        return;
    }
    char *text = spam_clean(without_tag(m.subject.s, room), m.body.s);
    s->mail[i] = (SpamMail){text, strlen(text), is_spam, i, 0, strdup(path)};
    s->count++;
    if (words > 0 && (other = table_seen(&l->subjects, subject, i)) >= 0)
        join(s, i, other);
    body = hash_letters(m.body.s, BEGINNING, &letters);
    if (letters >= SHORT && (other = table_seen(&l->beginnings, body, i)) >= 0)
        join(s, i, other);
    mail_free(&m);
}

static int is_visible(const struct dirent *e) { return e->d_name[0] != '.'; }

static int load_folder(Loading *l, const char *folder, struct dirent **list, int n, int is_spam, char *reason,
                       size_t size)
{
    char path[PATH], why[200];
    int before = l->spam->count;
    for (int i = 0; i < n; i++) {
        Corpus c = {0};
        int length = snprintf(path, sizeof path, "%s/%s/%s", folder, is_spam ? "spam" : "ham", list[i]->d_name);
        l->spam->files++;
        if (length >= PATH || corpus_read(path, &c, why, sizeof why))
            l->spam->unreadable++;
        else
            add(l, path, c.text, c.n, is_spam);
        corpus_free(&c);
    }
    if (l->spam->count == before)
        return error_say(reason, size, "%s/%s: holds no mail that can be read", folder, is_spam ? "spam" : "ham");
    return 0;
}

/* Threads of ham and of spam in turn, in the order of the files: so every source and time is in all parts. */
static void deal(Spam *s)
{
    static const int share[] = {SPAM_TRAINING, SPAM_TEST, SPAM_TRAINING, SPAM_TRAINING, SPAM_VALIDATION, SPAM_TRAINING,
                                SPAM_TRAINING, SPAM_TEST, SPAM_TRAINING, SPAM_TRAINING, SPAM_TRAINING, SPAM_TRAINING,
                                SPAM_TEST, SPAM_TRAINING, SPAM_TRAINING};
    int dealt[2] = {0, 0};
    for (int i = 0; i < s->count; i++) {
        SpamMail *m = &s->mail[i];
        m->thread = thread_of(s, i);
        m->part = m->thread == i ? share[dealt[m->is_spam]++ % 15] : s->mail[m->thread].part;
    }
    s->threads = dealt[0] + dealt[1];
}

int spam_load(const char *folder, Spam *s, char *reason, size_t reason_size)
{
    struct dirent **list[2] = {NULL, NULL};
    char path[PATH];
    int n[2] = {0, 0}, code = 0;
    *s = (Spam){0};
    for (int k = 0; k < 2 && !code; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, k ? "spam" : "ham");
        n[k] = scandir(path, &list[k], is_visible, alphasort);
        if (n[k] < 0)
            n[k] = 0, code = error_say(reason, reason_size, "%s: is missing; `make data` fetches mails", path);
    }
    int most = n[0] + n[1];
    Loading l = {s, most, table_new(most), table_new(most), table_new(most)};
    s->mail = calloc((size_t)most + 1, sizeof *s->mail);
    CHECK(s->mail, "spam: out of memory");
    for (int k = 0; k < 2; k++) {
        code = code || load_folder(&l, folder, list[k], n[k], k, reason, reason_size);
        for (int i = 0; i < n[k]; i++)
            free(list[k][i]);
        free(list[k]);
    }
    free(l.bodies.slot), free(l.beginnings.slot), free(l.subjects.slot);
    deal(s);
    if (code)
        spam_free(s);
    return code ? GSL_EFAILED : 0;
}

int spam_part(const Spam *s, int part, int *index)
{
    int n = 0;
    for (int i = 0; i < s->count; i++)
        if (s->mail[i].part == part) {
            if (index)
                index[n] = i;
            n++;
        }
    return n;
}

void spam_free(Spam *s)
{
    for (int i = 0; i < s->count; i++)
        free(s->mail[i].text), free(s->mail[i].path);
    free(s->mail);
    *s = (Spam){0};
}
