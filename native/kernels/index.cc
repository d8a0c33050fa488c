#include "kernels/index.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "core/threads.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 32768;

std::int64_t from_start(std::int64_t index, std::int64_t extent) {
  return index < 0 ? index + extent : index;
}

template <class F>
void with_size(DType type, F&& f) {
  switch (size_of(type)) {
    case 1:
      return f(std::uint8_t{});
    case 4:
      return f(std::uint32_t{});
    default:
      return f(std::uint64_t{});
  }
}

template <class F>
void with_number(DType type, F&& f) {  // integers as unsigned: sums wrap
  switch (type) {
    case DType::kBool:
      return;
    case DType::kInt32:
      return f(std::uint32_t{});
    case DType::kInt64:
      return f(std::uint64_t{});
    case DType::kFloat32:
      return f(float{});
    case DType::kFloat64:
      return f(double{});
  }
}

}  // namespace

std::int64_t find_out_of_range(const std::int64_t* indices, std::int64_t count, std::int64_t extent) {
  for (std::int64_t i = 0; i < count; ++i)
    if (indices[i] < -extent || indices[i] >= extent) return i;
  return -1;
}

void take(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
          const std::int64_t* indices, std::int64_t count, void* y) {
  const auto bytes = inner * static_cast<std::int64_t>(size_of(type));
  const auto* from = static_cast<const std::byte*>(x);
  auto* to = static_cast<std::byte*>(y);
  if (bytes == 0 || count == 0) return;
  const auto rows = [&](std::int64_t begin, std::int64_t end, auto copy_row) {
    for (std::int64_t r = begin; r < end; ++r) {
      const std::int64_t row = r / count * extent + from_start(indices[r % count], extent);
      copy_row(to + r * bytes, from + row * bytes);
    }
  };
  parallel_for(outer * count, std::max<std::int64_t>(1, kGrain / inner),
               [&](std::int64_t begin, std::int64_t end) {
                 if (inner == 1)
                   with_size(type, [&](auto zero) {
                     rows(begin, end, [](void* t, const void* f) { std::memcpy(t, f, sizeof zero); });
                   });
                 else
                   rows(begin, end,
                        [&](void* t, const void* f) { std::memcpy(t, f, static_cast<std::size_t>(bytes)); });
               });
}

// Different j may meet in one place, so only `outer` is divided among threads.
void scatter_add(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                 const std::int64_t* indices, std::int64_t count, void* y) {
  with_number(type, [&](auto zero) {
    using T = decltype(zero);
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, count * inner));
    parallel_for(outer, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t o = begin; o < end; ++o)
        for (std::int64_t j = 0; j < count; ++j) {
          const T* source = from + (o * count + j) * inner;
          T* target = to + (o * extent + from_start(indices[j], extent)) * inner;
          for (std::int64_t i = 0; i < inner; ++i) target[i] = static_cast<T>(target[i] + source[i]);
        }
    });
  });
}

void take_along(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                const std::int64_t* indices, std::int64_t count, void* y) {
  with_size(type, [&](auto zero) {
    using T = decltype(zero);
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    const std::int64_t plane = count * inner;
    parallel_for(
        plane ? outer : 0, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, plane)),
        [&](std::int64_t begin, std::int64_t end) {
          for (std::int64_t o = begin; o < end; ++o)
            for (std::int64_t p = 0; p < plane; ++p)
              to[o * plane + p] =
                  from[(o * extent + from_start(indices[o * plane + p], extent)) * inner + p % inner];
        });
  });
}

void scatter_along_add(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                       const std::int64_t* indices, std::int64_t count, void* y) {
  with_number(type, [&](auto zero) {
    using T = decltype(zero);
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    const std::int64_t plane = count * inner;
    parallel_for(plane ? outer : 0, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, plane)),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t o = begin; o < end; ++o)
                     for (std::int64_t p = 0; p < plane; ++p) {
                       T& target =
                           to[(o * extent + from_start(indices[o * plane + p], extent)) * inner + p % inner];
                       target = static_cast<T>(target + from[o * plane + p]);
                     }
                 });
  });
}

void one_hot(DType type, std::int64_t count, std::int64_t depth, const std::int64_t* indices, void* y) {
  std::memset(y, 0, static_cast<std::size_t>(count * depth) * size_of(type));
  const auto set = [&]<class T>(T one) {
    for (std::int64_t j = 0; j < count; ++j)
      if (indices[j] >= 0 && indices[j] < depth) static_cast<T*>(y)[j * depth + indices[j]] = one;
  };
  switch (type) {
    case DType::kBool:
      return set(std::uint8_t{1});
    case DType::kInt32:
      return set(std::int32_t{1});
    case DType::kInt64:
      return set(std::int64_t{1});
    case DType::kFloat32:
      return set(1.0f);
    case DType::kFloat64:
      return set(1.0);
  }
}

}  // namespace adjoint::kernels
