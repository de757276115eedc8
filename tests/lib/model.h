/* model.h: one small convolutional network, for tests of whole training steps. */
#ifndef MODEL_H
#define MODEL_H

#include "layer.h"
#include "testing.h"

enum { MODEL_BATCH = 8, MODEL_SIDE = 12, MODEL_CLASSES = 10 };

typedef struct {
    Params *params;
    Conv2d conv;
    Linear linear;
    float dropout;
    float images[MODEL_BATCH * MODEL_SIDE * MODEL_SIDE];
    int labels[MODEL_BATCH];
} Model;

Model model_new(unsigned long seed); /* weights, images and labels */
void model_free(Model *m);

/* conv+relu -> max-pooling -> dropout -> linear -> cross-entropy over images from … from + n - 1. */
Tensor *model_loss(Tape *t, const Model *m, int from, int n);

#endif
