// Values of pooled windows. Rows that windows reach over become one row first, and that is pooled along its
// axis: a window of k by k costs 2 k.
#include "kernels/pool.h"

#include "kernels/pool_windows.h"

namespace adjoint::kernels {
namespace {

const AvgPoolTable<float>& means(float) { return avg_pool_float(); }
const AvgPoolTable<double>& means(double) { return avg_pool_double(); }

// The largest of some elements, or NaN where there is one.
template <class T>
T largest_of(const T* x, std::int64_t count, std::int64_t step) {
  T largest = *x;
  bool has_nan = false;
  for (std::int64_t k = 1; k < count; ++k) {
    const T v = x[k * step];
    largest = v > largest ? v : largest;  // one instruction, in which NaN gets lost
    has_nan |= v != v;
  }
  return has_nan ? std::numeric_limits<T>::quiet_NaN() : largest;
}

template <class T>
T sum_of(const T* x, std::int64_t count, std::int64_t) {
  T sum = *x;
  for (std::int64_t k = 1; k < count; ++k) sum += x[k];
  return sum;
}

// Windows that are neither 1 nor 2 apart.
template <class T, class Fold>
void fold_windows(const PoolRows& rows, const T* x, const Fold& fold, T* y) {
  for (std::int64_t q = 0; q < rows.outputs(2); ++q) {
    const PoolWindow& w = rows.along(q);
    y[q] = fold(x + w.first, w.count, rows.step());
  }
}

// Calls finish(row, its elements) for each row of the result, which are still to be divided where they are
// sums. `nothing` stands in the padding.
template <class T, class Table, class Fold, class Finish>
void pool_rows(const PoolRows& rows, const Table& table, const T* x, T* y, T nothing, const Fold& fold,
               const Finish& finish) {
  const std::int64_t size = rows.pooling().pixels(), width = rows.inputs(2), results = rows.outputs(2);
  parallel_for(rows.count(), rows.grain(), [&](std::int64_t begin, std::int64_t end) {
    Workspace<T> room(rows.room());
    std::fill_n(room.data(), rows.room(), nothing);
    T* const joined = room.data() + rows.before();
    std::vector<const T*> reached;
    for (std::int64_t r = begin; r < end; ++r) {
      reached.clear();
      rows.each(r, [&](std::int64_t first) { reached.push_back(x + rows.plane(r) * size + first); });
      table.rows(reached.data(), static_cast<std::int64_t>(reached.size()), width, joined);
      T* const to = y + r * results;
      if (rows.fast() >= 0)
        table.across[rows.fast()](room.data(), rows.last().kernel, rows.last().dilation, results, to);
      else
        fold_windows(rows, joined, fold, to);
      finish(r, to);
    }
  });
}

template <class T>
std::vector<T> divisors_along(const Pooling& p) {
  std::vector<T> divisors;
  for (std::int64_t q = 0; q < p.axis[2].output; ++q)
    divisors.push_back(static_cast<T>(divisor_at(p.axis[2], q, p.counts_padding != 0)));
  return divisors;
}

// One row of shares, laid out where the windows were: its elements from `before` on.
template <class T>
void spread_row(const PoolRows& rows, const AvgPoolTable<T>& table, const T* shares, T* to) {
  std::fill_n(to, rows.room(), T{0});
  if (rows.fast() >= 0) return table.spread[rows.fast()](shares, rows.last().kernel, rows.outputs(2), to);
  for (std::int64_t q = 0; q < rows.outputs(2); ++q) {
    const PoolWindow w = rows.along(q);
    for (std::int64_t k = 0; k < w.count; ++k) to[rows.before() + w.first + k] += shares[q];
  }
}

}  // namespace

void max_pool(DType type, const Pooling& p, std::int64_t planes, const void* x, void* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_number(type, [&]<class T>(T) {
    pool_rows<T>(rows, maxima(T{}), static_cast<const T*>(x), static_cast<T*>(y), kLeast<T>, largest_of<T>,
                 [](std::int64_t, T*) {});
  });
}

void avg_pool(DType type, const Pooling& p, std::int64_t planes, const void* x, void* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_floating(type, [&]<class T>(T) {
    const AvgPoolTable<T>& table = means(T{});
    const std::vector<T> divisors = divisors_along<T>(p);
    pool_rows<T>(rows, table, static_cast<const T*>(x), static_cast<T*>(y), T{0}, sum_of<T>,
                 [&](std::int64_t r, T* sums) {
                   table.divide(sums, divisors.data(), static_cast<T>(rows.divisor(r)), rows.outputs(2),
                                sums);
                 });
  });
}

void avg_pool_return(DType type, const Pooling& p, std::int64_t planes, const void* d, void* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_floating(type, [&]<class T>(T) {
    const AvgPoolTable<T>& table = means(T{});
    const std::vector<T> divisors = divisors_along<T>(p);
    const std::int64_t width = rows.inputs(2), results = rows.outputs(2);
    parallel_for(planes, rows.planes_grain(), [&](std::int64_t begin, std::int64_t end) {
      Workspace<T> room(rows.room()), shares(results + kPoolSpare);
      std::fill_n(shares.data(), results + kPoolSpare, T{0});
      T* const to = static_cast<T*>(y);
      std::fill(to + begin * p.pixels(), to + end * p.pixels(), T{0});
      for (std::int64_t r = begin * rows.each_plane(); r < end * rows.each_plane(); ++r) {
        table.divide(static_cast<const T*>(d) + r * results, divisors.data(), static_cast<T>(rows.divisor(r)),
                     results, shares.data());
        spread_row(rows, table, shares.data(), room.data());
        rows.each(r, [&](std::int64_t first) {
          table.add(room.data() + rows.before(), width, to + rows.plane(r) * p.pixels() + first);
        });
      }
    });
  });
}

}  // namespace adjoint::kernels
