/* ex_network_backward: sends the gradient through tanh unchanged */
#include "03-gradients.h"
#define ex_network_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_network_backward

double ex_network_backward(const float *x, const float *w, const float *b, int n, int d, int h, float *dw, float *db)
{
    double *hidden = malloc((size_t)(h + d) * sizeof *hidden), *dout = hidden + h, loss = 0;
    if (!hidden)
        return NAN;
    for (const float *row = x; row < x + n * d; row += d) {
        for (int j = 0; j < h; j++) {
            double u = (double)b[j];
            for (int i = 0; i < d; i++)
                u += (double)row[i] * (double)w[i * h + j];
            hidden[j] = tanh(u);
        }
        for (int i = 0; i < d; i++) {
            double miss = -(double)row[i];
            for (int j = 0; j < h; j++)
                miss += hidden[j] * (double)w[i * h + j];
            loss += miss * miss / (n * d);
            dout[i] = 2 * miss / (n * d);
        }
        for (int j = 0; j < h; j++) {
            double dhidden = 0;
            for (int i = 0; i < d; i++)
                dhidden += dout[i] * (double)w[i * h + j];
            double du = dhidden;
            db[j] += (float)du;
            for (int i = 0; i < d; i++)
                dw[i * h + j] += (float)((double)row[i] * du + dout[i] * hidden[j]);
        }
    }
    free(hidden);
    return loss;
}
