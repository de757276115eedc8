/* Folders of mails: cleaned, without what is there twice, in parts that share no thread. */
#define _POSIX_C_SOURCE 200809L
#include "spam.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "testing.h"

SUITE(spam);

static void cleans(const char *subject, const char *body, const char *want)
{
    char *text = spam_clean(subject, body);
    cr_assert_str_eq(text, want, "'%s'", text);
    free(text);
}

TEST(spam, cleans)
{
    cleans("", "", "\n");
    cleans("a  b", "c\n\nd\t e", "a b\nc d e");
    cleans("$10,000.00!!!", "-- == (c) 2002", "$0,0.0!\n- = (c) 0");
    cleans("aaa", "LOOK: Joe.User+x@host.example.com, <jm@x>", "aaa\nlook: @, <@>");
    cleans("x", "see http://a.b/c?d=e&f (https://x) www.y.com/z mailto:me@x", "x\nsee http (http) http http");
    cleans("x", "a@ @b me@home", "x\na@ @b @");
    cleans("x", "caf\xC3\xA9\xC3\xA9", "x\ncaf\xC3\xA9\xC3\xA9");
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    testing_write(path, text, strlen(text));
}

static const char *folder_of_mails(void)
{
    const char *folder = testing_folder();
    mkdir(testing_path(folder, "ham"), 0777), mkdir(testing_path(folder, "spam"), 0777);
    return folder;
}

TEST(spam, loads)
{
    const char *folder = folder_of_mails();
    char why[300] = "";
    Spam s;
    put(folder, "ham/1", "Subject: [list] Lunch\n\nAt noon?\n");
    put(folder, "ham/2", "Subject: Re: lunch\nX-Spam: no\n\nYes, at noon.\n");
    put(folder, "ham/3", "Subject: Dinner\n\n at\nNOON 12!\n"); /* letters as in 1 */
    put(folder, "ham/4", "Subject: a\n\nThis beginning is long enough to be known again when it comes a second time, and ends so.\n");
    put(folder, "ham/5", "Subject: b\n\nThis beginning is long enough to be known again when it comes a second time, and ends otherwise.\n");
    put(folder, "ham/6", "X: y\n\n123 !\n");
    put(folder, "ham/.hidden", "Subject: x\n\nnobody");
    put(folder, "ham/empty", "");
    put(folder, "spam/1", "Subject: Win!\n\nNow.\n");
    mkdir(testing_path(folder, "spam/folder"), 0777);
    cr_assert_eq(spam_load(folder, &s, why, sizeof why), 0, "%s", why);
    cr_assert(s.files == 9 && s.count == 5 && s.unreadable == 2 && s.empty == 1 && s.duplicates == 1 && s.threads == 3,
              "%d files, %d mails, %d unreadable, %d empty, %d twice, %d threads", s.files, s.count, s.unreadable, s.empty,
              s.duplicates, s.threads);
    cr_assert_str_eq(s.mail[0].text, "lunch\nat noon? ");
    cr_assert_str_eq(s.mail[1].text, "re: lunch\nyes, at noon. "); /* no header but the subject */
    cr_assert(s.mail[1].thread == 0 && s.mail[3].thread == 2 && s.mail[4].is_spam && !s.mail[3].is_spam);
    int all[5], n = 0;
    for (int part = 0; part < SPAM_PARTS; part++)
        n += spam_part(&s, part, all);
    cr_assert_eq(n, s.count);
    for (int i = 0; i < s.count; i++)
        cr_assert_eq(s.mail[i].part, s.mail[s.mail[i].thread].part);
    spam_free(&s);
}

TEST(spam, refuses)
{
    const char *folder = folder_of_mails();
    char why[300];
    Spam s;
    cr_assert(spam_load("/nowhere", &s, why, sizeof why) && strstr(why, "/nowhere/ham") && s.count == 0, "%s", why);
    cr_assert(spam_load(folder, &s, why, sizeof why) && strstr(why, "holds no mail"), "%s", why);
    put(folder, "ham/1", "Subject: x\n\ny\n");
    cr_assert(spam_load(folder, &s, why, sizeof why) && strstr(why, "spam: holds no mail") && !s.mail, "%s", why);
    put(folder, "spam/1", "Subject: other\n\nY!\n"); /* there before, as ham */
    cr_assert(spam_load(folder, &s, why, sizeof why) && strstr(why, "spam: holds no mail"), "%s", why);
}
