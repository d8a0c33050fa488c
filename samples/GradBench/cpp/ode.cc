#include <vector>

#include "evals.h"

namespace {

using Vector = std::vector<double>;

// k = f(y + c * before)
void slope(const double* x, const Vector& y, double c, const Vector& before, Vector& k) {
  k[0] = x[0];
  for (std::size_t i = 1; i < y.size(); ++i) k[i] = x[i] * (y[i - 1] + c * before[i - 1]);
}

struct Stages {
  explicit Stages(std::size_t n) : k1(n), k2(n), k3(n), k4(n) {}
  void at(const double* x, const Vector& y, double h) {
    slope(x, y, 0, k1, k1);
    slope(x, y, h / 2, k1, k2);
    slope(x, y, h / 2, k2, k3);
    slope(x, y, h, k3, k4);
  }
  Vector k1, k2, k3, k4;
};

void step(const Stages& k, double h, Vector& y) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += h / 6 * (k.k1[i] + 2 * k.k2[i] + 2 * k.k3[i] + k.k4[i]);
}

// Of k = f(z), z = y + c * before, given the cotangent of k: those of x, y and before are added to.
void pull(const double* x, const Vector& y, double c, const Vector& before, const Vector& of_k, double* of_x,
          Vector& of_y, Vector& of_before) {
  of_x[0] += of_k[0];
  for (std::size_t i = 1; i < y.size(); ++i) {
    const double of_z = x[i] * of_k[i];
    of_x[i] += of_k[i] * (y[i - 1] + c * before[i - 1]);
    of_y[i - 1] += of_z;
    of_before[i - 1] += c * of_z;
  }
}

}  // namespace

// x: n; s steps.
EVAL(ode_primal) {
  const auto n = static_cast<std::size_t>(sizes[0]);
  const double h = 2.0 / static_cast<double>(sizes[1]);
  Vector y(n);
  Stages k(n);
  for (std::int64_t s = 0; s < sizes[1]; ++s) {
    k.at(in[0], y, h);
    step(k, h, y);
  }
  for (std::size_t i = 0; i < n; ++i) out[i] = y[i];
}

EVAL(ode_gradient) {
  const auto n = static_cast<std::size_t>(sizes[0]);
  const double h = 2.0 / static_cast<double>(sizes[1]);
  std::vector<Vector> ys{Vector(n)};
  Stages k(n), of_k(n);
  for (std::int64_t s = 0; s + 1 < sizes[1]; ++s) {
    k.at(in[0], ys.back(), h);
    ys.push_back(ys.back());
    step(k, h, ys.back());
  }
  for (std::size_t i = 0; i < n; ++i) out[i] = 0;
  Vector of_y(n), nowhere(n);
  of_y[n - 1] = 1;
  for (; !ys.empty(); ys.pop_back()) {
    const Vector& y = ys.back();
    k.at(in[0], y, h);
    for (std::size_t i = 0; i < n; ++i) {
      of_k.k1[i] = of_k.k4[i] = h / 6 * of_y[i];
      of_k.k2[i] = of_k.k3[i] = h / 3 * of_y[i];
    }
    pull(in[0], y, h, k.k3, of_k.k4, out, of_y, of_k.k3);
    pull(in[0], y, h / 2, k.k2, of_k.k3, out, of_y, of_k.k2);
    pull(in[0], y, h / 2, k.k1, of_k.k2, out, of_y, of_k.k1);
    pull(in[0], y, 0, k.k1, of_k.k1, out, of_y, nowhere);
  }
}
