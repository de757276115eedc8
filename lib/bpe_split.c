#define PCRE2_CODE_UNIT_WIDTH 8
#include "bpe_split.h"

#include <pcre2.h>
#include <stdlib.h>

#include "error.h"

/* GPT-2's expression (Radford et al. 2019, src/encoder.py of its release):
 *     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * \s is Unicode's property White_Space. PCRE2's own \s depends on options and counts U+180E, so the set
 * is written out: separators, and the controls tab … carriage return and U+0085. */
#define SPACE "\\t-\\r\\x{85}\\p{Z}"
static const char expression[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^" SPACE "\\p{L}\\p{N}]+"
                                 "|[" SPACE "]+(?![^" SPACE "])|[" SPACE "]+";

struct BpePattern {
    pcre2_code *code;
};

BpePattern *bpe_pattern_new(void)
{
    int code;
    size_t at;
    BpePattern *p = malloc(sizeof *p);
    CHECK(p, "bpe: out of memory");
    p->code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);
    CHECK(p->code, "bpe: PCRE2 refuses the expression at %zu (code %d); version 10.34 or newer is needed", at,
          code);
    /* Only compiled code passes over bytes that are not UTF-8 without looking at the whole rest each time. */
    code = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
    CHECK(code == 0, "bpe: PCRE2's compiler to machine code does not work here (code %d)", code);
    return p;
}

void bpe_pattern_free(BpePattern *p)
{
    if (p)
        pcre2_code_free(p->code);
    free(p);
}

static void find(BpeSplit *s)
{
    int code = pcre2_jit_match(s->pattern->code, (PCRE2_SPTR)s->text, s->n, s->end, 0, s->match, NULL);
    CHECK(code > 0 || code == PCRE2_ERROR_NOMATCH, "bpe: PCRE2 failed at byte %zu (code %d)", s->end, code);
    const size_t *range = pcre2_get_ovector_pointer(s->match);
    s->found = code > 0 ? range[0] : s->n;
    s->end = code > 0 ? range[1] : s->n;
}

BpeSplit bpe_split_begin(const BpePattern *p, const char *text, size_t n)
{
    BpeSplit s = {.pattern = p, .text = text, .n = n, .match = pcre2_match_data_create(1, NULL)};
    CHECK(s.match, "bpe: out of memory");
    return s;
}

int bpe_split_next(BpeSplit *s, const char **piece, size_t *length)
{
    if (s->at >= s->n) {
        pcre2_match_data_free(s->match);
        s->match = NULL;
        return 0;
    }
    if (s->at == s->end)
        find(s);
    size_t end = s->at < s->found ? s->found : s->end; /* what lies before a match is not UTF-8 */
    *piece = s->text + s->at;
    *length = end - s->at;
    s->at = end;
    return 1;
}
