#define _POSIX_C_SOURCE 200809L
#include "images.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "error.h"

static int load_one(const char *folder, const char *part, const char *kind, Idx *idx, char *reason, size_t size)
{
    char path[1024];
    const char *endings[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s-%s-ubyte%s", folder, part, kind, endings[i]);
        if (access(path, F_OK) == 0)
            return idx_load(path, idx, reason, size);
    }
    return error_say(reason, size, "%s/%s-%s-ubyte.gz is not there; `make data` fetches Fashion-MNIST", folder, part,
                     kind);
}

static int consistent(Images *m, const char *folder, const char *part, char *reason, size_t size)
{
    if (m->pixels.ndim != 3 || m->labels.ndim != 1)
        return error_say(reason, size, "%s: the %s images have %d dimensions and the labels %d; 3 and 1 are needed",
                         folder, part, m->pixels.ndim, m->labels.ndim);
    if (m->pixels.shape[0] != m->labels.shape[0])
        return error_say(reason, size, "%s: %d %s images but %d labels", folder, m->pixels.shape[0], part,
                         m->labels.shape[0]);
    m->n = m->pixels.shape[0];
    m->height = m->pixels.shape[1];
    m->width = m->pixels.shape[2];
    m->classes = 10;
    for (int i = 0; i < m->n; i++)
        if (m->labels.data[i] >= m->classes)
            return error_say(reason, size, "%s: label %d of %s image %d; 0 to 9 are possible", folder,
                             m->labels.data[i], part, i);
    return 0;
}

int images_load(const char *folder, const char *part, Images *images, char *reason, size_t reason_size)
{
    *images = (Images){0};
    int code = load_one(folder, part, "images-idx3", &images->pixels, reason, reason_size);
    if (!code)
        code = load_one(folder, part, "labels-idx1", &images->labels, reason, reason_size);
    if (!code)
        code = consistent(images, folder, part, reason, reason_size);
    if (code)
        images_free(images);
    return code;
}

void images_free(Images *images)
{
    idx_free(&images->pixels);
    idx_free(&images->labels);
    *images = (Images){0};
}

Normalize images_statistics(const Images *images)
{
    double count[256] = {0}, mean = 0, square = 0, n = (double)images->pixels.size;
    for (size_t i = 0; i < images->pixels.size; i++)
        count[images->pixels.data[i]]++;
    for (int v = 0; v < 256; v++) {
        mean += count[v] * v / 255.0 / n;
        square += count[v] * (v / 255.0) * (v / 255.0) / n;
    }
    return (Normalize){mean, sqrt(square - mean * mean)};
}

void images_batch(const Images *images, const int *order, int n, Normalize norm, Tensor *x, int *label)
{
    size_t pixels = (size_t)images->height * (size_t)images->width;
    CHECK(x->size == (size_t)n * pixels, "images_batch: %d images of %d × %d into %s", n, images->height,
          images->width, tensor_shape_text(x));
    float value[256];
    for (int v = 0; v < 256; v++)
        value[v] = (float)((v / 255.0 - norm.mean) / norm.sd);
    for (int b = 0; b < n; b++) {
        CHECK(order[b] >= 0 && order[b] < images->n, "images_batch: image %d of %d", order[b], images->n);
        const unsigned char *from = images->pixels.data + (size_t)order[b] * pixels;
        float *to = x->data + (size_t)b * pixels;
        for (size_t i = 0; i < pixels; i++)
            to[i] = value[from[i]];
        label[b] = images->labels.data[order[b]];
    }
}

int *images_order(int n)
{
    int *order = malloc((size_t)n * sizeof *order);
    CHECK(order, "images: out of memory");
    for (int i = 0; i < n; i++)
        order[i] = i;
    return order;
}
