#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "trunk.h"

enum { BOOKS = 66 };
static const char KJV[] = "data/cache/kjv/kjv.txt";

/* Verses in each book, Genesis to Revelation (Debian's bible-kjv-text 4.38); negative: held out. */
static const int verses[BOOKS] = {
    1533, 1213, 859,  1288, 959,   658,  618,   -85,  810,  695, 816, 719, 942, 822, 280, 406, -167,
    1070, 2461, 915,  -222, 117,   1292, 1364,  154,  1273, -357, 197, 73,  146, 21,  -48, 105, 47,
    56,   53,   38,   211,  55,    1071, 678,   1151, 879,  -1007, 433, 437, 257, 149, 155, 104, 95,
    89,   47,   113,  83,   46,    25,   303,   -108, 105,  61,  105, 13,  14,  25,  404};

/* Each verse of `all` goes to part[0], or part[1] if its book is held out. Nonzero: the verses do not come out even. */
static int split(const Corpus *all, Corpus part[2])
{
    const char *at = all->text;
    int book = 0, verse = 0;
    for (const char *end; book < BOOKS && (end = strchr(at, '\n')) != NULL; at = end + 1) {
        Corpus *to = &part[verses[book] < 0];
        size_t n = (size_t)(end + 1 - at);
        memcpy(to->text + to->n, at, n);
        to->n += n;
        if (++verse == abs(verses[book]))
            book++, verse = 0;
    }
    part[0].text[part[0].n] = part[1].text[part[1].n] = 0;
    return book < BOOKS || *at;
}

int trunk_corpus(Corpus *training, Corpus *validation, char *reason, size_t reason_size)
{
    Corpus all;
    *training = *validation = (Corpus){0};
    if (corpus_read(KJV, &all, reason, reason_size))
        return error_say(reason, reason_size, "%s is missing; `make data` fetches it", KJV);
    corpus_clean(&all);
    Corpus part[2] = {{malloc(all.n + 1), 0}, {malloc(all.n + 1), 0}};
    CHECK(part[0].text && part[1].text, "trunk_corpus: out of memory");
    if (split(&all, part)) {
        corpus_free(&part[0]), corpus_free(&part[1]), corpus_free(&all);
        return error_say(reason, reason_size, "%s does not have the 31102 verses of the 66 books", KJV);
    }
    /* What occurs in both goes from what is held out: so both behind each other, the training text first. */
    corpus_deduplicate(&part[0]);
    memcpy(all.text, part[0].text, part[0].n);
    memcpy(all.text + part[0].n, part[1].text, part[1].n + 1);
    all.n = part[0].n + part[1].n;
    corpus_deduplicate(&all);
    part[1].n = all.n - part[0].n;
    memcpy(part[1].text, all.text + part[0].n, part[1].n + 1);
    corpus_free(&all);
    *training = part[0], *validation = part[1];
    return 0;
}
