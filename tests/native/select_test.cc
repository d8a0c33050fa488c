// Comparisons, tests and selection against plain loops: every type, layout, length, target
// and number of threads.
#include <cmath>

#include "kernel_test.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {
namespace {

// ---- compare, test, select ----

template <class T>
bool plain_compare(Compare fn, T x, T y) {
  switch (fn) {
    case Compare::kEqual:
      return x == y;
    case Compare::kNotEqual:
      return x != y;
    case Compare::kLess:
      return x < y;
    case Compare::kLessEqual:
      return x <= y;
    case Compare::kGreater:
      return x > y;
    case Compare::kGreaterEqual:
      return x >= y;
  }
  return false;
}

template <class T>
void check_compare(Rng& rng, Compare fn, const Dims& dims) {
  const Operand<T> a(rng, dims, random_strides(rng, dims, true), 15);
  const Operand<T> b(rng, dims, random_strides(rng, dims, true), 15);
  const std::vector<T> left = a.values(), right = b.values();
  std::vector<Bool> expected;
  for (std::size_t i = 0; i < left.size(); ++i) expected.push_back(plain_compare(fn, left[i], right[i]));
  everywhere<Bool>(
      expected.size(), [&](Bool* y) { compare(fn, dtype_of<T>, a.extent(), a.in(), b.in(), y); },
      [&](const std::vector<Bool>& y) { expect_close(expected, y); });
}

TEST(Compare, EveryFunctionTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(5);
    for (int fn = 0; fn < 6; ++fn) {
      for (const Dims& dims : all_shapes(rng, 30)) check_compare<T>(rng, static_cast<Compare>(fn), dims);
      for (const Dims& dims : large_shapes()) check_compare<T>(rng, static_cast<Compare>(fn), dims);
    }
  });
}

template <class T, class Plain>
void check_test(Rng& rng, kernels::Test fn, const Dims& dims, Plain plain) {
  const Operand<T> x(rng, dims, random_strides(rng, dims, true), 4);
  std::vector<Bool> expected;
  for (const T v : x.values()) expected.push_back(plain(v));
  everywhere<Bool>(
      expected.size(), [&](Bool* y) { test(fn, dtype_of<T>, x.extent(), x.in(), y); },
      [&](const std::vector<Bool>& y) { expect_close(expected, y); });
}

TEST(Tests, EveryFunctionTypeAndLayout) {
  Rng rng(6);
  std::vector<Dims> shapes = all_shapes(rng, 30);
  for (const Dims& dims : large_shapes()) shapes.push_back(dims);
  for (const Dims& dims : shapes) {
    for_types<float, double>([&]<class T>() {
      check_test<T>(rng, kernels::Test::kIsNan, dims, [](T v) { return std::isnan(v); });
      check_test<T>(rng, kernels::Test::kIsFinite, dims, [](T v) { return std::isfinite(v); });
    });
    check_test<Bool>(rng, kernels::Test::kNot, dims, [](Bool v) { return !v; });
  }
}

template <class T>
void check_select(Rng& rng, const Dims& dims) {
  const Operand<Bool> condition(rng, dims, random_strides(rng, dims, true));
  const Operand<T> a(rng, dims, random_strides(rng, dims, true), 10);
  const Operand<T> b(rng, dims, random_strides(rng, dims, true), 10);
  const std::vector<Bool> first = condition.values();
  std::vector<T> expected = a.values();
  const std::vector<T> other = b.values();
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!first[i]) expected[i] = other[i];
  everywhere<T>(
      expected.size(), [&](T* y) { select(dtype_of<T>, a.extent(), condition.in(), a.in(), b.in(), y); },
      [&](const std::vector<T>& y) { EXPECT_TRUE(same_bits(expected, y)); });
}

TEST(Select, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(7);
    for (const Dims& dims : all_shapes(rng, 100)) check_select<T>(rng, dims);
    for (const Dims& dims : large_shapes()) check_select<T>(rng, dims);
  });
}

}  // namespace
}  // namespace adjoint::kernels
