/* Chapter 19: the convolutional network of chapter 05, and its training under a mask. */
#ifndef NETWORK_H
#define NETWORK_H

#include "images.h"
#include "layer.h"
#include "mask.h"
#include "run.h"
#include "sparse.h"

enum { SIDE = 28, OUT = 26, CLASSES = 10, FILTERS = 32 };

typedef struct {
    Images training, test;
} Pictures;
Pictures pictures_load(const Run *run);

typedef struct {
    Params *params;
    Conv2d conv;
    Linear linear;
    int filters;
} Net;
Net net_new(int filters, gsl_rng *rng);
void net_free(Net *net);
Net net_fewer(const Net *net, int filters, gsl_rng *rng); /* those filters whose outputs have the largest weights */
/* Right answers, in %. `last`, if not NULL, stands for the weights of the last layer. */
double net_right(const Net *net, const Images *set, const Csr *last);

typedef struct {
    double epochs;      /* passes over the pictures */
    unsigned long seed; /* of the order in which they come */
    Mask *mask;         /* NULL: all weights learn */
    double target;      /* above 0: the mask grows to this sparsity on the way */
    int early;          /* 1: starts where `keep_early` was taken, at a sixteenth of the way */
    float **keep_early; /* not NULL: gets a copy of all numbers there */
} Plan;
void net_train(const Net *net, const Images *set, Plan plan);

/* A dense network and what the ways need of it: all numbers at three times. */
typedef struct {
    Net net;
    Mask mask;
    float *start, *early, *dense;
    double epochs, right; /* of the dense network, in % */
    unsigned long seed;
} Trial;
typedef enum { GRADUAL, REWOUND, REDRAWN, ANYWHERE, WAYS } Way;

Trial trial_new(const Pictures *p, double epochs, unsigned long seed, gsl_rng *rng);
double trial_way(Trial *t, const Pictures *p, Way way, double sparsity, gsl_rng *rng); /* right answers, in % */
void trial_free(Trial *t);

#endif
