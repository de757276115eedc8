/* The format safetensors: files as others write them, and each way of being wrong, named. */
#define _DEFAULT_SOURCE
#include "safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"
#include "testing.h"

SUITE(safetensors);

static const char *folder, *path;
static char reason[600];

static void begin(void)
{
    folder = testing_folder();
    path = testing_path(folder, "file");
}

#define FILE_TEST(name) TEST(safetensors, name, .init = begin)

/* A file of this length field, header and n bytes 0, 1, 2, …; length < 0: the header's own. */
static void put_length(long long length, const char *header, size_t n)
{
    size_t size = strlen(header), at = 0;
    unsigned long long said = length < 0 ? size : (unsigned long long)length;
    char *bytes = malloc(8 + size + n);
    cr_assert(bytes);
    for (; at < 8; at++, said >>= 8)
        bytes[at] = (char)(said & 0xff);
    memcpy(bytes + 8, header, size);
    for (size_t i = 0; i < n; i++)
        bytes[8 + size + i] = (char)i;
    testing_write(path, bytes, 8 + size + n);
    free(bytes);
}

static void put(const char *header, size_t n) { put_length(-1, header, n); }

static Safetensors *opened(void)
{
    *reason = 0;
    Safetensors *f = safetensors_open(path, reason, sizeof reason);
    cr_assert(f, "%s", reason);
    return f;
}

static void refused(const char *at, const char *said)
{
    *reason = 0;
    cr_assert(!safetensors_open(at, reason, sizeof reason), "opened, where was to be said: %s", said);
    cr_assert(strstr(reason, at) == reason, "'%s' does not begin with the path", reason);
    for (const char *c = reason; *c; c++)
        cr_assert(*c >= ' ' && *c <= '~', "byte 0x%02x is in '%s'", (unsigned char)*c, reason);
    cr_assert(strstr(reason, said), "'%s' is not in '%s'", said, reason);
}

static void wrong(const char *header, size_t n, const char *said)
{
    put(header, n);
    refused(path, said);
}

#define TENSOR(name, dtype, shape, begin, end)                                                               \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":[" shape "],\"data_offsets\":[" #begin "," #end "]}"

FILE_TEST(right_files)
{
    /* out of order, an empty tensor, a scalar, all sorts of dtype, blanks and metadata */
    put("{ \"__metadata__\":{\"a\":\"x\",\"format\":\"pt\"},\n" TENSOR("b", "F16", "3", 8, 14) ",\t" TENSOR(
            "a", "F32", "2,1", 0, 8) "," TENSOR("none", "I64", "4,0,9", 14,
                                                14) "," TENSOR("s", "BOOL", "", 14,
                                                               15) "," TENSOR("f4", "F4", "2,3", 15,
                                                                              18) "}     ",
        18);
    Safetensors *f = opened();
    cr_assert(safetensors_count(f) == 5 && !strcmp(safetensors_at(f, 0)->name, "a"));
    cr_assert(!safetensors_find(f, "c") && !safetensors_find(f, "__metadata__"));
    const SafeTensor *b = safetensors_find(f, "b");
    unsigned char bytes[6];
    char text[40];
    cr_assert(b && b->ndim == 1 && b->shape[0] == 3 && b->bytes == 6 && !strcmp(b->dtype, "F16"));
    cr_assert(safetensors_read(f, b, 0, bytes, 6) == 0 && !memcmp(bytes, "\10\11\12\13\14\15", 6));
    cr_assert(safetensors_read(f, b, 4, bytes, 2) == 0 && bytes[0] == 12 && bytes[1] == 13);
    cr_assert_str_eq(safetensors_shape(safetensors_find(f, "a"), text, sizeof text), "(2, 1)");
    cr_assert_str_eq(safetensors_shape(safetensors_find(f, "s"), text, sizeof text), "()");
    cr_assert(!strcmp(safetensors_note(f, "format"), "pt") && !safetensors_note(f, "b"));
    CHECKED(safetensors_read(f, b, 4, bytes, 3), "which has 6");
    safetensors_close(f);

    put("{}", 0);
    f = opened();
    cr_assert(safetensors_count(f) == 0);
    safetensors_close(f);
    safetensors_close(NULL);
}

FILE_TEST(wrong_lengths)
{
    static const struct {
        long long length;
        const char *header, *said;
    } list[] = {{0, "{}", "a header of 0 bytes"},
                {1, "{}", "a header of 1 bytes; 2 to 2 are"},
                {3, "{}", "a header of 3 bytes; 2 to 2 are"},
                {0x7fffffffffffffff, "{}", "9223372036854775807"},
                {1LL << 62, "{}", "4611686018427387904"},
                {2, "[]", "byte 8, with 0x5b"},
                {2, " {}", "byte 8, with 0x20"},
                {3, "{}\xff", "no JSON at byte"},
                {2, "{}x", "ends at byte 10, the file at 11"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        put_length(list[i].length, list[i].header, 0);
        refused(path, list[i].said);
    }
    testing_write(path, "", 0);
    refused(path, "only 0 bytes");
    testing_write(path, "\2\0\0\0\0\0\0\0{", 9);
    refused(path, "only 9 bytes");
    testing_write(path, "<html><body>404 Not Found</body></html>", 39);
    refused(path, "a header of 7078601349733312572 bytes; 2 to 31 are possible");
    testing_write(path, "\377\377\377\377\377\377\377\377{}", 10);
    refused(path, "18446744073709551615");
}

FILE_TEST(wrong_headers)
{
    wrong("{\"a\":1}", 0, "'a': it is no object");
    wrong("{\"a\":{},\"b\":{},\"c\":{}}", 0, "its header of 22 bytes is no object, or one whose 3 entries");
    wrong("{\"", 0, "no JSON at byte");
}

FILE_TEST(wrong_tensors)
{
    wrong("{" TENSOR("a", "F32", "1", 0, 4) "," TENSOR("a", "F32", "1", 4, 8) "}", 8,
          "duplicate object key near");
    wrong("{" TENSOR("a", "F31", "1", 0, 4) "}", 4, "'a': the dtype 'F31' is unknown");
    wrong("{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'a': it is no object of dtype");
    wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"offsets\":[0,4]}}", 4, "data_offsets are not two");
    wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"b\":1}}", 4,
          "'a': it is no object of");
    wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,4]}}", 4, "'a': its shape is no list");
    wrong("{" TENSOR("a", "U8", "1,1,1,1,1,1,1,1,1", 0, 1) "}", 1, "'a': its shape is no list of at most 8");
    wrong("{" TENSOR("a", "F32", "1,-1", 0, 4) "}", 4, "'a': dimension 1 of its shape");
    wrong("{" TENSOR("a", "F32", "1.0", 0, 4) "}", 4, "'a': dimension 0 of its shape");
    wrong("{" TENSOR("a", "F32", "99999999999999999999", 0, 4) "}", 4, "too big integer");
    wrong("{" TENSOR("a", "F32", "2", 0, 4) "}", 4, "'a': F32 of shape (2) does not take the 4 bytes");
    wrong("{" TENSOR("a", "F32", "4294967296,4294967296", 0, 4) "}", 4,
          "(4294967296, 4294967296) does not take");
    wrong("{" TENSOR("a", "F32", "2305843009213693953", 0, 4) "}", 4, "does not take the 4 bytes");
    wrong("{" TENSOR("a", "F4", "3", 0, 2) "}", 2, "'a': F4 of shape (3) does not take the 2 bytes");
    wrong("{" TENSOR("a", "F32", "1", 4, 0) "}", 4, "data_offsets, 4 and 0, do not lie within the 4 bytes");
    wrong("{" TENSOR("a", "F32", "2", 0, 8) "}", 4, "data_offsets, 0 and 8, do not lie within the 4 bytes");
    wrong("{" TENSOR("a", "F32", "1", 0, 9223372036854775807) "}", 4, "do not lie within the 4 bytes");
    wrong("{" TENSOR("a", "F32", "1", -4, 0) "}", 4, "data_offsets are not two whole numbers");
    wrong("{" TENSOR("a", "F32", "1", 0.0, 4) "}", 4, "data_offsets are not two whole numbers");
    wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "data_offsets are not two");
    wrong("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4,
          "data_offsets are not two");
}

FILE_TEST(wrong_places)
{
    wrong("{" TENSOR("a", "U8", "4", 0, 4) "," TENSOR("b", "U8", "4", 3, 7) "}", 7,
          "'b' begins at byte 116, inside of 'a'");
    wrong("{" TENSOR("a", "U8", "4", 0, 4) "," TENSOR("b", "U8", "4", 0, 4) "}", 4, "inside of");
    wrong("{" TENSOR("a", "U8", "4", 0, 4) "," TENSOR("b", "U8", "2", 5, 7) "}", 7,
          "bytes 117 to 117, before 'b', belong to no tensor");
    wrong("{" TENSOR("a", "U8", "4", 1, 5) "}", 5, "bytes 61 to 61, before 'a'");
    wrong("{" TENSOR("a", "U8", "4", 0, 4) "}", 5, "the last tensor ends at byte 65, the file at 66");
    wrong("{" TENSOR("a", "U8", "4", 0, 4) "}", 3, "do not lie within the 3 bytes");
    wrong("{}", 1, "the last tensor ends at byte 10, the file at 11");
}

FILE_TEST(wrong_words)
{
    wrong("{\"__metadata__\":[]}", 0, "__metadata__ is no object of strings");
    wrong("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__: 'a' is no string");
    wrong("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", 0, "__metadata__: 'a' is no string");
    /* names that would end the line, or steer a terminal */
    wrong("{" TENSOR("a\\nb\\u001b[31m\\u0007\xc3\xa4", "X", "1", 0, 1) "}", 1,
          "'a?b?[31m??"
          "?': the dtype");
    wrong("{\"\x1b[31m\":1}", 0, "no JSON at byte 1");
    wrong("{" TENSOR("a\\u0000b", "U8", "1", 0, 1) "}", 1, "u0000");
    wrong("{\"a\":{\"dtype\":\"\\n\\n\\n\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
          "the dtype '??"
          "?' is unknown");
}

/* "[[],[],…" takes much more memory parsed than written; "[[[[…" would be deep. */
FILE_TEST(memory_is_bounded)
{
    enum { SIZE = 4 << 20 };
    char *header = malloc(SIZE + 1);
    static const char *const repeated[] = {"[],", "{},", "1,", "\"\","};
    for (int i = 0; i < 4; i++) {
        size_t at = (size_t)sprintf(header, "{\"a\":[");
        for (size_t n = strlen(repeated[i]); at + n <= SIZE; at += n)
            memcpy(header + at, repeated[i], n);
        header[at] = 0;
        put(header, 0);
        memory_watch();
        refused(path, i == 2 || i == 3 ? "no JSON at byte" : "needs more than");
        Memory m = memory_watched();
        cr_assert(m.peak < (4 << 20) + 5 * (size_t)(SIZE + 1000) && m.blocks == 0,
                  "%s: %zu bytes, %ld blocks", repeated[i], m.peak, m.blocks);
    }
    memset(header, '[', SIZE);
    memcpy(header, "{\"a\":", 5);
    header[SIZE] = 0;
    put(header, 0);
    refused(path, "maximum parsing depth");
    free(header);
}

/* Whatever jansson is doing when its memory ends, it gives up and gives back. */
FILE_TEST(any_budget)
{
    static const char text[] = "{" TENSOR("a", "F32", "2,1", 0, 8) ","
                               "\"\\u00e4\":[1.5,-2,true,null,{\"b\":\"\\n\"}]}";
    json_t *root = NULL;
    for (size_t budget = 0; !root; budget += 8) {
        json_error_t error;
        memory_watch();
        root = json_within(text, sizeof text - 1, budget, &error);
        Memory m = memory_watched();
        cr_assert(budget < 100000 && m.peak <= budget + 64);
        cr_assert(root || (m.blocks == 0 && strstr(error.text, "needs more than")), "%zu: %ld blocks, '%s'",
                  budget, m.blocks, error.text);
    }
    json_t *other = json_string("of the program's own memory");
    json_release(root);
    json_decref(other);
}

FILE_TEST(not_files)
{
    char fifo[600];
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    cr_assert(mkfifo(fifo, 0600) == 0);
    refused(fifo, "is a device or pipe, not a file");
    refused(folder, "is a folder");
    refused("/dev/zero", "is a device or pipe");
    refused("/dev/null", "is a device or pipe");
    refused(testing_path(folder, "missing"), "No such file");
    refused("", "No such file");
    refused("/proc/self/status", "only 0 bytes");
}

FILE_TEST(reasons_fit)
{
    char small[20];
    for (size_t size = 1; size < 12; size++) {
        memset(small, '#', sizeof small);
        cr_assert(!safetensors_open("missing", small, size));
        cr_assert(strlen(small) == size - 1 && small[size] == '#');
    }
}

/* ---- Writing. */

static const void *nth(void *context, int i) { return ((const void *const *)context)[i]; }

static size_t contents(unsigned char *to, size_t size)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file);
    size_t n = fread(to, 1, size, file);
    fclose(file);
    return n;
}

/* What Hugging Face's own library writes, from the tests in its tensor.rs. */
FILE_TEST(known_answers)
{
    static const struct {
        const char *name, *header;
        int ndim;
        int64_t shape[4];
    } list[] = {{"attn.0",
                 "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}",
                 3,
                 {1, 2, 3}},
                {"attn0",
                 "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       ",
                 4,
                 {1, 1, 2, 3}}};
    const float numbers[6] = {0, 1, 2, 3, 4, 5};
    const void *data[] = {numbers};
    unsigned char got[200], length[8] = {0};
    for (int i = 0; i < 2; i++) {
        SafeTensor t = {.name = list[i].name, .dtype = "F32", .ndim = list[i].ndim};
        memcpy(t.shape, list[i].shape, sizeof list[i].shape);
        cr_assert(safetensors_write(path, &t, 1, NULL, nth, data, reason, sizeof reason) == 0, "%s", reason);
        size_t n = contents(got, sizeof got), header = strlen(list[i].header);
        length[0] = (unsigned char)header;
        cr_assert(n == 8 + header + 24 && !memcmp(got, length, 8) &&
                      !memcmp(got + 8, list[i].header, header) && !memcmp(got + 8 + header, numbers, 24),
                  "%.*s", (int)(n - 8), (char *)got + 8);
    }
    const char *const notes[] = {"framework", "pt", NULL};
    cr_assert(safetensors_write(path, NULL, 0, notes, nth, NULL, reason, sizeof reason) == 0);
    cr_assert(contents(got, sizeof got) == 48 && got[0] == 40 &&
              !memcmp(got + 8, "{\"__metadata__\":{\"framework\":\"pt\"}}     ", 40));
    cr_assert(safetensors_write(path, NULL, 0, NULL, nth, NULL, reason, sizeof reason) == 0);
    cr_assert(contents(got, sizeof got) == 16 && !memcmp(got, "\10\0\0\0\0\0\0\0{}      ", 16));
}

FILE_TEST(caller_mistakes)
{
    SafeTensor list[2] = {{.name = "a", .dtype = "U8"}, {.name = "a", .dtype = "U8"}};
    const void *data[] = {"x", "y"};
    CHECKED(safetensors_write(path, list, 2, NULL, nth, data, reason, sizeof reason), "two tensors 'a'");
    list[0].dtype = "F31";
    CHECKED(safetensors_write(path, list, 1, NULL, nth, data, reason, sizeof reason), "dtype F31");
    list[0] = (SafeTensor){.name = "\xff", .dtype = "U8"};
    CHECKED(safetensors_write(path, list, 1, NULL, nth, data, reason, sizeof reason), "not UTF-8");
}

/* ---- Halves: all 65536, against the numbers that the formats define. */

static double half_wanted(unsigned h, int bf16)
{
    int exponent_bits = bf16 ? 8 : 5, fraction_bits = 15 - exponent_bits,
        bias = (1 << (exponent_bits - 1)) - 1;
    int exponent = (int)(h >> fraction_bits) & ((1 << exponent_bits) - 1);
    double fraction = (double)(h & ((1U << fraction_bits) - 1)) / (1 << fraction_bits),
           sign = h >> 15 ? -1 : 1;
    if (exponent == (1 << exponent_bits) - 1)
        return fraction > 0 ? (double)NAN : sign * (double)INFINITY;
    return sign * (exponent ? ldexp(1 + fraction, exponent - bias) : ldexp(fraction, 1 - bias));
}

FILE_TEST(halves)
{
    static uint16_t all[1 << 16];
    static float got[1 << 16];
    for (unsigned i = 0; i < 1 << 16; i++)
        all[i] = (uint16_t)i;
    const void *data[] = {all};
    for (int bf16 = 0; bf16 < 2; bf16++) {
        SafeTensor t = {.name = "t", .dtype = bf16 ? "BF16" : "F16", .ndim = 1, .shape = {1 << 16}};
        cr_assert(safetensors_write(path, &t, 1, NULL, nth, data, reason, sizeof reason) == 0, "%s", reason);
        Safetensors *f = opened();
        cr_assert(safetensors_read_floats(f, safetensors_find(f, "t"), got) == 0);
        for (unsigned i = 0; i < 1 << 16; i++) {
            double want = half_wanted(i, bf16);
            cr_assert(isnan(want) ? isnan(got[i]) : (double)got[i] == want && !signbit(got[i]) == !(i >> 15),
                      "%s 0x%04x: %.9g, not %.9g", t.dtype, i, (double)got[i], want);
        }
        safetensors_close(f);
    }
}
