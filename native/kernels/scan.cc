// What runs along one axis. Every series by itself is in order, but for long sums, which go in blocks of a
// fixed length: their bits depend on the shape alone.
#include "kernels/scan.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/elementwise.h"
#include "kernels/loop_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kWidth = 64;    // series that stand side by side and go on together
constexpr std::int64_t kBlock = 2048;  // elements of a long sum
constexpr std::int64_t kSeriesOfBlock = 4;
constexpr std::int64_t kBlocksAtOnce = 64;  // that are read a second time while they are near

// float32 is summed up in double precision; whole numbers wrap.
template <class T>
using Wide = std::conditional_t<
    std::is_same_v<T, float>, double,
    std::conditional_t<std::is_integral_v<T>,
                       std::make_unsigned_t<std::conditional_t<std::is_integral_v<T>, T, int>>, T>>;

template <class F>
void with_floating(DType type, F&& f) {
  type == DType::kFloat32 ? f(float{}) : f(double{});
}
template <class F>
void with_total(DType type, F&& f) {
  type == DType::kInt64 ? f(std::int64_t{}) : with_floating(type, f);
}

// f(first, step, n): n series side by side from element `first` on, `step` from one element of a series to
// the next.
template <class F>
void for_series(const Scanned& s, const F& f) {
  if (s.count == 0 || s.inner == 0) return;
  const std::int64_t parts = (s.inner + kWidth - 1) / kWidth, width = std::min(s.inner, kWidth);
  parallel_for(s.outer * parts, std::max<std::int64_t>(1, kGrain / (s.count * width)),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t part = begin; part < end; ++part) {
                   const std::int64_t column = part % parts * kWidth;
                   const std::int64_t first = part / parts * s.count * s.inner + column;
                   const std::int64_t last = first + (s.count - 1) * s.inner;
                   f(s.reverse ? last : first, s.reverse ? -s.inner : s.inner,
                     std::min(kWidth, s.inner - column));
                 }
               });
}

// One state a series, changed by every element: change(state, place of the element).
template <class State, class Change>
void run(const Scanned& s, State initial, const Change& change) {
  for_series(s, [&](std::int64_t first, std::int64_t step, std::int64_t n) {
    if (n == 1) {
      State state = initial;
      for (std::int64_t j = 0, at = first; j < s.count; ++j, at += step) change(state, at);
      return;
    }
    State states[kWidth];
    std::fill_n(states, n, initial);
    for (std::int64_t j = 0, at = first; j < s.count; ++j, at += step)
      for (std::int64_t i = 0; i < n; ++i) change(states[i], at + i);
  });
}

// ---- sums of one long series ----

// f(0), ..., f(7) written one after the other: what they work on stays in registers.
template <class F>
void eight_times(const F& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (f(std::int64_t{I}), ...); }
  (std::make_index_sequence<8>());
}

template <class T>
Wide<T> sum_of_block(const T* x) {
  Wide<T> sums[8] = {};
  for (std::int64_t i = 0; i < kBlock; i += 8)
    eight_times([&](std::int64_t k) { sums[k] += static_cast<Wide<T>>(x[i + k]); });
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

// Blocks side by side, some elements of each in turn, so that none waits for the additions of another. All
// are read before any is written: blocks lie a multiple of 4096 bytes apart, and processors take a read for
// one of what was just written when addresses differ by that.
template <class T>
void scan_blocks(const T* x, std::int64_t step, const Wide<T>* before, std::int64_t blocks, T* y) {
  Wide<T> sums[kSeriesOfBlock];
  std::copy_n(before, blocks, sums);
  const std::int64_t distance = kBlock * step;
  for (std::int64_t j = 0; j < kBlock; j += 8, x += 8 * step, y += 8 * step) {
    T found[kSeriesOfBlock][8];
    for (std::int64_t b = 0; b < blocks; ++b) {
      const T* const from = x + b * distance;
      Wide<T> sum = sums[b];
      eight_times([&](std::int64_t i) {
        sum += static_cast<Wide<T>>(from[i * step]);
        found[b][i] = static_cast<T>(sum);
      });
      sums[b] = sum;
    }
    for (std::int64_t b = 0; b < blocks; ++b) {
      T* const to = y + b * distance;
      eight_times([&](std::int64_t i) { to[i * step] = found[b][i]; });
    }
  }
}

// The sums of some blocks, and then these blocks; gives the sum after them.
template <class T>
Wide<T> scan_near_blocks(std::int64_t blocks, std::int64_t step, Wide<T> sum, const T* x, T* y) {
  Wide<T> before[kBlocksAtOnce + 1];
  constexpr std::int64_t grain = std::max<std::int64_t>(1, kGrain / kBlock);
  parallel_for(blocks, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b)
      before[b + 1] = sum_of_block(step < 0 ? x - (b + 1) * kBlock + 1 : x + b * kBlock);
  });
  before[0] = sum;
  for (std::int64_t b = 0; b < blocks; ++b) before[b + 1] += before[b];
  parallel_for(blocks, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; b += kSeriesOfBlock) {
      const std::int64_t offset = b * kBlock * step;
      scan_blocks(x + offset, step, before + b, std::min(kSeriesOfBlock, end - b), y + offset);
    }
  });
  return before[blocks];
}

template <class T>
void scan_long(std::int64_t count, bool reverse, const T* x, T* y) {
  const std::int64_t step = reverse ? -1 : 1, blocks = count / kBlock;
  if (reverse) {
    x += count - 1;
    y += count - 1;
  }
  Wide<T> sum = 0;
  for (std::int64_t b = 0; b < blocks; b += kBlocksAtOnce) {
    const std::int64_t offset = b * kBlock * step;
    sum = scan_near_blocks(std::min(kBlocksAtOnce, blocks - b), step, sum, x + offset, y + offset);
  }
  for (std::int64_t j = blocks * kBlock; j < count; ++j) {
    sum += static_cast<Wide<T>>(x[j * step]);
    y[j * step] = static_cast<T>(sum);
  }
}

}  // namespace

void cumulative_sum(DType type, const Scanned& s, const void* x, void* y) {
  with_total(type, [&]<class T>(T) {
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    if (s.inner == 1 && s.count >= 2 * kBlock) {
      for (std::int64_t o = 0; o < s.outer; ++o)
        scan_long(s.count, s.reverse, from + o * s.count, to + o * s.count);
      return;
    }
    run(s, Wide<T>{}, [=](Wide<T>& sum, std::int64_t at) {
      sum += static_cast<Wide<T>>(from[at]);
      to[at] = static_cast<T>(sum);
    });
  });
}

void cumulative_product(DType type, const Scanned& s, const void* x, void* y) {
  with_total(type, [&]<class T>(T) {
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    run(s, Wide<T>{1}, [=](Wide<T>& product, std::int64_t at) {
      product *= static_cast<Wide<T>>(from[at]);
      to[at] = static_cast<T>(product);
    });
  });
}

void recurrence(DType type, const Scanned& s, const void* a, const void* x, void* y) {
  with_floating(type, [&]<class T>(T) {
    const T *factor = static_cast<const T*>(a), *from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    run(s, Wide<T>{}, [=](Wide<T>& value, std::int64_t at) {
      value = static_cast<Wide<T>>(factor[at]) * value + static_cast<Wide<T>>(from[at]);
      to[at] = static_cast<T>(value);
    });
  });
}

// With the largest element so far as m, the sum is exp(m) (1 + r): what is tiny beside the largest is not
// lost in r. An element changes r to a r + c, where a and c are exponentials, which are done for all at once.
void cumulative_log_sum_exp(DType type, const Scanned& s, const void* x, void* y) {
  const std::int64_t total = s.outer * s.count * s.inner;
  const Extent extent{1, &total};
  static constexpr std::int64_t one = 1;
  with_floating(type, [&]<class T>(T) {
    constexpr T none = -std::numeric_limits<T>::infinity();
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(y);
    Workspace<T> room(3 * total);
    T *largest = room.data(), *a = largest + total, *c = a + total;
    run(s, none, [=](T& m, std::int64_t at) {
      const T v = from[at], before = m;
      const bool is_new = v > before || v != v;
      m = is_new || before != before ? (before != before ? before : v) : before;
      largest[at] = m;
      // An infinite element beside its equal changes nothing; differences of infinities are no numbers.
      a[at] = before == m ? T{0} : before - m;
      c[at] = is_new ? before - m : v == none ? none : v == m ? T{0} : v - m;
    });
    unary(Unary::kExp, type, extent, {a, &one}, a);
    unary(Unary::kExp, type, extent, {c, &one}, c);
    recurrence(type, s, a, c, to);
    unary(Unary::kLog1p, type, extent, {to, &one}, to);
    for (std::int64_t i = 0; i < total; ++i) to[i] = largest[i] + (largest[i] == none ? T{0} : to[i]);
  });
}

void cumulative_extremum(bool largest, DType type, const Scanned& s, const void* x, std::int64_t* y) {
  with_number(type, [&]<class T>(T) {
    const T* from = static_cast<const T*>(x);
    for_series(s, [&](std::int64_t first, std::int64_t step, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) {
        T best = from[first + i];
        std::int64_t place = s.reverse ? s.count - 1 : 0;
        for (std::int64_t j = 0, at = first + i; j < s.count; ++j, at += step) {
          const T v = from[at];
          if ((largest ? v > best : v < best) || (v != v && best == best)) {
            best = v;
            place = s.reverse ? s.count - 1 - j : j;
          }
          y[at] = place;
        }
      }
    });
  });
}

}  // namespace adjoint::kernels
