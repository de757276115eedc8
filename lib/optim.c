#include "optim.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

/* One rule: updates n weights from their gradients; `first` and `second` are its memory, `t` counts this
 * tensor's updates. Threads call it together and share the loop. */
typedef void Rule(const Optim *o, float lr, float decay, double t, size_t n, float *restrict w,
                  const float *restrict g, float *restrict first, float *restrict second);

struct Optim {
    Params *params;
    Rule *rule;
    AdamConfig adam;
    float momentum, alpha, epsilon;
    int nesterov;
    Arena *memory;
    float *block; /* first, then second, moments of all parameters */
    long steps;
    long *tensor_steps; /* updates of each parameter: bias correction counts these */
};

static void sgd(const Optim *o, float lr, float decay, double t, size_t n, float *restrict w,
                const float *restrict g, float *restrict v, float *restrict unused)
{
    (void)unused, (void)decay, (void)t;
    float mu = o->momentum;
    int nesterov = o->nesterov;
#pragma omp for simd schedule(static) nowait
    //> sgd
    for (size_t i = 0; i < n; i++) {
        v[i] = mu * v[i] + g[i];
        w[i] -= lr * (nesterov ? g[i] + mu * v[i] : v[i]);
    }
    //< sgd
}

static void rmsprop(const Optim *o, float lr, float decay, double t, size_t n, float *restrict w,
                    const float *restrict g, float *restrict unused, float *restrict s)
{
    (void)unused, (void)decay, (void)t;
    float alpha = o->alpha, epsilon = o->epsilon;
#pragma omp for simd schedule(static) nowait
    for (size_t i = 0; i < n; i++) {
        s[i] = alpha * s[i] + (1 - alpha) * g[i] * g[i];
        w[i] -= lr * g[i] / (sqrtf(s[i]) + epsilon);
    }
}

/* Denormal numbers, which moments decay to where gradients stay zero, take a processor a hundred times as long;
 * beside ε they are nothing. */
static inline float flush(float x) { return fabsf(x) < 1e-30F ? 0 : x; }

static void adam(const Optim *o, float lr, float decay, double t, size_t n, float *restrict w,
                 const float *restrict g, float *restrict m, float *restrict s)
{
    float b1 = o->adam.beta1, b2 = o->adam.beta2, epsilon = o->adam.epsilon;
    float c1 = (float)(1 / (1 - pow((double)b1, t))), c2 = (float)(1 / (1 - pow((double)b2, t)));
    float coupled = o->adam.decoupled ? 0 : decay, shrink = o->adam.decoupled ? 1 - lr * decay : 1;
#pragma omp for simd schedule(static) nowait
    //> adam
    for (size_t i = 0; i < n; i++) {
        float gi = g[i] + coupled * w[i];
        m[i] = flush(b1 * m[i] + (1 - b1) * gi);
        s[i] = flush(b2 * s[i] + (1 - b2) * gi * gi);
        w[i] = shrink * w[i] - lr * (m[i] * c1) / (sqrtf(s[i] * c2) + epsilon);
    }
    //< adam
}

static Optim *optim_new(Params *p, Rule *rule)
{
    size_t size = params_size(p);
    CHECK(size && params_at(p, 0)->data, "optim: params_init comes first");
    Optim *o = calloc(1, sizeof *o);
    CHECK(o, "optim: out of memory");
    *o = (Optim){.params = p, .rule = rule, .memory = arena_new()};
    o->block = arena_take(o->memory, 2 * size * sizeof *o->block);
    o->tensor_steps = arena_take(o->memory, (size_t)params_count(p) * sizeof *o->tensor_steps);
    memset(o->block, 0, 2 * size * sizeof *o->block);
    memset(o->tensor_steps, 0, (size_t)params_count(p) * sizeof *o->tensor_steps);
    return o;
}

Optim *optim_sgd(Params *p, float momentum, int nesterov)
{
    CHECK(momentum >= 0 && momentum < 1, "optim_sgd: momentum %g; wants 0 <= momentum < 1", (double)momentum);
    Optim *o = optim_new(p, sgd);
    o->momentum = momentum;
    o->nesterov = nesterov;
    return o;
}

Optim *optim_rmsprop(Params *p, float alpha, float epsilon)
{
    CHECK(alpha >= 0 && alpha < 1 && epsilon > 0, "optim_rmsprop: alpha %g, epsilon %g", (double)alpha,
          (double)epsilon);
    Optim *o = optim_new(p, rmsprop);
    o->alpha = alpha;
    o->epsilon = epsilon;
    return o;
}

Optim *optim_adam(Params *p, AdamConfig c)
{
    CHECK(c.beta1 >= 0 && c.beta1 < 1 && c.beta2 >= 0 && c.beta2 < 1 && c.epsilon > 0 && c.weight_decay >= 0,
          "optim_adam: betas %g and %g, epsilon %g, weight decay %g", (double)c.beta1, (double)c.beta2,
          (double)c.epsilon, (double)c.weight_decay);
    Optim *o = optim_new(p, adam);
    o->adam = c;
    return o;
}

/* All parameters in one parallel region: to wake the threads for each would cost more than small ones take. */
void optim_step(Optim *o, float lr)
{
    Params *p = o->params;
    size_t size = params_size(p);
#pragma omp parallel if (size > 1 << 14)
    {
        size_t at = 0;
        for (int i = 0; i < params_count(p); i++) {
            Tensor *x = params_at(p, i);
            float decay = x->ndim >= 2 ? o->adam.weight_decay : 0;
            if (x->has_grad && x->needs_grad)
                o->rule(o, lr, decay, (double)(o->tensor_steps[i] + 1), x->size, x->data, x->grad, o->block + at,
                        o->block + size + at);
            at += x->size;
        }
    }
    for (int i = 0; i < params_count(p); i++)
        o->tensor_steps[i] += params_at(p, i)->has_grad && params_at(p, i)->needs_grad;
    o->steps++;
    params_drop_grads(p);
}

long optim_steps(const Optim *o) { return o->steps; }
void optim_set_steps(Optim *o, long steps) { o->steps = steps; }

OptimState optim_state(Optim *o, int i)
{
    CHECK(i >= 0 && i < params_count(o->params), "optim_state: %d is not one of %d parameters", i,
          params_count(o->params));
    size_t at = 0, size = params_size(o->params);
    for (int j = 0; j < i; j++)
        at += params_at(o->params, j)->size;
    return (OptimState){o->block + at, o->block + size + at, &o->tensor_steps[i]};
}

void optim_free(Optim *o)
{
    if (!o)
        return;
    arena_free(o->memory);
    free(o);
}

/* Sums of blocks, added in their order: the number of threads changes nothing. */
static double squares(const float *x, size_t n)
{
    enum { BLOCKS = 64 };
    double part[BLOCKS], sum = 0;
#pragma omp parallel for if (n > 1 << 15)
    for (size_t k = 0; k < BLOCKS; k++) {
        double block = 0;
#pragma omp simd reduction(+ : block)
        for (size_t i = n * k / BLOCKS; i < n * (k + 1) / BLOCKS; i++)
            block += (double)x[i] * (double)x[i];
        part[k] = block;
    }
    for (int k = 0; k < BLOCKS; k++)
        sum += part[k];
    return sum;
}

double optim_clip(Params *p, double max_norm)
{
    CHECK(max_norm > 0, "optim_clip: a norm of %g; wants one above 0", max_norm);
    double sum = 0;
    for (int i = 0; i < params_count(p); i++) {
        const Tensor *x = params_at(p, i);
        sum += x->has_grad ? squares(x->grad, x->size) : 0;
    }
    double norm = sqrt(sum);
    for (int i = 0; norm > max_norm && i < params_count(p); i++) {
        Tensor *x = params_at(p, i);
        size_t n = x->has_grad ? x->size : 0;
        float factor = (float)(max_norm / norm);
#pragma omp parallel for simd if (n > 1 << 16)
        for (size_t j = 0; j < n; j++)
            x->grad[j] *= factor;
    }
    return norm;
}

double schedule_cosine(long step, long warmup, long total, double peak, double floor)
{
    CHECK(step >= 0 && warmup >= 0 && total > warmup, "schedule_cosine: step %ld, warm-up %ld of %ld", step, warmup,
          total);
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step >= total)
        return floor;
    double done = (double)(step - warmup) / (double)(total - warmup);
    return floor + 0.5 * (peak - floor) * (1 + cos(M_PI * done));
}

double schedule_steps(long step, long every, double peak, double factor)
{
    CHECK(step >= 0 && every > 0, "schedule_steps: step %ld, every %ld", step, every);
    return peak * pow(factor, (double)(step / every));
}
