#include "kernels/index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/cast.h"
#include "kernels/elementwise.h"
#include "kernels/index_table.h"
#include "kernels/loop_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kShortRow = 8;       // elements that a loop copies faster than a call
constexpr std::int64_t kScatterWidth = 64;  // elements of a row that one thread adds

// y[j, i] = x[indices[j], i] for rows of whole elements
template <class T>
void take_rows(const T* x, std::int64_t extent, std::int64_t inner, const std::int64_t* indices,
               std::int64_t count, T* y) {
  if (inner == 1) {
    for (std::int64_t j = 0; j < count; ++j) y[j] = x[from_start(indices[j], extent)];
  } else if (inner <= kShortRow) {
    for (std::int64_t j = 0; j < count; ++j, y += inner) {
      const T* row = x + from_start(indices[j], extent) * inner;
      for (std::int64_t i = 0; i < inner; ++i) y[i] = row[i];
    }
  } else {
    for (std::int64_t j = 0; j < count; ++j, y += inner)
      std::memcpy(y, x + from_start(indices[j], extent) * inner, static_cast<std::size_t>(inner) * sizeof(T));
  }
}

// Numbers the places that occur in the order in which they come.
class Distinct {
 public:
  Distinct(const std::int64_t* indices, std::int64_t count, std::int64_t extent)
      : bits_(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(count))) + 1),
        numbers_(std::size_t{1} << bits_, -1) {
    places_.reserve(static_cast<std::size_t>(count));
    number_.reserve(static_cast<std::size_t>(count));
    for (std::int64_t j = 0; j < count; ++j) number_.push_back(number_of(from_start(indices[j], extent)));
  }
  std::int64_t count() const { return static_cast<std::int64_t>(places_.size()); }
  const std::int64_t* places() const { return places_.data(); }   // by number
  const std::int64_t* numbers() const { return number_.data(); }  // of each index

 private:
  // A table with open addressing, at most half full.
  std::int64_t number_of(std::int64_t place) {
    const std::size_t mask = numbers_.size() - 1;
    auto at =
        static_cast<std::size_t>(static_cast<std::uint64_t>(place) * 0x9e3779b97f4a7c15u >> (64 - bits_));
    for (;; at = (at + 1) & mask) {
      if (numbers_[at] >= 0 && places_[static_cast<std::size_t>(numbers_[at])] == place) return numbers_[at];
      if (numbers_[at] >= 0) continue;
      places_.push_back(place);
      return numbers_[at] = count() - 1;
    }
  }

  int bits_;  // of the table's size
  std::vector<std::int64_t> numbers_, places_, number_;
};

}  // namespace

std::int64_t find_outside(const std::int64_t* indices, std::int64_t count, std::int64_t lowest,
                          std::int64_t extent) {
  const auto is_outside = [=](std::int64_t i) { return (indices[i] < lowest) | (indices[i] >= extent); };
  constexpr std::int64_t block = 64;  // looked at as one
  for (std::int64_t first = 0; first < count; first += block) {
    const std::int64_t last = std::min(count, first + block);
    bool any = false;
    for (std::int64_t i = first; i < last; ++i) any |= is_outside(i);
    if (!any) continue;
    for (std::int64_t i = first; i < last; ++i)
      if (is_outside(i)) return i;
  }
  return -1;
}

void take(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
          const std::int64_t* indices, std::int64_t count, void* y) {
  if (inner == 0 || count == 0) return;
  with_size(size_of(type), [&]<class T>(T) {
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    parallel_for(outer * count, std::max<std::int64_t>(1, kGrain / inner),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t r = begin; r < end;) {
                     const std::int64_t o = r / count, first = r % count;
                     const std::int64_t n = std::min(count - first, end - r);
                     take_rows(from + o * extent * inner, extent, inner, indices + first, n, to + r * inner);
                     r += n;
                   }
                 });
  });
}

// Different j may meet in one place, so threads divide `outer` and the elements of a row.
void scatter_add(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                 const std::int64_t* indices, std::int64_t count, void* y) {
  if (inner == 0 || count == 0) return;
  const std::int64_t width = outer == 1 && count * inner > kGrain ? std::min(inner, kScatterWidth) : inner;
  const std::int64_t parts = (inner + width - 1) / width;
  const auto add = indexing().add[static_cast<int>(type)];
  const auto size = static_cast<std::int64_t>(size_of(type));
  const auto* from = static_cast<const std::byte*>(x);
  auto* to = static_cast<std::byte*>(y);
  parallel_for(outer * parts, std::max<std::int64_t>(1, kGrain / (count * width)),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t part = begin; part < end; ++part) {
                   const std::int64_t o = part / parts, first = part % parts * width;
                   add(from + (o * count * inner + first) * size, inner, std::min(width, inner - first),
                       indices, count, extent, to + (o * extent * inner + first) * size);
                 }
               });
}

void add_scattered(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                   const std::int64_t* indices, std::int64_t count, void* y) {
  if (count <= 1) return scatter_add(type, outer, extent, inner, x, indices, count, y);
  const Distinct distinct(indices, count, extent);
  if (distinct.count() == count) return scatter_add(type, outer, extent, inner, x, indices, count, y);
  const std::int64_t size = outer * distinct.count() * inner;
  Workspace<std::byte> sums(size * static_cast<std::int64_t>(size_of(type)));
  fill(type, size, -0.0, sums.data());  // to which x adds as such
  scatter_add(type, outer, distinct.count(), inner, x, distinct.numbers(), count, sums.data());
  scatter_add(type, outer, extent, inner, sums.data(), distinct.places(), distinct.count(), y);
}

void take_along(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                const std::int64_t* indices, std::int64_t count, void* y) {
  with_size(size_of(type), [&](auto zero) {
    using T = decltype(zero);
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    if (inner == 0) return;
    parallel_for(outer * count, std::max<std::int64_t>(1, kGrain / inner),
                 [&](std::int64_t begin, std::int64_t end) {  // rows of `inner` elements
                   for (std::int64_t r = begin; r < end;) {
                     const std::int64_t o = r / count, last = std::min(end, (o + 1) * count);
                     const T* x_plane = from + o * extent * inner;
                     if (inner == 1) {
                       take_rows(x_plane, extent, 1, indices + r, last - r, to + r);
                       r = last;
                     }
                     for (; r < last; ++r)
                       for (std::int64_t i = 0; i < inner; ++i)
                         to[r * inner + i] = x_plane[from_start(indices[r * inner + i], extent) * inner + i];
                   }
                 });
  });
}

std::int64_t count_true(const std::uint8_t* x, std::int64_t count) {
  std::int64_t found = 0;
  for (std::int64_t i = 0; i < count; ++i) found += x[i] != 0;
  return found;
}

void places_of_true(Extent extent, const std::uint8_t* x, std::int64_t count, std::int64_t* places) {
  for (std::int64_t i = 0; i < count; ++i) {
    if (x[i] == 0) continue;
    std::int64_t rest = i;
    for (int d = extent.rank - 1; d >= 0; rest /= extent.dims[d--]) places[d] = rest % extent.dims[d];
    places += extent.rank;
  }
}

void one_hot(DType type, std::int64_t count, std::int64_t depth, const std::int64_t* indices, void* y) {
  std::memset(y, 0, static_cast<std::size_t>(count * depth) * size_of(type));
  const Element one = element_of(type, 1);
  with_size(size_of(type), [&]<class T>(T element) {
    std::memcpy(&element, one.bytes, sizeof element);
    for (std::int64_t j = 0; j < count; ++j)
      if (indices[j] >= 0 && indices[j] < depth) static_cast<T*>(y)[j * depth + indices[j]] = element;
  });
}

}  // namespace adjoint::kernels
