/* classifier.h (level 9): a GPT reads a text; a linear head on what it made of it says to which class it belongs. */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include "trunk.h"

typedef struct {
    Params *params; /* the model's, and head.weight (classes, C), head.bias */
    Gpt *gpt;
    Linear head;
    int window; /* a text is read in windows of so many tokens, side by side; at first the model's context */
} Classifier;

/* A text as tokens, n >= 1; 0 <= label < classes. */
typedef struct {
    const int *ids;
    int n, label;
} Example;

/* A model that has seen nothing, or one that starts with a trunk's weights (copied). The head starts at 0: all classes
 * are equally likely. */
Classifier classifier_new(GptConfig c, int classes, gsl_rng *rng);
Classifier classifier_from(const Trunk *t, int classes, gsl_rng *rng);
void classifier_free(Classifier *c);

/* Nonzero: only the head learns; nothing goes back into the model, and it is not updated. */
void classifier_freeze(Classifier *c, int on);

/* B examples, those that order[0 … B-1] names (NULL: the first B), as windows padded on the right: the mean of what
 * the model made of each one's own tokens (B,C); the head's logits (B,classes); the mean of -ln p(label). */
Tensor *classifier_pooled(Tape *t, const Classifier *c, const Example *list, const int *order, int B);
Tensor *classifier_logits(Tape *t, const Classifier *c, const Example *list, const int *order, int B);
Tensor *classifier_loss(Tape *t, const Classifier *c, const Example *list, const int *order, int B);

/* For n examples, without gradients, on all threads; those of similar length go together: the pooled vectors (n,C), or
 * the classes' probabilities (n,classes). To the bit the same for any number of threads. */
void classifier_features(const Classifier *c, const Example *list, int n, float *to);
void classifier_probabilities(const Classifier *c, const Example *list, int n, float *to);

#endif
