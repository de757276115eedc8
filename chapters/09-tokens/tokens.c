/* Chapter 09: text becomes tokens: byte-pair encoding learnt from the King James Bible. */
#include <gsl/gsl_rng.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe.h"
#include "error.h"
#include "plain.h"
#include "show.h"
#include "texts.h"

enum { MERGES = 4096 };

static double bytes_per_token(const Bpe *b, const char *text, size_t n)
{
    return (double)n / (double)count_tokens(b, text, n);
}

//> encode
/* The rank of a pair is when its merge was learnt; INT_MAX: never. */
static int rank_of(const Bpe *b, int left, int right)
{
    int l, r;
    for (int k = 0; bpe_merge(b, k, &l, &r) >= 0; k++)
        if (l == left && r == right)
            return k;
    return INT_MAX;
}

/* One step: of all pairs in a pre-token the one learnt first is joined. Its rank; INT_MAX: none is known. */
static int encode_step(const Bpe *b, int *id, int *n)
{
    int best = 0, lowest = INT_MAX;
    for (int i = 0; i + 1 < *n; i++)
        if (rank_of(b, id[i], id[i + 1]) < lowest)
            best = i, lowest = rank_of(b, id[i], id[i + 1]);
    if (lowest == INT_MAX)
        return lowest;
    id[best] = 256 + lowest;
    memmove(id + best + 1, id + best + 2, (size_t)(--*n - best - 1) * sizeof *id);
    return lowest;
}
//< encode

static void show_encoding(const Bpe *b, const char *word)
{
    int id[40], n = 0;
    run_section("encode");
    printf("rank   makes    tokens\n");
    for (; word[n]; n++)
        id[n] = word[n];
    for (int rank = -1; rank < INT_MAX; rank = encode_step(b, id, &n))
        print_row(b, rank, id, n);
    const char *const also[] = {" consider", "ider"};
    for (int i = 0; i < 2; i++)
        printf("%s is a token too, of rank %d\n", visible(b, bpe_find(b, also[i], strlen(also[i]))),
               bpe_find(b, also[i], strlen(also[i])) - 256);
}

/* The same text in vocabularies from 256 tokens, the bytes, to where no pair is left that occurs twice. */
static void show_sizes(Run *run, const Book *book)
{
    Log *curve = run_log(run, "sizes", "vocabulary known unseen german code chinese");
    const char *const other[] = {german, code, chinese};
    int size = 0, wanted = 0;
    run_section("sizes");
    printf("vocabulary   bytes per token in nine tenths   in the last tenth\n");
    for (int half = 0; size == wanted; half++) {
        wanted = (int)lround(256 * pow(2, half / 2.0));
        Bpe *b = bpe_train(book->text, book->known, wanted - 256);
        size = bpe_size(b);
        double v[6] = {size, bytes_per_token(b, book->text, book->known),
                       bytes_per_token(b, book->text + book->known, book->n - book->known)};
        for (int i = 0; i < 3; i++)
            v[3 + i] = bytes_per_token(b, other[i], strlen(other[i]));
        log_row(curve, 6, v);
        if (half % 2 == 0 || size < wanted)
            printf("%10d %31.3f %19.3f\n", size, v[1], v[2]);
        bpe_free(b);
    }
    run_summary(run, "last_vocabulary", size, "tokens");
    log_close(curve);
}

/* Whether the tokens of these bytes give back these bytes; the last token's bytes may end anywhere. */
static int survives(const Bpe *b, const char *what, const char *bytes, size_t length)
{
    size_t count;
    int *ids = bpe_encode(b, bytes, length, &count);
    char *back = malloc(length + 1);
    CHECK(back, "out of memory");
    int same = bpe_decode(b, ids, count, back, length) == length && memcmp(back, bytes, length) == 0;
    printf("%-22s %9zu %9zu   %s\n", what, length, count, same ? "the same" : "DIFFERENT");
    free(back);
    free(ids);
    return same;
}

static void show_bytes(Run *run, const Bpe *b, const Book *book)
{
    size_t size = run->quick ? 1 << 16 : 1 << 20;
    char every[256], *large = malloc(size), reason[400];
    Bpe *loaded;
    CHECK(large, "out of memory");
    CHECK(bpe_save(b, run->folder, reason, sizeof reason) == 0, "%s", reason);
    CHECK(bpe_load(run->folder, &loaded, reason, sizeof reason) == 0, "%s", reason);
    for (int i = 0; i < 256; i++)
        every[i] = (char)i;
    run_section("bytes");
    printf("                           bytes    tokens   and back\n");
    int same = survives(b, "nothing", "", 0) + survives(b, "all bytes in order", every, 256) +
               survives(b, "half a character", "na\xc3 ja", 6) +
               survives(b, "the Bible", book->text, book->n) +
               survives(loaded, "saved, loaded again", book->text, book->n);
    for (size_t i = 0; i < size; i++)
        large[i] = (char)gsl_rng_get(run->rng);
    same += survives(b, "random bytes", large, size);
    for (size_t i = 0; i < size; i++)
        large[i] = "the"[i % 3];
    same += survives(b, "one word, thethethe...", large, size);
    run_summary(run, "survived", same, "of 7");
    bpe_free(loaded);
    free(large);
}

static void show_others(const Bpe *b)
{
    static const struct {
        const char *what, *of;
    } row[] = {{"English", modern}, {"German", german}, {"C", code}, {"Chinese", chinese}};
    run_section("others");
    printf("             bytes   tokens   bytes per token\n");
    for (int i = 0; i < 4; i++) {
        size_t bytes = strlen(row[i].of), tokens = count_tokens(b, row[i].of, bytes);
        printf("%-8s %9zu %8zu %17.2f\n", row[i].what, bytes, tokens, (double)bytes / (double)tokens);
    }
    print_tokens(b, modern);
    print_tokens(b, VERSE);
    print_tokens(b, "the The THE, in the end: THE");
}

static void show_speed(Run *run, const Book *book)
{
    const char *text = book->text;
    size_t n = book->n;
    int few = run->quick ? 3 : 20;
    run_section("speed");
    for (size_t part = n / 16; part <= n / 4; part *= 2)
        printf("plain, %2d merges from %7zu bytes: %.3f s\n", few, part, plain_seconds(text, part, few));
    double plain = plain_seconds(text, n, few), started = log_seconds();
    Bpe *b = bpe_train(text, n, MERGES);
    double train = log_seconds() - started;
    printf("plain, %2d merges from %7zu bytes: %.3f s, for %d that makes %.0f s\n", few, n, plain, MERGES,
           plain / few * MERGES);
    printf("lib/bpe, %d merges from the same: %.3f s\n", MERGES, train);
    size_t count, different = different_pieces(b, book, &count);
    printf("of %zu pre-tokens %zu are different\n", count, different);
    started = log_seconds();
    int *ids = bpe_encode(b, text, n, &count);
    double encode = log_seconds() - started;
    printf("encoding all of it: %.3f s, %.0f MB/s\n", encode, (double)n / encode / 1e6);
    run_summary(run, "different", (double)different, "pre-tokens");
    run_summary(run, "train_seconds", train, "s");
    run_summary(run, "encode_mb_s", (double)n / encode / 1e6, "MB/s");
    free(ids);
    bpe_free(b);
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "09-tokens", "Byte-pair encoding of the King James Bible", NULL);
    Book book = book_load();
    Bpe *b = bpe_train(book.text, book.n, MERGES);
    run_summary(&run, "bytes_per_token", bytes_per_token(b, book.text, book.n), "");
    show_words(&run, b, &book);
    show_merges(&run);
    show_cuts(book.text, 100000, run.quick ? 100 : 300);
    show_encoding(b, " considered");
    show_sizes(&run, &book);
    show_bytes(&run, b, &book);
    show_tokens(&run, b, &book);
    show_others(b);
    show_numbers(&run);
    show_speed(&run, &book);
    bpe_free(b);
    return run_end(&run);
}
