// Gathering and scattering against plain loops: every type, layout, length, target
// and number of threads.
#include "kernels/index.h"
#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

// ---- gather and scatter ----

struct IndexShape {
  std::int64_t outer, extent, inner, count;
};
constexpr IndexShape kIndexShapes[] = {
    {1, 5, 1, 9},      {1, 50, 3, 70},   {3, 7, 8, 20},     {2, 30, 17, 41}, {1, 9, 64, 100},
    {1, 40, 200, 500}, {1, 3, 70000, 4}, {4, 1, 5, 3},      {2, 6, 9, 0},    {3, 4, 0, 5},
    {0, 4, 3, 5},      {700, 5, 2, 60},  {1, 900, 1, 70000}};

std::vector<std::int64_t> random_indices(Rng& rng, std::int64_t count, std::int64_t extent) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  for (auto& i : all) i = between(rng, -extent, extent - 1);
  return all;
}

// f(place in [outer, count, inner], place in [outer, extent, inner])
template <class F>
void for_indexed(const IndexShape& s, const std::vector<std::int64_t>& indices, bool along, F&& f) {
  for (std::int64_t o = 0; o < s.outer; ++o)
    for (std::int64_t j = 0; j < s.count; ++j)
      for (std::int64_t i = 0; i < s.inner; ++i) {
        const std::int64_t at = (o * s.count + j) * s.inner + i;
        std::int64_t index = indices[static_cast<std::size_t>(along ? at : j)];
        if (index < 0) index += s.extent;
        f(static_cast<std::size_t>(at), static_cast<std::size_t>((o * s.extent + index) * s.inner + i));
      }
}

template <class T>
void check_index(Rng& rng, const IndexShape& s, bool along) {
  const Operand<T> x(rng, {s.outer, s.extent, s.inner}, 30), d(rng, {s.outer, s.count, s.inner});
  const auto indices = random_indices(rng, along ? s.outer * s.count * s.inner : s.count, s.extent);
  std::vector<T> taken(d.memory.size()), added = x.memory;
  for_indexed(s, indices, along, [&](std::size_t at, std::size_t from) { taken[at] = x.memory[from]; });
  everywhere<T>(
      taken.size(),
      [&](T* y) {
        (along ? take_along : take)(dtype_of<T>, s.outer, s.extent, s.inner, x.memory.data(), indices.data(),
                                    s.count, y);
      },
      [&](const std::vector<T>& y) { EXPECT_TRUE(same_bits(taken, y)); });
  if constexpr (!std::is_same_v<T, Bool>) {
    for_indexed(s, indices, along, [&](std::size_t at, std::size_t to) {
      if constexpr (std::is_integral_v<T>)
        added[to] = wrap<T>(static_cast<std::make_unsigned_t<T>>(added[to]) +
                            static_cast<std::make_unsigned_t<T>>(d.memory[at]));
      else
        added[to] += d.memory[at];
    });
    everywhere<T>(
        x.memory,
        [&](T* y) {
          (along ? write_along : write_slices)(Write::kAdd, dtype_of<T>, s.outer, s.extent, s.inner,
                                               d.memory.data(), indices.data(), s.count, y);
        },
        [&](const std::vector<T>& y) { expect_close(added, y); });
  }
}

// A sum has the bits of what is scattered among negative zeros, and added.
template <class T>
void check_scattered_sum(Rng& rng, const IndexShape& s) {
  const Operand<T> x(rng, {s.outer, s.extent, s.inner}, 30), d(rng, {s.outer, s.count, s.inner});
  const auto indices = random_indices(rng, s.count, s.extent);
  std::vector<T> initial = x.memory;
  for (std::size_t i = 0; i < initial.size(); i += 3) initial[i] = T{-0.0};
  everywhere<T>(
      initial,
      [&](T* y) {
        add_scattered(dtype_of<T>, s.outer, s.extent, s.inner, d.memory.data(), indices.data(), s.count, y);
      },
      [&](const std::vector<T>& y) {
        std::vector<T> scattered(initial.size(), T{-0.0}), expected = initial;
        scatter_add(dtype_of<T>, s.outer, s.extent, s.inner, d.memory.data(), indices.data(), s.count,
                    scattered.data());
        for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += scattered[i];
        EXPECT_TRUE(same_bits(expected, y));
      });
}

TEST(Index, ScatteredSumsAreOfFinishedContributions) {
  for_types<float, double>([]<class T>() {
    Rng rng(25);
    for (const IndexShape& s : kIndexShapes) check_scattered_sum<T>(rng, s);
    check_scattered_sum<T>(rng, {2, 100000, 4, 12});
  });
}

TEST(Index, GatherAndScatterOfEveryTypeAndShape) {
  for_all_types([]<class T>() {
    Rng rng(24);
    for (const IndexShape& s : kIndexShapes)
      for (const bool along : {false, true}) check_index<T>(rng, s, along);
  });
}

}  // namespace
}  // namespace adjoint::kernels
