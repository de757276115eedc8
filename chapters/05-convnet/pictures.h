/* Chapter 05: the pictures, in what order they are shown, and what was said of them. */
#ifndef PICTURES_H
#define PICTURES_H

#include "images.h"
#include "run.h"

enum { SIDE = 28, CLASSES = 10 };

typedef struct {
    Images training, test;
    Normalize statistics;    /* of pixel/255 in the training images */
    const char *const *name; /* of each class */
} Pictures;

/* What the network said of one image; margin: the score of what it said, less that of the truth. */
typedef struct {
    int image, truth, said;
    double margin;
} Guess;

/* Fashion-MNIST, or what is in the folder $MNIST_DIR. Prints the sections "window" and "data". */
Pictures pictures_load(const Run *run);

void pictures_by_class(const Images *set, int *order); /* all images of class 0, then of class 1, ... */

/* The guess at each image of a batch, which of its scores z (n, CLASSES) is the largest. Returns the hits. */
int pictures_guess(const Tensor *z, const int *label, const int *order, Guess *guess);

/* The class said most often of n images, and how often. */
int pictures_favourite(const Guess *guess, int n, int *times);

/* Logs the confusion matrix and the worst mistakes of the guesses at the test images, and prints the section
 * "confused". Clears the margins of the mistakes. */
void pictures_report(const Run *run, const Pictures *p, Guess *guess);

#endif
