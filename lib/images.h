/* images.h (level 6): labelled grey images, and batches of them. */
#ifndef IMAGES_H
#define IMAGES_H

#include <gsl/gsl_rng.h>

#include "idx.h"
#include "tensor.h"

typedef struct {
    Idx pixels; /* (n, height, width), 0..255 */
    Idx labels; /* (n) */
    int n, height, width, classes;
} Images;

/* Loads `part` ("train" or "t10k") of an MNIST-like set in `folder`: PART-images-idx3-ubyte
 * and PART-labels-idx1-ubyte, plain or with .gz. 0 on success, else one line in `reason`. */
int images_load(const char *folder, const char *part, Images *images, char *reason, size_t reason_size);
void images_free(Images *images);

/* Pixels as numbers: (pixel/255 - mean)/sd. */
typedef struct {
    double mean, sd;
} Normalize;

/* Mean and standard deviation of pixel/255 over the whole set. */
Normalize images_statistics(const Images *images);

/* Writes images order[0..n-1] into x (n,1,height,width) and their labels into label[n]. */
void images_batch(const Images *images, const int *order, int n, Normalize norm, Tensor *x, int *label);

/* A permutation 0..n-1, to be shuffled before each epoch with gsl_ran_shuffle; the caller frees it. */
int *images_order(int n);

#endif
