#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe_split.h"
#include "error.h"

enum { CUT = -1, TOKENS = 556 };

/* Joins the pair wherever it stands. Returns the new length. */
static int join(int *id, int n, const int pair[2], int made)
{
    int to = 0;
    for (int i = 0; i < n; i++) {
        int both = i + 1 < n && id[i] == pair[0] && id[i + 1] == pair[1];
        id[to++] = both ? made : id[i];
        i += both;
    }
    return to;
}

//> plain
/* One merge: count all neighbours, join the most frequent pair wherever it stands. Returns the new length.
 * CUT is no token: it marks a place where the text was cut, of which more below. */
static int merge_once(int *id, int n, int made, int pair[2])
{
    static int count[TOKENS][TOKENS];
    int most = 1;
    memset(count, 0, sizeof count);
    for (int i = 0; i + 1 < n; i++)
        if (id[i] != CUT && id[i + 1] != CUT)
            count[id[i]][id[i + 1]]++;
    for (int l = 0; l < made; l++)
        for (int r = 0; r < made; r++)
            if (count[l][r] > most)
                most = count[l][r], pair[0] = l, pair[1] = r;
    return most == 1 ? n : join(id, n, pair, made); /* 1: no pair occurs twice */
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

static int merge_and_name(int *id, int n, int made, int pair[2])
{
    n = merge_once(id, n, made, pair);
    strcpy(name[made], "");
    strncat(name[made], name[pair[0]], 31);
    strncat(name[made], name[pair[1]], 31);
    return n;
}

/* Logs a box for every token. Returns how many there are. */
static int log_boxes(Log *log, int merges, const int *id, int n)
{
    int tokens = 0, at = 0, piece = 0;
    for (int i = 0; i < n; i++) {
        if (id[i] == CUT) {
            piece++;
            continue;
        }
        int end = at + (int)strlen(name[id[i]]);
        log_text(log, "%d\t%d\t%d\t%d\t%s\t%d", merges, piece, at, end, name[id[i]], id[i] == 255 + merges);
        tokens++;
        at = end;
    }
    return tokens;
}

void show_merges(Run *run)
{
    static const char text[] = "the Word was with God, and the Word was God.";
    int id[2 * sizeof text], n = fill(text, strlen(text), 1, id), pair[2] = {0, 0};
    Log *idea = run_log(run, "idea", "merges piece from to token new");
    int tokens = log_boxes(idea, 0, id, n);
    run_section("merges");
    printf("merge       joins   makes   places   tokens\n%42d\n", tokens);
    for (int merges = 1;; merges++) {
        int before = n;
        n = merge_and_name(id, n, 255 + merges, pair);
        if (n == before)
            break;
        tokens = log_boxes(idea, merges, id, n);
        printf("%5d  %4s + %-3s   %-5s   %6d   %6d\n", merges - 1, name[pair[0]], name[pair[1]],
               name[255 + merges], before - n, tokens);
    }
    log_close(idea);
}

void show_cuts(const char *text, size_t n, int merges)
{
    int *id = malloc(2 * n * sizeof *id);
    CHECK(id, "out of memory");
    run_section("cuts");
    for (int cut = 1; cut >= 0; cut--) {
        int length = fill(text, n, cut, id), across = 0, shown = 0, pair[2] = {0, 0};
        for (int k = 0; k < merges; k++) {
            length = merge_and_name(id, length, 256 + k, pair);
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
    int length = fill(text, n, 1, id), pair[2] = {0, 0};
    double started = log_seconds();
    for (int k = 0; k < merges; k++)
        length = merge_and_name(id, length, 256 + k, pair);
    free(id);
    return log_seconds() - started;
}
