/* A gradient by the C interface alone, on any platform: of sum(A A exp(x)), where A is all ones, so that each derivative is
   n^2 exp(x). Large enough for several threads. Fails where a digit is wrong. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "adjoint/adjoint.h"

enum { kSize = 160 };

static void check(adj_status status) {
  if (status == ADJ_OK) return;
  fprintf(stderr, "%s\n", adj_last_error());
  exit(1);
}

static adj_tensor filled(const int64_t* shape, int32_t rank, int64_t count, double first, double step) {
  double* const elements = malloc((size_t)count * sizeof *elements);
  adj_tensor out;
  int64_t i;
  for (i = 0; i < count; ++i) elements[i] = first + step * (double)i;
  check(adj_from_data(ADJ_FLOAT64, shape, rank, elements, count * (int64_t)sizeof *elements, &out));
  free(elements);
  return out;
}

int main(void) {
  const int64_t square[] = {kSize, kSize}, column[] = {kSize, 1};
  const adj_tensor matrix = filled(square, 2, kSize * kSize, 1, 0), place = filled(column, 2, kSize, -1, 2.0 / kSize);
  adj_transform transform;
  adj_tensor x, power, product, y, gradient;
  double slopes[kSize], largest = 0;
  int32_t threads;
  int i;
  check(adj_transform_open(&transform));
  check(adj_transform_watch(transform, place, &x));
  check(adj_exp(x, &power));
  check(adj_matmul(matrix, matrix, &product));
  check(adj_matmul(product, power, &product));
  check(adj_sum(product, NULL, 0, 0, &y));
  check(adj_transform_gradients(transform, &y, NULL, 1, &x, 1, &gradient, NULL));
  check(adj_copy_to(gradient, slopes, sizeof slopes));
  for (i = 0; i < kSize; ++i) {
    const double expected = (double)(kSize * kSize) * exp(-1 + 2.0 / kSize * i);
    const double error = fabs(slopes[i] / expected - 1);
    if (!(error <= largest)) largest = error;
  }
  check(adj_get_threads(&threads));
  printf("%s, %d threads: largest relative error %.1e\n", adj_target(), (int)threads, largest);
  return largest <= 1e-14 ? 0 : 1;
}
