/* Mails: headers, encodings, charsets, parts, HTML; and what is damaged. */
#include "mail.h"

#include <string.h>

#include "mail_decode.h"
#include "mail_html.h"
#include "testing.h"

SUITE(mail);

static void reads(const char *bytes, const char *subject, const char *body)
{
    Mail m = mail_read(bytes, strlen(bytes));
    cr_assert_str_eq(m.subject.s, subject, "subject '%s' of:\n%s", m.subject.s, bytes);
    cr_assert_str_eq(m.body.s, body, "body '%s' of:\n%s", m.body.s, bytes);
    mail_free(&m);
}

TEST(mail, plain)
{
    reads("Subject: hello\n\nworld\n", "hello", "world\n");
    reads("From joe  Thu Aug 22 12:36:23 2002\nsubject:  two\n\tlines \r\nTo: me\r\n\r\nbody", "two lines", "body");
    reads("Subject: no body", "no body", "");
    reads("To: me\n\n", "", "");
    reads("", "", "");
    reads("\n\n", "", "\n");
    reads("no header at all: but words\nand more", "", "no header at all: but words\nand more");
    reads("Subject: first\nSubject: second\nSubjects: third\n\nx", "first", "x");
    reads("X-Subject: not this\nTo: you\nnot a header\n", "", "not a header\n");
}

TEST(mail, header)
{
    static const char bytes[] = "A: 1\nList-Id: <x>,\n  <y>\n\nList-Id: body";
    Text id = mail_header(bytes, sizeof bytes - 1, "list-id"), none = mail_header(bytes, sizeof bytes - 1, "List");
    cr_assert_str_eq(id.s, "<x>, <y>");
    cr_assert_str_eq(none.s, "");
    cr_assert_eq(mail_head(bytes, sizeof bytes - 1), sizeof bytes - 1 - strlen("List-Id: body"));
    text_free(&id), text_free(&none);
}

TEST(mail, encoded_words) /* the examples of RFC 2047, section 8, and some that are wrong */
{
    static const char *const pair[][2] = {
        {"=?ISO-8859-1?Q?a?=", "a"},
        {"=?ISO-8859-1?Q?a?= b", "a b"},
        {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
        {"=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"},
        {"=?ISO-8859-1?Q?a_b?=", "a b"},
        {"=?iso-8859-1?q?caf=E9?= au lait", "caf\xC3\xA9 au lait"},
        {"=?utf-8?B?w7xiZXI=?=", "\xC3\xBC" "ber"},
        {"=?iso-8859-1*de?q?=FC?=", "\xC3\xBC"},
        {"=?nobody-knows?q?=E9?=", "\xC3\xA9"},
        {"a =?b c?= d =? =?x?y?z?=", "a =?b c?= d =? =?x?y?z?="},
        {"=?iso-8859-1?Q?not closed", "=?iso-8859-1?Q?not closed"},
        {"plain \xE9", "plain \xC3\xA9"},
    };
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        char bytes[200];
        snprintf(bytes, sizeof bytes, "Subject: %s\n\nx", pair[i][0]);
        reads(bytes, pair[i][1], "x");
    }
}

#define TYPE(type) "Content-Type: " type "\nContent-Transfer-Encoding: "
TEST(mail, transfer_encodings)
{
    reads(TYPE("text/plain; charset=ISO-8859-1") "quoted-printable\n\nna=EFve =\nline =3D =zz=", "",
          "na\xC3\xAFve line = =zz=");
    reads(TYPE("text/plain; charset=\"utf-8\"") "BASE64\n\nw7xi\n!!ZXI=\nignored", "", "\xC3\xBC" "ber");
    reads(TYPE("text/plain; format=flowed; charset=koi8-r") "8bit\n\n\xC1\xC2", "", "\xD0\xB0\xD0\xB1");
    reads(TYPE("text/plain; charset=windows-1252") "8bit\n\n\x93hi\x94", "", "\xE2\x80\x9Chi\xE2\x80\x9D");
    reads(TYPE("text/plain; charset=utf-8") "7bit\n\nhalf \xC3(", "", "half \xEF\xBF\xBD(");
    reads(TYPE("text/plain; charset=utf-8") "7bit\n\na \xF4\x90\x80\x80 b", "", "a \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD b"); /* above 10FFFF */
    reads(TYPE("text/plain; charset=us-ascii") "7bit\n\n\xE9t\xE9", "", "\xC3\xA9t\xC3\xA9");
    reads(TYPE("text/plain; charset=none//TRANSLIT") "7bit\n\n\xC3\xA9", "", "\xC3\xA9");
}

TEST(mail, parts)
{
    static const char two[] = "Content-Type: multipart/%s; boundary=\"=_x y\"\n\nno reader sees this\n"
                              "--=_x y\nContent-Type: text/plain\n\nplain\n"
                              "--=_x y\nContent-Type: text/html\n\n<p>rich</p>\n--=_x y--\nnor this\n";
    char bytes[400];
    snprintf(bytes, sizeof bytes, two, "mixed");
    reads(bytes, "", "plain\nrich\n");
    snprintf(bytes, sizeof bytes, two, "alternative");
    reads(bytes, "", "plain\n");
    reads("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nnever closed", "", "never closed");
    reads("Content-Type: multipart/mixed; boundary=a\n\nnone\n", "", "");
    reads("Content-Type: multipart/mixed\n\nno boundary\n", "", "");
    reads("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: image/gif\n\nGIF\n--a\n"
          "Content-Disposition: attachment; filename=x\n\nsecret\n--a\n\nseen\n--a--", "", "seen\n");
    reads("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n"
          "--b\nContent-Type: text/html\n\n<br> <!-- -->\n--b\nContent-Type: text/html\n\nin\n--b--\n--a\n\nout\n--a--", "",
          "in\nout\n");
    reads("Content-Type: message/rfc822\n\nSubject: inner\n\ninside", "", "inside");
}

static void shows(const char *html, const char *want)
{
    Text to = text_new(1000);
    html_text(html, strlen(html), &to);
    text_put(&to, "", 0);
    cr_assert_str_eq(to.s, want, "'%s' of '%s'", to.s, html);
    text_free(&to);
}

TEST(mail, html)
{
    shows("<html><body>one<br>two</body></html>", "one\ntwo\n");
    shows("<P>one</P>\n<p class='a>b'>two", "one\nb'>two"); /* as far as it pays to go */
    shows("a \n\t b&nbsp;c", "a b c");
    shows("v<!-- x > -->ia<b>gr</b>a", "viagra");
    shows("<style>p {color: red}</style>x<SCRIPT>if (a < b)</script>y", "xy");
    shows("&lt;b&gt; &amp;amp; &eacute;&#233;&#xe9; &#8364;", "<b> &amp; \xC3\xA9\xC3\xA9\xC3\xA9 \xE2\x82\xAC");
    shows("AT&T &unknown; &# &#; &", "AT&T &unknown; &# &#; &");
    shows("&#0;&#55555555555;&#xD800;", "\xEF\xBF\xBD\xEF\xBF\xBD");
    shows("2 < 3, x <", "2 < 3, x <");
    shows("a<!-- never closed", "a");
    shows("a<script>never", "a");
    shows("a<b", "a");
    shows("<table><tr><td>1</td><td>2</td></tr>", "1 2\n");
}

TEST(mail, bounds)
{
    static char deep[200000];
    size_t n = 0;
    for (int i = 0; i < 40; i++) /* each within the one before */
        n += (size_t)sprintf(deep + n, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    sprintf(deep + n, "\ndeep");
    reads(deep, "", "");
    n = (size_t)sprintf(deep, "Content-Type: multipart/mixed; boundary=a\n\n");
    for (int i = 0; i < 1000; i++)
        n += (size_t)sprintf(deep + n, "--a\n\nx\n");
    Mail m = mail_read(deep, n);
    cr_assert_eq(m.body.n, 2 * MAIL_PARTS);
    mail_free(&m);
    Text small = text_new(4);
    text_put(&small, "\xC3\xA9\xE2\x82\xAC", 5);
    text_cut(&small);
    cr_assert_str_eq(small.s, "\xC3\xA9"); /* two bytes of three are no character */
    text_free(&small);
}
