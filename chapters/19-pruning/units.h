/* Chapter 19: a model without some of its attention heads and neurons: smaller matrices, and no zeros. */
#ifndef UNITS_H
#define UNITS_H

#include "trunk.h"

/* The same model with this many heads and neurons in each block: those with the largest weights. Shares the
 * tokenizer with t: freed by units_free. */
Trunk units_remove(const Trunk *t, int heads, int neurons);
void units_free(Trunk *t);

#endif
