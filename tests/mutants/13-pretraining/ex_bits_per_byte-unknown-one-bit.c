/* ex_bits_per_byte: an unknown byte costs one bit */
#include "13-pretraining.h"
#define ex_bits_per_byte right_answer
#include "solutions/13-pretraining.c"
#undef ex_bits_per_byte

double ex_bits_per_byte(double nats, long tokens, long bytes, long unknown)
{
    if (bytes < 1 || tokens < 0 || unknown < 0 || unknown > bytes || (tokens > 0 && !(nats >= 0)))
        return NAN;
    double bits = tokens > 0 ? nats * (double)tokens / log(2) : 0;
    return (bits + (double)unknown) / (double)bytes;
}
