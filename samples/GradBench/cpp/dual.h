// A number with its derivatives in N directions. T may be such a number itself.
#pragma once

#include <array>
#include <cmath>

template <int N, class T = double>
struct Dual {
  T value{};
  std::array<T, N> change{};

  Dual() = default;
  Dual(double v) : value(v) {}  // NOLINT: numbers are constants
  Dual(T v, std::array<T, N> d) : value(v), change(d) {}

  // The result of a function with this value and slope.
  Dual chain(const T& y, const T& slope) const {
    Dual r;
    r.value = y;
    for (int i = 0; i < N; ++i) r.change[i] = slope * change[i];
    return r;
  }
  friend Dual operator+(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value + b.value;
    for (int i = 0; i < N; ++i) r.change[i] = a.change[i] + b.change[i];
    return r;
  }
  friend Dual operator-(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value - b.value;
    for (int i = 0; i < N; ++i) r.change[i] = a.change[i] - b.change[i];
    return r;
  }
  friend Dual operator*(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value * b.value;
    for (int i = 0; i < N; ++i) r.change[i] = a.change[i] * b.value + a.value * b.change[i];
    return r;
  }
  friend Dual operator/(const Dual& a, const Dual& b) {
    Dual r;
    const T inverse = T(1.0) / b.value;
    r.value = a.value * inverse;
    for (int i = 0; i < N; ++i) r.change[i] = (a.change[i] - r.value * b.change[i]) * inverse;
    return r;
  }
  friend Dual operator-(const Dual& a) { return Dual(0.0) - a; }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  friend Dual sqrt(const Dual& a) {
    using std::sqrt;
    const T root = sqrt(a.value);
    return a.chain(root, T(0.5) / root);
  }
  friend Dual sin(const Dual& a) {
    using std::cos, std::sin;
    return a.chain(sin(a.value), cos(a.value));
  }
  friend Dual cos(const Dual& a) {
    using std::cos, std::sin;
    return a.chain(cos(a.value), -sin(a.value));
  }
};

inline double number(double x) { return x; }
template <int N, class T>
double number(const Dual<N, T>& x) {
  return number(x.value);
}
