// Writing at positions along an axis, where several may meet in one place. Threads divide what never meets:
// the outer positions, and the elements of a row.
#include <algorithm>
#include <type_traits>

#include "core/threads.h"
#include "kernels/index.h"
#include "kernels/loop_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kWidth = 64;  // elements of a row that one thread writes

struct Set {
  template <class T>
  T operator()(T, T x) const {
    return x;
  }
};
struct Add {
  template <class T>
  T operator()(T y, T x) const {
    if constexpr (std::is_integral_v<T>) {  // sums wrap
      using Unsigned = std::make_unsigned_t<T>;
      return static_cast<T>(static_cast<Unsigned>(y) + static_cast<Unsigned>(x));
    } else {
      return y + x;
    }
  }
};
template <bool kLargest>
struct Extremum {
  template <class T>
  T operator()(T y, T x) const {
    if (x != x || y != y) return x + y;
    return (kLargest ? x > y : x < y) ? x : y;
  }
};

// f(zero of the type, what becomes of elements that meet)
template <class F>
void with_write(Write how, DType type, F&& f) {
  switch (how) {
    case Write::kSet:
      return with_size(size_of(type), [&](auto zero) { f(zero, Set()); });
    case Write::kAdd:
      return with_number(type, [&](auto zero) { f(zero, Add()); });
    case Write::kMax:
      return with_number(type, [&](auto zero) { f(zero, Extremum<true>()); });
    case Write::kMin:
      return with_number(type, [&](auto zero) { f(zero, Extremum<false>()); });
  }
}

// f(o, first, n) for parts of the rows of every outer position: n elements from `first` on.
template <class F>
void for_parts(std::int64_t outer, std::int64_t count, std::int64_t inner, const F& f) {
  if (inner == 0 || count == 0) return;
  const std::int64_t width = outer == 1 && count * inner > kGrain ? std::min(inner, kWidth) : inner;
  const std::int64_t parts = (inner + width - 1) / width;
  parallel_for(outer * parts, std::max<std::int64_t>(1, kGrain / (count * width)),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t part = begin; part < end; ++part) {
                   const std::int64_t first = part % parts * width;
                   f(part / parts, first, std::min(width, inner - first));
                 }
               });
}

}  // namespace

void write_slices(Write how, DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner,
                  const void* x, const std::int64_t* indices, std::int64_t count, void* y) {
  if (how == Write::kAdd) return scatter_add(type, outer, extent, inner, x, indices, count, y);
  with_write(how, type, [&]<class T>(T, auto meet) {
    for_parts(outer, count, inner, [&](std::int64_t o, std::int64_t first, std::int64_t n) {
      const T* from = static_cast<const T*>(x) + o * count * inner + first;
      T* const plane = static_cast<T*>(y) + o * extent * inner + first;
      for (std::int64_t j = 0; j < count; ++j, from += inner) {
        T* to = plane + from_start(indices[j], extent) * inner;
        for (std::int64_t i = 0; i < n; ++i) to[i] = meet(to[i], from[i]);
      }
    });
  });
}

void write_along(Write how, DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner,
                 const void* x, const std::int64_t* indices, std::int64_t count, void* y) {
  with_write(how, type, [&]<class T>(T, auto meet) {
    for_parts(outer, count, inner, [&](std::int64_t o, std::int64_t first, std::int64_t n) {
      const std::int64_t* at = indices + o * count * inner + first;
      const T* from = static_cast<const T*>(x) + o * count * inner + first;
      T* const plane = static_cast<T*>(y) + o * extent * inner + first;
      if (inner == 1) {
        for (std::int64_t j = 0; j < count; ++j) {
          T& to = plane[from_start(at[j], extent)];
          to = meet(to, from[j]);
        }
        return;
      }
      for (std::int64_t j = 0; j < count; ++j, at += inner, from += inner)
        for (std::int64_t i = 0; i < n; ++i) {
          T& to = plane[from_start(at[i], extent) * inner + i];
          to = meet(to, from[i]);
        }
    });
  });
}

}  // namespace adjoint::kernels
