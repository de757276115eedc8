#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe_split.h"
#include "error.h"

enum { CUT = -1, TOKENS = 556 };

//> plain
/* One merge: count all neighbours, join the most frequent pair wherever it stands. Returns the new length. */
static int merge_once(int *id, int n, int made, int pair[2])
{
    static int count[TOKENS][TOKENS];
    int most = 1, to = 0;
    memset(count, 0, sizeof count);
    for (int i = 0; i + 1 < n; i++)
        if (id[i] != CUT && id[i + 1] != CUT)
            count[id[i]][id[i + 1]]++;
    for (int l = 0; l < made; l++)
        for (int r = 0; r < made; r++)
            if (count[l][r] > most)
                most = count[l][r], pair[0] = l, pair[1] = r;
    if (most == 1)
        return n; /* no pair occurs twice */
    for (int i = 0; i < n; i++) {
        int both = i + 1 < n && id[i] == pair[0] && id[i + 1] == pair[1];
        id[to++] = both ? made : id[i];
        i += both;
    }
    return to;
}
//< plain

static char name[TOKENS][64]; /* how a token reads: _ for a blank, / for a new line */

static int fill(const char *text, size_t n, int cut, int *id)
{
    BpePattern *p = bpe_pattern_new();
    const char *piece;
    size_t length;
    int count = 0;
    for (BpeSplit s = bpe_split_begin(p, text, n); bpe_split_next(&s, &piece, &length);) {
        for (size_t i = 0; i < length; i++)
            id[count++] = (unsigned char)piece[i];
        if (cut)
            id[count++] = CUT;
    }
    bpe_pattern_free(p);
    for (int i = 0; i < 256; i++)
        snprintf(name[i], sizeof name[i], "%c", i == ' ' ? '_' : i == '\n' ? '/' : i);
    return count;
}

static int merge_and_name(int *id, int n, int made)
{
    int pair[2] = {0, 0};
    n = merge_once(id, n, made, pair);
    strcpy(name[made], "");
    strncat(name[made], name[pair[0]], 31);
    strncat(name[made], name[pair[1]], 31);
    return n;
}

/* Prints the sequence, logs a box for every token. Returns how many there are. */
static int show_row(Log *log, int merges, const int *id, int n)
{
    int tokens = 0, at = 0;
    for (int i = 0; i < n; i++)
        tokens += id[i] != CUT;
    printf("%-7s %6d   ", merges ? name[255 + merges] : "", tokens);
    for (int i = 0; i < n; i++) {
        const char *text = id[i] == CUT ? "" : name[id[i]];
        printf("%s%s", text, id[i] == CUT ? " " : id[i + 1] == CUT ? "" : "|");
        if (*text)
            log_text(log, "%d\t%d\t%d\t%s\t%d", merges, at, at + (int)strlen(text), text,
                     id[i] == 255 + merges);
        at += (int)strlen(text);
    }
    printf("\n");
    return tokens;
}

void show_merges(Run *run)
{
    static const char text[] = "the Word was with God, and the Word was God.";
    int id[2 * sizeof text], n = fill(text, strlen(text), 1, id);
    Log *idea = run_log(run, "idea", "merges from to token new");
    run_section("merges");
    printf("makes   tokens\n");
    for (int merges = 0, before = 0; n != before; merges++) {
        show_row(idea, merges, id, n);
        before = n;
        n = merge_and_name(id, n, 256 + merges);
    }
    log_close(idea);
}

void show_cuts(const char *text, size_t n, int merges)
{
    int *id = malloc(2 * n * sizeof *id);
    CHECK(id, "out of memory");
    run_section("cuts");
    for (int cut = 1; cut >= 0; cut--) {
        int length = fill(text, n, cut, id), across = 0, shown = 0;
        for (int k = 0; k < merges; k++) {
            length = merge_and_name(id, length, 256 + k);
            across += strpbrk(name[256 + k] + 1, "_/") != NULL;
        }
        printf("%s: of %d merges %d reach across words", cut ? "with cuts" : "without", merges, across);
        for (int k = merges; k-- > 0 && shown < 6;)
            if (strlen(name[256 + k]) > 6 && strpbrk(name[256 + k] + 1, "_/"))
                printf("%s%s", shown++ ? "  " : ":\n", name[256 + k]);
        printf("\n");
    }
    free(id);
}

double plain_seconds(const char *text, size_t n, int merges)
{
    int *id = malloc(2 * n * sizeof *id);
    CHECK(id, "out of memory");
    int length = fill(text, n, 1, id);
    double started = log_seconds();
    for (int k = 0; k < merges; k++)
        length = merge_and_name(id, length, 256 + k);
    free(id);
    return log_seconds() - started;
}
