#include <array>
#include <cmath>
#include <vector>

#include "dual.h"
#include "evals.h"

namespace {

template <class T>
using Matrix = std::array<T, 16>;  // 4 x 4

template <class T, class A, class B>
Matrix<T> product(const A& a, const B& b) {
  Matrix<T> y{};
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t j = 0; j < 4; ++j) y[4 * i + j] += T(a[4 * i + k]) * T(b[4 * k + j]);
  return y;
}

// From axis i to axis j.
template <class T>
Matrix<T> turn(const T& angle, std::size_t i, std::size_t j) {
  using std::cos, std::sin;
  Matrix<T> y{};
  for (std::size_t d = 0; d < 4; ++d) y[5 * d] = T(1.0);
  y[5 * i] = y[5 * j] = cos(angle);
  y[4 * j + i] = sin(angle);
  y[4 * i + j] = -y[4 * j + i];
  return y;
}

// A turn around an axis by its length, as 3 x 3.
template <class T>
std::array<T, 9> turn_around(const T* r) {
  using std::cos, std::sin, std::sqrt;
  const T length = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), s = sin(length), c = cos(length);
  const T x = r[0] / length, y = r[1] / length, z = r[2] / length, d = T(1.0) - c;
  return {c + d * x * x,     d * x * y - s * z, d * x * z + s * y, d * x * y + s * z, c + d * y * y,
          d * y * z - s * x, d * x * z - s * y, d * y * z + s * x, c + d * z * z};
}

struct Hand {
  Hand(Sizes sizes, Arrays in)
      : bones(sizes[0]),
        vertex_count(sizes[1]),
        points(sizes[2]),
        is_mirrored(sizes[3] != 0),
        parents(in[2]),
        relatives(in[3]),
        inverses(in[4]),
        positions(in[5]),
        weights(in[6]),
        triangles(in[7]),
        places(in[8]),
        measured(in[9]) {}

  template <class T>
  std::vector<Matrix<T>> transforms(const T* theta) const {
    std::vector<std::array<T, 3>> angles(static_cast<std::size_t>(bones));
    const T* next = theta + 6;
    for (std::size_t finger = 0; finger < 5; ++finger)
      for (std::size_t joint = 0; joint < 3; ++joint) {
        auto& bone = angles[2 + 4 * finger + joint];
        bone[0] = *next++;
        if (joint == 0) bone[1] = *next++;
      }
    std::vector<Matrix<T>> absolutes, all;
    for (std::int64_t i = 0; i < bones; ++i) {
      const auto& [x, z, y] = angles[static_cast<std::size_t>(i)];
      const Matrix<T> rotation = product<T>(product<T>(turn(z, 0, 1), turn(y, 2, 0)), turn(x, 1, 2));
      const Matrix<T> relative = product<T>(relatives + 16 * i, rotation);
      absolutes.push_back(
          parents[i] < 0 ? relative : product<T>(absolutes[static_cast<std::size_t>(parents[i])], relative));
      all.push_back(product<T>(absolutes.back(), inverses + 16 * i));
    }
    return all;
  }

  template <class T>
  std::vector<std::array<T, 3>> vertices(const T* theta) const {
    const std::vector<Matrix<T>> moves = transforms(theta);
    const std::array<T, 9> rotation = turn_around(theta);
    std::vector<std::array<T, 3>> found;
    for (std::int64_t v = 0; v < vertex_count; ++v) {
      std::array<T, 12> blend{};
      for (std::int64_t b = 0; b < bones; ++b) {
        const double weight = weights[v * bones + b];
        if (weight == 0) continue;
        for (std::size_t e = 0; e < 12; ++e) blend[e] += T(weight) * moves[static_cast<std::size_t>(b)][e];
      }
      std::array<T, 3> at{}, y{theta[3], theta[4], theta[5]};
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 4; ++j)
          at[i] += blend[4 * i + j] * T(positions[4 * v + static_cast<std::int64_t>(j)]);
      if (is_mirrored) at[0] = -at[0];
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) y[i] += rotation[3 * i + j] * at[j];
      found.push_back(y);
    }
    return found;
  }

  // us: two for each point, or null where points belong to vertices.
  template <class T>
  void residuals(const T* theta, const T* us, T* out) const {
    const auto all = vertices(theta);
    for (std::int64_t p = 0; p < points; ++p) {
      const auto place = static_cast<std::int64_t>(places[p]);
      for (std::size_t i = 0; i < 3; ++i) {
        const auto corner = [&](std::int64_t c) {
          return all[static_cast<std::size_t>(triangles[3 * place + c])][i];
        };
        const T surface = us ? us[2 * p] * corner(0) + us[2 * p + 1] * corner(1) +
                                   (T(1.0) - us[2 * p] - us[2 * p + 1]) * corner(2)
                             : all[static_cast<std::size_t>(place)][i];
        out[3 * p + static_cast<std::int64_t>(i)] =
            T(measured[3 * p + static_cast<std::int64_t>(i)]) - surface;
      }
    }
  }

  std::int64_t bones, vertex_count, points;
  bool is_mirrored;
  const double *parents, *relatives, *inverses, *positions, *weights, *triangles, *places, *measured;
};

// Derivatives by 26 angles and, where they are there, by the two numbers of the row's own point, which come
// first.
template <int kOwn>
void jacobian(Sizes sizes, Arrays in, double* out) {
  using Number = Dual<26 + kOwn>;
  const Hand hand(sizes, in);
  std::vector<Number> theta(26), us(static_cast<std::size_t>(kOwn * hand.points)),
      y(static_cast<std::size_t>(3 * hand.points));
  for (std::size_t i = 0; i < 26; ++i) {
    theta[i] = in[0][i];
    theta[i].change[kOwn + i] = 1;
  }
  for (std::size_t i = 0; i < us.size(); ++i) {
    us[i] = in[1][i];
    us[i].change[i % 2] = 1;
  }
  hand.residuals(theta.data(), kOwn ? us.data() : nullptr, y.data());
  for (const Number& row : y)
    for (const double change : row.change) *out++ = change;
}

}  // namespace

// theta: 26; us: c x 2 or nothing; parents: B; relatives, inverses: B x 4 x 4; positions: V x 4; weights: V x
// B; triangles: T x 3; places: c; points: c x 3.
EVAL(ht_objective) { Hand(sizes, in).residuals(in[0], sizes[4] ? in[1] : nullptr, out); }

EVAL(ht_jacobian) { sizes[4] ? jacobian<2>(sizes, in, out) : jacobian<0>(sizes, in, out); }
