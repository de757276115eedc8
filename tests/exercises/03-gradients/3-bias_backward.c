/* Graded tests of ex_bias_backward. References are computed here in double. */
#include "03-gradients.h"

#include "grade.h"
#include "shared.h"

GRADE(ex_bias_backward, adds_the_rows, 1, "A network")
{
    enum { ROWS = 6, COLS = 4 };
    float dy[ROWS * COLS], start[COLS] = {1, -1, 0.5f, 2};
    double added[COLS] = {0}, mean[COLS];
    randomise(dy, ROWS * COLS, 8);
    for (int i = 0; i < ROWS * COLS; i++)
        added[i % COLS] += (double)dy[i];
    for (int j = 0; j < COLS; j++)
        mean[j] = (double)start[j] + added[j] / ROWS;
    float *db = holding(start, COLS);
    grade_call("ex_bias_backward(random dy (6,4), db = {1, -1, 0.5, 2}, rows = 6, n = 4)");
    ex_bias_backward(given(dy, ROWS * COLS), db, ROWS, COLS);
    check_added(db, start, added, COLS, agree(db, mean, COLS) ? "this is the mean over the rows; b[j] gets the sum"
                                                              : "b[j] was added to element j of every row");
}

GRADE(ex_bias_backward, a_million_rows, 1, "A network")
{
    enum { ROWS = 1000000 };
    float *dy = grade_floats(2 * ROWS), *db = grade_floats(2);
    for (int r = 0; r < ROWS; r++)
        dy[2 * r] = 0.1f, dy[2 * r + 1] = r % 2 ? 0.3f : -0.1f;
    db[0] = 5, db[1] = -5;
    grade_call("ex_bias_backward(dy = {0.1, -0.1, 0.1, 0.3, 0.1, -0.1, …}, db = {5, -5}, rows = 1000000, n = 2)");
    ex_bias_backward(dy, db, ROWS, 2);
    const char *likely = "a sum of a million floats, kept in a float, rounds at every step; keep it in a double";
    grade_near((double)db[0], 100005, 5, likely);
    grade_near((double)db[1], 99995, 5, likely);
}
