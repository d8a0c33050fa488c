// Functions of bits against those of the C library, on every target.
#include "kernels/number_bits.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

template <class T>
std::vector<T> numbers() {
  std::vector<T> all = points<T>();
  for (const T special : special_values<T>()) all.push_back(special);
  return all;
}

template <class T>
void check_exponents() {
  const std::vector<T> x = numbers<T>();
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  on_every_target([&] {
    const std::vector<T> y = written(x, [&](T* to) {
      unary(Bits::kExponent, dtype_of<T>, {1, dims}, {x.data(), strides}, to);
    });
    for (std::size_t i = 0; i < x.size(); ++i) {
      int expected = 0;
      if (std::isfinite(x[i])) std::frexp(x[i], &expected);
      ASSERT_EQ(static_cast<T>(expected), y[i]) << x[i];
    }
  });
}

TEST(NumberBits, Exponents) {
  check_exponents<float>();
  check_exponents<double>();
}

template <class T, class Expected>
void check_pairs(BitsOfTwo fn, const std::vector<T>& a, const std::vector<T>& b, Expected expected) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(a.size())}, strides[] = {1};
  on_every_target([&] {
    const std::vector<T> y = written(a, [&](T* to) {
      binary(fn, dtype_of<T>, {1, dims}, {a.data(), strides}, {b.data(), strides}, to);
    });
    for (std::size_t i = 0; i < a.size(); ++i) {
      std::ostringstream what;
      what << a[i] << ", " << b[i];
      if constexpr (std::is_floating_point_v<T>)
        expect_identical<T>(expected(a[i], b[i]), y[i], what.str());
      else
        ASSERT_EQ(expected(a[i], b[i]), y[i]) << what.str();
    }
  });
}

template <class T>
void check_scaled() {
  const std::vector<T> x = numbers<T>();
  std::vector<T> n;
  Rng rng(4);
  for (std::size_t i = 0; i < x.size(); ++i)
    n.push_back(static_cast<T>(between(rng, i % 3 ? -300 : -2300, i % 3 ? 300 : 2300)));
  check_pairs<T>(BitsOfTwo::kLdExp, x, n, [](T a, T k) { return std::ldexp(a, static_cast<int>(k)); });
}

TEST(NumberBits, PowersOfTwo) {
  check_scaled<float>();
  check_scaled<double>();
}

template <class T>
void check_neighbours() {
  const std::vector<T> x = numbers<T>();
  std::vector<T> to(x.rbegin(), x.rend());
  check_pairs<T>(BitsOfTwo::kNextAfter, x, to, [](T a, T b) { return std::nextafter(a, b); });
}

TEST(NumberBits, Neighbours) {
  check_neighbours<float>();
  check_neighbours<double>();
}

template <class T>
void check_shifts() {
  std::vector<T> x, count;
  Rng rng(5);
  for (int i = 0; i < 3000; ++i) {
    x.push_back(static_cast<T>(rng()));
    count.push_back(static_cast<T>(between(rng, -3, 8 * sizeof(T) + 3)));
  }
  const auto inside = [](T n) { return n >= 0 && n < static_cast<T>(8 * sizeof(T)); };
  check_pairs<T>(BitsOfTwo::kLeftShift, x, count,
                 [&](T a, T n) { return inside(n) ? static_cast<T>(a << n) : T{0}; });
  check_pairs<T>(BitsOfTwo::kRightShift, x, count, [&](T a, T n) {
    return static_cast<T>(inside(n) ? a >> n : a < 0 ? -1 : 0);
  });
}

TEST(NumberBits, Shifts) {
  check_shifts<std::int32_t>();
  check_shifts<std::int64_t>();
}

}  // namespace
}  // namespace adjoint::kernels
