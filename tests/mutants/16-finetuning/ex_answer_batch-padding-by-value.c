/* ex_answer_batch: takes every pad for padding */
#include "16-finetuning.h"
#define ex_answer_batch right_answer
#include "solutions/16-finetuning.c"
#undef ex_answer_batch

int ex_answer_batch(const ExPair *pair, int B, int room, int pad, int *x, int *y)
{
    int T = 0;
    if (B < 1 || room < 1)
        return -1;
    for (int b = 0; b < B; b++) {
        if (pair[b].mail_length < 1 || pair[b].answer_length < 1 || pair[b].answer_length > room)
            return -1;
        long length = (long)pair[b].mail_length + pair[b].answer_length - 1;
        T = length > room ? room : length > T ? (int)length : T;
    }
    for (int b = 0; b < B; b++, x += T, y += T) {
        const ExPair *p = &pair[b];
        int answers = p->answer_length, mails = p->mail_length;
        if (mails > room + 1 - answers)
            mails = room + 1 - answers;
        for (int t = 0; t < T; t++) {
            int own = t - mails, next = own + 1; /* places in the answer: of x[t], and of what follows it */
            x[t] = own < 0 ? p->mail[t] : own < answers - 1 ? p->answer[own] : pad;
            y[t] = next >= 0 && next < answers && p->answer[next] != pad ? p->answer[next] : EX_IGNORE;
        }
    }
    return T;
}
