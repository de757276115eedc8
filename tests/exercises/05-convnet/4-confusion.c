/* Graded tests of ex_confusion. References are counted here, as the labels are drawn. */
#include "05-convnet.h"

#include "grade.h"
#include "shared.h"

static int call_confusion(const int *truth, const int *said, int n, int classes, int *count)
{
    char text[TEXT], other[TEXT];
    size_t size = (size_t)(n > 0 ? n : 0);
    grade_call("ex_confusion(truth = %s, said = %s, n = %d, classes = %d)",
               grade_text_ints(text, sizeof text, truth, size),
               grade_text_ints(other, sizeof other, said, size), n, classes);
    return ex_confusion(truth, said, n, classes, count);
}

GRADE(ex_confusion, counts, 1, "What it confuses")
{
    gsl_rng *rng = grade_random(11);
    int truth[60], said[60];
    for (int round = 0; round < 20; round++) {
        int classes = up_to(rng, 1, 6), n = round % 5 ? up_to(rng, 0, 3 * round) : 0;
        int counted = 0, want[36] = {0};
        int *count = grade_ints((size_t)(classes * classes)), turned = 1, right = 1;
        for (int i = 0; i < n; i++) {
            truth[i] = up_to(rng, round % 2 ? -1 : 0, classes - 1);
            said[i] = truth[i] < 0 ? up_to(rng, -2, 9) : up_to(rng, 0, classes - 1);
            counted += truth[i] >= 0;
            if (truth[i] >= 0)
                want[truth[i] * classes + said[i]]++;
        }
        grade_int(call_confusion(truth, said, n, classes, count), counted,
                  "it returns how many images have a label; what was said of the others does not matter");
        for (int k = 0; k < classes * classes; k++) {
            turned = turned && count[k] == want[k % classes * classes + k / classes];
            right = right && count[k] == want[k];
        }
        for (int k = 0; k < classes * classes; k++)
            check_at("count", k, count[k], want[k],
                     turned && !right      ? "rows are the truth, columns what was said"
                     : count[k] < -1000000 ? "the matrix holds anything at first: clear it"
                                           : "count[t * classes + s]");
    }
    static const struct {
        int truth, said, n, classes;
        const char *likely;
    } bad[] = {{0, 2, 2, 2, "said 2 of classes 0 and 1: as an index it would count in another cell"},
               {1, 2, 2, 2, "said 2 of classes 0 and 1: as an index it would lie outside of the matrix"},
               {1, -1, 2, 2, "nothing was said of an image that counts"},
               {2, 1, 2, 2, "truth 2 of classes 0 and 1"},
               {0, 0, -1, 2, "n < 0"},
               {0, 0, 2, 0, "no classes"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int *count = grade_ints(4), pair[] = {0, bad[i].truth}, spoken[] = {0, bad[i].said};
        grade_int(call_confusion(pair, spoken, bad[i].n, bad[i].classes, count), -1, bad[i].likely);
        grade_true(count[0] == GRADE_UNWRITTEN, "count as it was", "look at everything before you write");
    }
}
