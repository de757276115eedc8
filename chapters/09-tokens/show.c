#include "show.h"

#include <errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe_map.h"
#include "error.h"

Book book_load(void)
{
    static const char path[] = "data/cache/kjv/kjv.txt";
    static char text[1 << 23];
    FILE *file = fopen(path, "rb");
    CHECK(file, "%s: %s; make data fetches it", path, strerror(errno));
    Book book = {text, fread(text, 1, sizeof text - 1, file), 0};
    fclose(file);
    book.known = book.n / 10 * 9;
    while (book.known < book.n && text[book.known++] != '\n')
        ;
    return book;
}

size_t count_tokens(const Bpe *b, const char *of, size_t bytes)
{
    size_t count;
    free(bpe_encode(b, of, bytes, &count));
    return count;
}

/* A token for the eye: blanks as _, what is no visible character as \xHH. */
const char *visible(const Bpe *b, int id)
{
    static char shown[4][200];
    static int next;
    size_t length, at = 0;
    const unsigned char *bytes = bpe_token(b, id, &length);
    char *to = shown[next++ % 4];
    for (size_t i = 0; i < length && at < 190; i++)
        if (bytes[i] == ' ')
            at += (size_t)sprintf(to + at, "_");
        else
            at += (size_t)sprintf(to + at, bytes[i] < ' ' || bytes[i] > 126 ? "\\x%02x" : "%c", bytes[i]);
    return to;
}

void print_tokens(const Bpe *b, const char *of)
{
    size_t count;
    int *ids = bpe_encode(b, of, strlen(of), &count);
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i ? "|" : "", visible(b, ids[i]));
    printf("\n");
    free(ids);
}

/* A word of which there is none among the first nine tenths has no entry in a vocabulary of words. */
void show_words(Run *run, const Bpe *b, const Book *book)
{
    TextMap seen = {0};
    const char *word;
    size_t length, all = 0, unseen = 0;
    for (BpeSplit s = bpe_split_begin(bpe_pattern(b), book->text, book->known);
         bpe_split_next(&s, &word, &length);)
        text_map_at(&seen, word, length, 1);
    size_t words = seen.used;
    BpeSplit rest = bpe_split_begin(bpe_pattern(b), book->text + book->known, book->n - book->known);
    for (; bpe_split_next(&rest, &word, &length); all++)
        unseen += *text_map_at(&seen, word, length, 0) == 0;
    run_section("words");
    printf("different words in the first nine tenths %6zu\nwords in the last tenth %23zu\n", words, all);
    printf("of them unknown %31zu, of %zu kinds\nsome: ", unseen, seen.used - words);
    for (size_t i = 0, shown = 0; i < seen.room && shown < 6; i++)
        if (seen.slot[i].bytes && seen.slot[i].value == 0 && seen.slot[i].n > 8)
            printf("%s%.*s", shown++ ? "," : "", (int)seen.slot[i].n, (const char *)seen.slot[i].bytes);
    printf("\n");
    run_summary(run, "unseen_words", 100.0 * (double)unseen / (double)all, "%");
    text_map_free(&seen);
}

void show_tokens(Run *run, const Bpe *b, const Book *book)
{
    size_t count, length, longest = 0, last = SIZE_MAX;
    int *ids = bpe_encode(b, book->text, book->n, &count), size = bpe_size(b), unused = 0, left, right, half;
    int *times = calloc((size_t)size, sizeof *times);
    CHECK(times, "out of memory");
    for (size_t i = 0; i < count; i++)
        times[ids[i]]++;
    Log *log = run_log(run, "tokens", "token times length text");
    for (int id = 256; id < size; id++) {
        bpe_token(b, id, &length);
        log_text(log, "%d\t%d\t%zu\t%s", id, times[id], length, visible(b, id));
        longest = length > longest ? length : longest;
        unused += times[id] == 0;
    }
    log_close(log);
    run_section("tokens");
    for (int k = 0; k < 12; k++)
        printf("%s%s", k ? "  " : "first:   ", visible(b, 256 + k));
    for (int k = 0, shown = 0; k < 5; last = longest--, k++)
        for (int id = 256; id < size && longest != last && shown < 6; id++)
            if (bpe_token(b, id, &length), length == longest)
                printf("%s%s", shown++ ? "  " : "\nlongest: ", visible(b, id));
    printf("\nunused:  %d of %d:", unused, size - 256);
    for (int id = 256, shown = 0; id < size && shown < 9; id++)
        if (times[id] == 0)
            printf(" %s", visible(b, id)), shown++;
    printf("\n\n");
    for (int id = bpe_find(b, " Nebuchadnezzar", 15); id >= 256; id = half) {
        bpe_merge(b, id - 256, &left, &right);
        half = left > right ? left : right; /* the one made last */
        printf("%-15s = %9s + %-6s   stands in the text %4d times\n", visible(b, id), visible(b, left),
               visible(b, right), times[id]);
    }
    run_summary(run, "unused_tokens", unused, "");
    free(times);
    free(ids);
}

void print_row(const Bpe *b, int rank, const int *id, int n)
{
    if (rank < 0)
        printf("%16s", "");
    else
        printf("%4d   %-6s   ", rank, visible(b, 256 + rank));
    for (int i = 0; i < n; i++)
        printf("%s%s", i ? "|" : "", visible(b, id[i]));
    printf("\n");
}

/* A vocabulary learnt from numbers, small ones more often than large ones. */
void show_numbers(Run *run)
{
    size_t at = 0;
    char *numbers = malloc(1 << 20);
    CHECK(numbers, "out of memory");
    for (int i = 0; i < 100000; i++)
        at += (size_t)sprintf(numbers + at, "%.0f\n", floor(exp(gsl_ran_flat(run->rng, 0, log(1e6)))));
    Bpe *b = bpe_train(numbers, at, 256);
    run_section("numbers");
    for (int year = 1996; year <= 2001; year++) {
        char digits[16];
        snprintf(digits, sizeof digits, "%d", year);
        print_tokens(b, digits);
    }
    bpe_free(b);
    free(numbers);
}

size_t different_pieces(const Bpe *b, const Book *book, size_t *all)
{
    TextMap seen = {0};
    const char *piece;
    size_t length;
    *all = 0;
    BpeSplit s = bpe_split_begin(bpe_pattern(b), book->text, book->n);
    for (; bpe_split_next(&s, &piece, &length); ++*all)
        text_map_at(&seen, piece, length, 0);
    size_t different = seen.used;
    text_map_free(&seen);
    return different;
}
