// Sums over alignments against plain recursions, on every target and number of threads.
#include "kernels/ctc.h"

#include <cmath>

#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

struct Lattice {
  std::int64_t steps, examples, places;
  std::vector<std::uint8_t> leaps;
  std::vector<std::int64_t> length, end;

  Lattice(Rng& rng, std::int64_t t, std::int64_t n, std::int64_t u) : steps(t), examples(n), places(u) {
    for (std::int64_t i = 0; i < n * u; ++i) leaps.push_back(i % u % 2 == 1 && i % u > 1 && rng() % 3 != 0);
    for (std::int64_t i = 0; i < n; ++i) {
      length.push_back(between(rng, 0, t));
      end.push_back(2 * between(rng, 0, (u - 1) / 2));
    }
    if (n > 0) length[0] = t;
  }
  Alignments get() const { return {steps, examples, places, leaps.data(), length.data(), end.data()}; }
  std::size_t at(std::int64_t t, std::int64_t n, std::int64_t u) const {
    return static_cast<std::size_t>((t * examples + n) * places + u);
  }
  bool may_leap(std::int64_t n, std::int64_t u) const {
    return leaps[static_cast<std::size_t>(n * places + u)] != 0;
  }
};

using Table = std::vector<std::vector<long double>>;

// Probabilities, not their logarithms: long double holds them.
template <class T>
Table forward(const Lattice& l, std::int64_t n, const std::vector<T>& x) {
  const auto steps = static_cast<std::size_t>(l.length[static_cast<std::size_t>(n)]);
  const auto places = static_cast<std::size_t>(l.places);
  Table a(steps + 1, std::vector<long double>(places));
  a[0][0] = 1;
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t u = 0; u < places; ++u) {
      const auto place = static_cast<std::int64_t>(u);
      long double sum = a[t][u] + (u > 0 ? a[t][u - 1] : 0);
      if (l.may_leap(n, place)) sum += a[t][u - 2];
      a[t + 1][u] = sum * std::exp(static_cast<long double>(x[l.at(static_cast<std::int64_t>(t), n, place)]));
    }
  return a;
}

template <class T>
Table backward(const Lattice& l, std::int64_t n, const std::vector<T>& x) {
  const auto steps = static_cast<std::size_t>(l.length[static_cast<std::size_t>(n)]);
  const auto places = static_cast<std::size_t>(l.places);
  const auto end = static_cast<std::size_t>(l.end[static_cast<std::size_t>(n)]);
  Table b(steps + 1, std::vector<long double>(places + 2));
  b[steps][end] = 1;
  if (end > 0) b[steps][end - 1] = 1;
  for (std::size_t t = steps; t-- > 0;)
    for (std::size_t u = 0; u < places; ++u) {
      const auto value = [&](std::size_t v) {
        if (v >= places) return 0.0L;
        const std::size_t from = l.at(static_cast<std::int64_t>(t), n, static_cast<std::int64_t>(v));
        return b[t + 1][v] * std::exp(static_cast<long double>(x[from]));
      };
      b[t][u] = value(u) + value(u + 1);
      if (u + 2 < places && l.may_leap(n, static_cast<std::int64_t>(u) + 2)) b[t][u] += value(u + 2);
    }
  return b;
}

template <class T>
void check(Rng& rng, std::int64_t steps, std::int64_t examples, std::int64_t places) {
  const Lattice l(rng, steps, examples, places);
  std::vector<T> x(static_cast<std::size_t>(steps * examples * places));
  for (T& v : x) v = static_cast<T>(-std::abs(std::normal_distribution<double>(0, 2)(rng)));
  std::vector<long double> sums, shares(x.size());
  for (std::int64_t n = 0; n < examples; ++n) {
    const Table a = forward(l, n, x), b = backward(l, n, x);
    const auto end = static_cast<std::size_t>(l.end[static_cast<std::size_t>(n)]);
    const long double sum = a.back()[end] + (end > 0 ? a.back()[end - 1] : 0);
    sums.push_back(std::log(sum));
    for (std::size_t t = 0; t + 1 < a.size(); ++t)
      for (std::size_t u = 0; u < a[t].size(); ++u)
        shares[l.at(static_cast<std::int64_t>(t), n, static_cast<std::int64_t>(u))] =
            sum == 0 ? 0 : a[t + 1][u] * b[t + 1][u] / sum;
  }
  const long double error = kEpsilon<T> * static_cast<long double>(8 * (steps + 4));
  everywhere<T>(
      sums.size(), [&](T* y) { alignment_sum(dtype_of<T>, l.get(), x.data(), y); },
      [&](const std::vector<T>& y) {
        expect_within(sums, std::vector<long double>(y.size(), 4 * error), y);
      });
  everywhere<T>(
      x.size(), [&](T* y) { alignment_shares(dtype_of<T>, l.get(), x.data(), y); },
      [&](const std::vector<T>& y) {
        expect_within(shares, std::vector<long double>(y.size(), 4 * error), y);
      });
}

TEST(Ctc, SumsAndSharesOfEverySize) {
  for_types<float, double>([]<class T>() {
    Rng rng(3);
    for (const std::int64_t steps : {0, 1, 2, 7, 40})
      for (const std::int64_t places : {1, 3, 5, 15, 17, 33}) check<T>(rng, steps, 3, places);
    check<T>(rng, 60, 40, 21);  // shared among threads
    check<T>(rng, 5, 0, 3);
  });
}

}  // namespace
}  // namespace adjoint::kernels
