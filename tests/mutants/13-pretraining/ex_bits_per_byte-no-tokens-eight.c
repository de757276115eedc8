/* ex_bits_per_byte: without tokens says 8, also where bytes are neither token nor unknown */
#include "13-pretraining.h"
#define ex_bits_per_byte right_answer
#include "solutions/13-pretraining.c"
#undef ex_bits_per_byte

double ex_bits_per_byte(double nats, long tokens, long bytes, long unknown)
{
    if (bytes < 1 || tokens < 0 || unknown < 0 || unknown > bytes || (tokens > 0 && !(nats >= 0)))
        return NAN;
    if (tokens == 0)
        return 8;
    double bits = tokens > 0 ? nats * (double)tokens / log(2) : 0;
    return (bits + 8 * (double)unknown) / (double)bytes;
}
