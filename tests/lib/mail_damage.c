/* Thousands of damaged mails: each becomes valid UTF-8 within its bounds, in time and memory that grow with its bytes. */
#include <string.h>

#include "mail.h"
#include "testing.h"

SUITE_SLOW(mail_damage, 100);

enum { DAMAGES = 4000, ROOM = 1 << 14 };

typedef struct {
    char byte[ROOM];
    size_t n;
} Bytes;

static void say(Bytes *b, const char *text)
{
    size_t n = strlen(text);
    if (b->n + n > ROOM / 2)
        return;
    memcpy(b->byte + b->n, text, n), b->n += n;
}

static const char *const header[] = {"Subject: =?iso-8859-1?q?a=E9b?= c =?utf-8?b?w7w=?=\n", "Subject: plain\n and more\n",
                                     "Content-Type: text/html; charset=\"utf-8\"\n", "Content-Type: text/plain\n",
                                     "Content-Type: multipart/alternative; boundary=\"b\"\n",
                                     "Content-Type: multipart/mixed;\n\tboundary=b\n", "Content-Type: message/rfc822\n",
                                     "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
                                     "Content-Type: text/plain; charset=iso-2022-jp\n",
                                     "Content-Type: text/plain; charset=utf-7\n", "X: y\n", "Content-Type: text/plain; charset=utf-16\n"};
static const char *const words[] = {"hello world ", "<b>bold</b>", "<!-- ", "-->", "<script>", "</script>", "&amp;", "&#12345;",
                                    "&#x", "=E9=20=\n", "=", "w7xiZXI=", "\n--b\n", "\n--b--\n", "\n\n", "<", ">", "\"",
                                    "\xC3\xA9", "\xE9", "\x1B$B", "\xFF", "--b", "=?utf-8?q?", "?=", "<p>", "&", ";"};

static void valid(Bytes *b, gsl_rng *rng)
{
    b->n = 0;
    for (int parts = any(rng, 1, 5); parts > 0; parts--) {
        for (int k = any(rng, 0, 4); k > 0; k--)
            say(b, header[any(rng, 0, sizeof header / sizeof *header - 1)]);
        say(b, "\n");
        for (int k = any(rng, 0, 60); k > 0; k--)
            say(b, words[any(rng, 0, sizeof words / sizeof *words - 1)]);
        say(b, any(rng, 0, 3) ? "\n--b\n" : "");
    }
    say(b, "x");
}

static void damage(Bytes *b, gsl_rng *rng)
{
    size_t at = gsl_rng_uniform_int(rng, b->n), n = gsl_rng_uniform_int(rng, b->n - at) + 1;
    switch (any(rng, 0, 6)) {
    case 0: b->n = at; break;
    case 1:
        for (int bits = any(rng, 1, 20); bits > 0; bits--)
            b->byte[gsl_rng_uniform_int(rng, b->n)] ^= (char)(1 << any(rng, 0, 7));
        break;
    case 2: memset(b->byte + at, any(rng, 0, 255), n); break;
    case 3:
        for (size_t i = at; i < at + n; i++)
            b->byte[i] = (char)any(rng, 0, 255);
        break;
    case 4: memmove(b->byte + at, b->byte + at + n, b->n - at - n), b->n -= n; break;
    case 5: memcpy(b->byte + b->n, b->byte + at, n), b->n += n; break; /* n <= ROOM/2 */
    default: break;
    }
}

/* RFC 3629, by its table: another way than the library's. */
static int is_utf8(const Text *t)
{
    const unsigned char *s = (const unsigned char *)t->s;
    for (size_t i = 0; i < t->n;) {
        unsigned long code = s[i], most = 0x7F;
        size_t more = code < 0x80 ? 0 : code < 0xC0 ? 9 : code < 0xE0 ? 1 : code < 0xF0 ? 2 : code < 0xF8 ? 3 : 9;
        if (more == 9 || i + more >= t->n)
            return 0;
        code &= more ? 0x3FUL >> more : 0x7F;
        for (size_t k = 1; k <= more; k++) {
            if ((s[i + k] & 0xC0) != 0x80)
                return 0;
            code = code << 6 | (s[i + k] & 0x3F), most = k == 1 ? 0x7F : k == 2 ? 0x7FF : 0xFFFF;
        }
        if ((more && code <= most) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            return 0;
        i += more + 1;
    }
    return s[t->n] == 0;
}

TEST(mail_damage, thousands)
{
    gsl_rng *rng = testing_rng("mail damage");
    static Bytes b;
    size_t said = 0;
    for (int i = 0; i < DAMAGES; i++) {
        valid(&b, rng);
        damage(&b, rng);
        char *exact = malloc(b.n + 1); /* so that a byte too far is noticed */
        memcpy(exact, b.byte, b.n);
        memory_watch();
        Mail m = mail_read(exact, b.n);
        cr_assert(is_utf8(&m.subject) && is_utf8(&m.body), "SEED=%lu: damage %d", testing_seed(), i);
        cr_assert(m.body.n <= 12 * b.n + 8 && m.subject.n <= 6 * b.n, "SEED=%lu: damage %d", testing_seed(), i);
        said += m.body.n;
        mail_free(&m);
        Memory now = memory_watched();
        cr_assert(now.blocks == 0 && now.peak < 100 * b.n + 20000, "SEED=%lu: damage %d: %zu bytes of %zu, %ld blocks",
                  testing_seed(), i, now.peak, b.n, now.blocks);
        free(exact);
    }
    cr_assert(said > DAMAGES, "they say nothing");
    gsl_rng_free(rng);
}

TEST(mail_damage, long_ones)
{
    static const char *const unit[] = {"<", "<!--", "&", "=?", "=?a?q?", "--a\n", "Subject: x\n", " ", "=\n", "<script>", "\xE2"};
    enum { LONG = 1 << 20 };
    char *bytes = malloc(LONG + 100);
    for (size_t k = 0; k < sizeof unit / sizeof *unit; k++)
        for (int html = 0; html < 2; html++) {
            size_t n = (size_t)sprintf(bytes, html ? "Content-Type: text/html\n\n" : "Subject: "), step = strlen(unit[k]);
            for (; n + step < LONG; n += step)
                memcpy(bytes + n, unit[k], step);
            Mail m = mail_read(bytes, n);
            cr_assert(is_utf8(&m.subject) && is_utf8(&m.body), "unit '%s'", unit[k]);
            mail_free(&m);
        }
    free(bytes);
}
