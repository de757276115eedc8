#include "tile.h"

/* Sums stay in registers while k runs: ROWS × VECTORS of them, which leaves a few for A and B
 * (32 registers of 16 floats with AVX-512, 16 of 8 with AVX2). */
#ifdef __AVX512F__
enum { LANES = 16, ROWS = 8 };
#define LACE_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define LACE_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#else
enum { LANES = 8, ROWS = 6 };
#define LACE_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define LACE_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#endif
enum { VECTORS = 2 };

typedef float Vector __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));
typedef const float *In;

static inline __attribute__((always_inline)) void registers(int rows, int vectors, int k, Tile A, In B, size_t b_row,
                                                            float *C, size_t c_row, int add)
{
    Vector sum[ROWS][VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            sum[r][v] = add ? *(const Vector *)(C + (size_t)r * c_row + v * LANES) : (Vector){0};
    for (int p = 0; p < k; p++, A.at += A.col, B += b_row)
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++)
                sum[r][v] += A.at[(size_t)r * A.row] * *(const Vector *)(B + v * LANES);
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
            *(Vector *)(C + (size_t)r * c_row + v * LANES) = sum[r][v];
}

/* The last columns, fewer than LANES. */
static void edge(int rows, int n, int k, Tile A, In B, size_t b_row, float *C, size_t c_row, int add)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < n; j++) {
            float sum = add ? C[(size_t)r * c_row + (size_t)j] : 0;
            for (int p = 0; p < k; p++)
                sum += A.at[(size_t)r * A.row + (size_t)p * A.col] * B[(size_t)p * b_row + (size_t)j];
            C[(size_t)r * c_row + (size_t)j] = sum;
        }
}

static inline __attribute__((always_inline)) void strip(int rows, int n, int k, Tile A, In B, size_t b_row, float *C,
                                                        size_t c_row, int add)
{
    int j = 0;
    for (; j + VECTORS * LANES <= n; j += VECTORS * LANES)
        registers(rows, VECTORS, k, A, B + j, b_row, C + j, c_row, add);
    for (; j + LANES <= n; j += LANES)
        registers(rows, 1, k, A, B + j, b_row, C + j, c_row, add);
    if (j < n)
        edge(rows, n - j, k, A, B + j, b_row, C + j, c_row, add);
}

void tile_product(int m, int n, int k, Tile A, const float *B, size_t b_row, float *C, size_t c_row, int add)
{
    int i = 0;
    for (; i + ROWS <= m; i += ROWS, A.at += ROWS * A.row, C += ROWS * c_row)
        strip(ROWS, n, k, A, B, b_row, C, c_row, add);
    for (; i < m; i++, A.at += A.row, C += c_row)
        strip(1, n, k, A, B, b_row, C, c_row, add);
}

/* LANES rows of LANES numbers become columns: every row i laced with row i + LANES/2, log2(LANES) times over. */
static inline void lace(Vector r[LANES])
{
    for (int times = LANES; times > 1; times /= 2) {
        Vector laced[LANES];
        for (int i = 0; i < LANES / 2; i++) {
            laced[2 * i] = __builtin_shufflevector(r[i], r[i + LANES / 2], LACE_LOW);
            laced[2 * i + 1] = __builtin_shufflevector(r[i], r[i + LANES / 2], LACE_HIGH);
        }
        for (int i = 0; i < LANES; i++)
            r[i] = laced[i];
    }
}

void tile_transpose(int m, int n, const float *from, size_t from_row, float *to, size_t to_row, float scale)
{
    int i = 0;
    for (; i + LANES <= m; i += LANES, from += LANES * from_row, to += LANES) {
        int j = 0;
        for (; j + LANES <= n; j += LANES) {
            Vector r[LANES];
            for (int k = 0; k < LANES; k++)
                r[k] = scale * *(const Vector *)(from + (size_t)k * from_row + j);
            lace(r);
            for (int k = 0; k < LANES; k++)
                *(Vector *)(to + (size_t)(j + k) * to_row) = r[k];
        }
        for (; j < n; j++)
            for (int k = 0; k < LANES; k++)
                to[(size_t)j * to_row + (size_t)k] = scale * from[(size_t)k * from_row + (size_t)j];
    }
    for (; i < m; i++, from += from_row, to++)
        for (int j = 0; j < n; j++)
            to[(size_t)j * to_row] = scale * from[j];
}
