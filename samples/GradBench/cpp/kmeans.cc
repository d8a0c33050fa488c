#include <limits>
#include <vector>

#include "evals.h"

namespace {

struct Nearest {
  std::int64_t centroid = 0;
  double distance = std::numeric_limits<double>::infinity();
};

Nearest nearest(const double* point, const double* centroids, std::int64_t k, std::int64_t d) {
  Nearest found;
  for (std::int64_t j = 0; j < k; ++j) {
    double distance = 0;
    for (std::int64_t c = 0; c < d; ++c) {
      const double difference = centroids[j * d + c] - point[c];
      distance += difference * difference;
    }
    if (distance < found.distance) found = {j, distance};
  }
  return found;
}

}  // namespace

// points: n x d; centroids: k x d.
EVAL(kmeans_cost) {
  const std::int64_t n = sizes[0], d = sizes[1], k = sizes[2];
  *out = 0;
  for (std::int64_t i = 0; i < n; ++i) *out += nearest(in[0] + i * d, in[1], k, d).distance;
}

EVAL(kmeans_dir) {
  const std::int64_t n = sizes[0], d = sizes[1], k = sizes[2];
  std::vector<double> curvature(static_cast<std::size_t>(k));
  for (std::int64_t i = 0; i < k * d; ++i) out[i] = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t j = nearest(in[0] + i * d, in[1], k, d).centroid;
    curvature[static_cast<std::size_t>(j)] += 2;
    for (std::int64_t c = 0; c < d; ++c) out[j * d + c] += 2 * (in[1][j * d + c] - in[0][i * d + c]);
  }
  for (std::int64_t i = 0; i < k * d; ++i) out[i] /= curvature[static_cast<std::size_t>(i / d)];
}
