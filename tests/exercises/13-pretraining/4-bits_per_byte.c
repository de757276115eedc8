/* Graded tests of ex_bits_per_byte. References are computed here. */
#include "13-pretraining.h"

#include <gsl/gsl_math.h>
#include <math.h>

#include "grade.h"

static void check_bits(double nats, long tokens, long bytes, long unknown, double want, const char *likely)
{
    grade_call("ex_bits_per_byte(nats = %g, tokens = %ld, bytes = %ld, unknown = %ld)", nats, tokens, bytes, unknown);
    double got = ex_bits_per_byte(nats, tokens, bytes, unknown);
    int close = fabs(got - want) < 1e-3 * fabs(want);
    double tokens_bits = nats / M_LN2 * (double)tokens, all = (double)bytes;
    if (!close && tokens > 0 && nats > 0 && bytes > 0) {
        grade_suspect(nats / M_LN2, "that is bits per token: a token may be several bytes");
        grade_suspect((nats * (double)tokens + 8 * (double)unknown) / all, "nats are not bits: divide by ln 2");
        grade_suspect((nats * M_LN2 * (double)tokens + 8 * (double)unknown) / all, "divide by ln 2: 1 nat is 1.44 bit");
        grade_suspect(nats / M_LN2 * all / (double)tokens, "turned over: more bytes a token, fewer bits a byte");
    }
    if (!close && tokens > 0 && nats > 0 && bytes > 0 && unknown > 0) {
        grade_suspect(tokens_bits / all, "the unknown bytes cost 8 bits each");
        grade_suspect((tokens_bits + (double)unknown) / all, "an unknown byte costs 8 bits, not 1");
        grade_suspect((tokens_bits + 8 * (double)unknown / M_LN2) / all, "8 bits are bits already, not nats");
        grade_suspect((tokens_bits + 8 * (double)unknown) / (double)GSL_MAX(bytes - unknown, 1),
                      "the unknown bytes are part of the text: divide by all bytes");
    }
    grade_near(got, want, 1e-9, close ? "nearly: ln 2 is log(2), and all in double" : likely);
}

GRADE(ex_bits_per_byte, known_bytes, 1, "Bits per byte")
{
    check_bits(3.5, 1000, 3300, 0, 3.5 / M_LN2 / 3.3, "all the text's bits over all its bytes; a nat is 1/ln 2 bits");
    check_bits(M_LN2, 100, 100, 0, 1, "a nat is 1/ln 2 bits");
    check_bits(log(256), 7, 7, 0, 8, "equal odds for 256 bytes are 8 bits");
    check_bits(0, 10, 20, 0, 0, "a certain text costs nothing");
    check_bits(1.5, 12, 10, 0, 1.8 / M_LN2, "more tokens than bytes are no mistake: a model may add some of its own");
}

GRADE(ex_bits_per_byte, unknown_bytes, 1, "Bits per byte")
{
    check_bits(1.4, 80, 100, 10, (1.4 / M_LN2 * 80 + 80) / 100, "bits of 80 tokens, and 10 bytes of 8 bits, over 100");
    check_bits(2, 20, 100, 40, (40 / M_LN2 + 320) / 100, "tokens and unknown bytes need not add up to bytes");
    check_bits(1.5, 3, 10, 10, (4.5 / M_LN2 + 80) / 10, "tokens and unknown bytes need not add up to bytes");
    check_bits(NAN, 0, 5, 5, 8, "nothing known: 8 bits a byte, whatever nats says");
    check_bits(NAN, 0, 10, 5, 4, "without tokens the unknown bytes cost 8 bits each, the others nothing");
    check_bits(-1, 0, 10, 5, 4, "without tokens nats does not count, negative or not");
    check_bits(1.5, 3000000000, 3000000000, 0, 1.5 / M_LN2, "counts may exceed 2^31: no int");
    check_bits(1.5, 10, 4000000000, 3000000000, 6 + 15 / M_LN2 / 4e9, "counts may exceed 2^31: no int, nor 8 ints");
    check_bits(1, 10, 0, 0, NAN, "no bytes: no bits per byte");
    check_bits(1, -1, 10, 0, NAN, "a negative number of tokens is refused");
    check_bits(1, 10, 10, 11, NAN, "more unknown bytes than bytes are refused");
    check_bits(1, 10, 10, -1, NAN, "a negative number of unknown bytes is refused");
    check_bits(-0.5, 10, 10, 0, NAN, "a loss is never negative");
    check_bits(NAN, 10, 10, 0, NAN, "a NaN loss is not a number of bits");
}
