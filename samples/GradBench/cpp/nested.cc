// Derivatives within derivatives, forward in forward.
#include <array>
#include <cmath>

#include "dual.h"
#include "evals.h"

namespace {

template <std::size_t N, class T>
using Point = std::array<T, N>;

// The gradient of a function of several numbers.
template <std::size_t N, class T, class F>
Point<N, T> gradient(const F& f, const Point<N, T>& x) {
  using Number = Dual<static_cast<int>(N), T>;
  Point<N, Number> moved;
  for (std::size_t i = 0; i < N; ++i) {
    moved[i].value = x[i];
    moved[i].change[i] = T(1.0);
  }
  return f(moved).change;
}

template <std::size_t N, class T>
double length(const Point<N, T>& x) {
  double sum = 0;
  for (const T& v : x) sum += number(v) * number(v);
  return std::sqrt(sum);
}

template <std::size_t N, class T, class F>
Point<N, T> arg_min(const F& f, Point<N, T> x) {
  T value = f(x);
  Point<N, T> slope = gradient(f, x);
  double rate = 1e-5;
  int steps = 0;
  while (length(slope) > 1e-5) {
    if (steps == 10) {
      rate *= 2;
      steps = 0;
      continue;
    }
    Point<N, T> next, way;
    for (std::size_t i = 0; i < N; ++i) {
      way[i] = T(rate) * slope[i];
      next[i] = x[i] - way[i];
    }
    if (length(way) <= 1e-5) return x;
    const T there = f(next);
    if (number(there) < number(value)) {
      x = next;
      value = there;
      slope = gradient(f, x);
      ++steps;
    } else {
      rate /= 2;
      steps = 0;
    }
  }
  return x;
}

// Where a particle between two charges crosses the ground.
template <class T>
T crossing(const T& w) {
  Point<2, T> x{T(0.0), T(8.0)}, velocity{T(0.75), T(0.0)};
  const auto potential = [&](const auto& at) {
    using Number = std::decay_t<decltype(at[0])>;
    const auto distance = [&](const Number& cx, const Number& cy) {
      using std::sqrt;
      const Number dx = at[0] - cx, dy = at[1] - cy;
      return sqrt(dx * dx + dy * dy);
    };
    Number height;
    height.value = T(10.0) - w;
    return Number(1.0) / distance(Number(10.0), height) + Number(1.0) / distance(Number(10.0), Number(0.0));
  };
  for (;;) {
    const Point<2, T> force = gradient(potential, x);
    const Point<2, T> next{x[0] + T(0.1) * velocity[0], x[1] + T(0.1) * velocity[1]};
    if (number(next[1]) <= 0) return next[0] - next[1] / velocity[1] * velocity[0];
    x = next;
    for (std::size_t i = 0; i < 2; ++i) velocity[i] = velocity[i] - T(0.1) * force[i];
  }
}

template <class T>
T height(const T& p0, const T& p1, const T& q0, const T& q1) {
  return p0 * p0 + p1 * p1 - (q0 * q0 + q1 * q1);
}

// A number as one with derivatives, which are zero.
template <class Number, class T>
Number constant(const T& x) {
  Number y;
  y.value = x;
  return y;
}

template <class T>
Point<2, T> largest(const Point<2, T>& p, const double* start) {
  return arg_min(
      [&](const auto& q) {
        using Number = std::decay_t<decltype(q[0])>;
        if constexpr (std::is_same_v<Number, T>)
          return -height(p[0], p[1], q[0], q[1]);
        else
          return -height(constant<Number>(p[0]), constant<Number>(p[1]), q[0], q[1]);
      },
      Point<2, T>{T(start[0]), T(start[1])});
}

}  // namespace

// w.
EVAL(particle_ff) {
  *out = arg_min(
      [](const auto& w) {
        const auto x = crossing(w[0]);
        return x * x;
      },
      Point<1, double>{in[0][0]})[0];
}

// start: 2.
EVAL(saddle_ff) {
  const auto p = arg_min(
      [&](const auto& at) {
        const auto q = largest(at, in[0]);
        return height(at[0], at[1], q[0], q[1]);
      },
      Point<2, double>{in[0][0], in[0][1]});
  const auto q = largest(p, in[0]);
  for (std::size_t i = 0; i < 2; ++i) {
    out[i] = p[i];
    out[2 + i] = q[i];
  }
}
