#include "dual.h"
#include "evals.h"

namespace {

// camera: turn, center, focal length, principal point, two numbers of distortion.
template <class T>
void errors(const T* camera, const T* point, const T& weight, const double* feature, T* out) {
  using std::cos, std::sin, std::sqrt;
  const T a[3] = {point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
  const T angle = sqrt(camera[0] * camera[0] + camera[1] * camera[1] + camera[2] * camera[2]);
  const T c = cos(angle), s = sin(angle), inverse = T(1.0) / angle;
  const T r[3] = {camera[0] * inverse, camera[1] * inverse, camera[2] * inverse};
  const T along = (r[0] * a[0] + r[1] * a[1] + r[2] * a[2]) * (T(1.0) - c);
  const T seen[3] = {a[0] * c + (r[1] * a[2] - r[2] * a[1]) * s + r[0] * along,
                     a[1] * c + (r[2] * a[0] - r[0] * a[2]) * s + r[1] * along,
                     a[2] * c + (r[0] * a[1] - r[1] * a[0]) * s + r[2] * along};
  const T x = seen[0] / seen[2], y = seen[1] / seen[2], squared = x * x + y * y;
  const T scale = (T(1.0) + (camera[9] + camera[10] * squared) * squared) * camera[6];
  out[0] = weight * (x * scale + camera[7] - T(feature[0]));
  out[1] = weight * (y * scale + camera[8] - T(feature[1]));
}

}  // namespace

// cameras: n x 11; points: m x 3; weights: p; features: p x 2. Errors of all observations, then those of
// weights.
EVAL(ba_objective) {
  const std::int64_t n = sizes[0], m = sizes[1], p = sizes[2];
  for (std::int64_t i = 0; i < p; ++i) {
    errors(in[0] + i % n * 11, in[1] + i % m * 3, in[2][i], in[3] + 2 * i, out + 2 * i);
    out[2 * p + i] = 1 - in[2][i] * in[2][i];
  }
}

// Fifteen derivatives of each error, then one of each weight's.
EVAL(ba_jacobian) {
  using Number = Dual<15>;
  const std::int64_t n = sizes[0], m = sizes[1], p = sizes[2];
  for (std::int64_t i = 0; i < p; ++i) {
    Number all[15], y[2];
    for (std::int64_t j = 0; j < 15; ++j) {
      all[j] = j < 11 ? in[0][i % n * 11 + j] : j < 14 ? in[1][i % m * 3 + j - 11] : in[2][i];
      all[j].change[static_cast<std::size_t>(j)] = 1;
    }
    errors(all, all + 11, all[14], in[3] + 2 * i, y);
    for (std::int64_t j = 0; j < 30; ++j)
      out[30 * i + j] = y[j / 15].change[static_cast<std::size_t>(j % 15)];
    out[30 * p + i] = -2 * in[2][i];
  }
}
