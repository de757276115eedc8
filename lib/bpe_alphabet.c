#include "bpe_alphabet.h"

#include <stdint.h>

static int visible(int byte) { return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD); }

static int character_of(int byte)
{
    int character = 0x100;
    if (visible(byte))
        return byte;
    for (int b = 0; b < byte; b++)
        character += !visible(b);
    return character;
}

/* -1: of none */
static int byte_of(int character)
{
    if (character < 0x100)
        return visible(character) ? character : -1;
    for (int b = 0, next = 0x100; b < 0x100; b++)
        if (!visible(b) && next++ == character)
            return b;
    return -1;
}

size_t alphabet_write(const unsigned char *bytes, size_t n, char *to)
{
    size_t wrote = 0;
    for (size_t i = 0; i < n; i++) {
        int character = character_of(bytes[i]);
        if (character >= 0x80)
            to[wrote++] = (char)(0xC0 | character >> 6);
        to[wrote++] = (char)(character >= 0x80 ? 0x80 | (character & 0x3F) : character);
    }
    return wrote;
}

size_t alphabet_read(const char *text, size_t n, unsigned char *to)
{
    size_t wrote = 0;
    for (size_t i = 0; i < n; i++) {
        int character = (unsigned char)text[i];
        if (character >= 0x80) {
            int second = ++i < n ? (unsigned char)text[i] : 0;
            if ((character & 0xE0) != 0xC0 || (second & 0xC0) != 0x80)
                return SIZE_MAX;
            character = (character & 0x1F) << 6 | (second & 0x3F);
        }
        int byte = character < 0x80 && (unsigned char)text[i] >= 0x80 ? -1 : byte_of(character);
        if (byte < 0)
            return SIZE_MAX;
        to[wrote++] = (unsigned char)byte;
    }
    return wrote;
}
