// What the kernels of pooling share: where windows lie, and the rows of planes that they reach over.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "core/workspace.h"
#include "kernels/loop_pieces.h"
#include "kernels/pool.h"
#include "kernels/pool_table.h"

namespace adjoint::kernels {

inline const MaxPoolTable<float>& maxima(float) { return max_pool_float(); }
inline const MaxPoolTable<double>& maxima(double) { return max_pool_double(); }
inline const MaxPoolTable<std::int32_t>& maxima(std::int32_t) { return max_pool_int32(); }
inline const MaxPoolTable<std::int64_t>& maxima(std::int64_t) { return max_pool_int64(); }

// Nothing is less: what stands in the padding of maxima.
template <class T>
inline constexpr T kLeast = std::is_integral_v<T> ? std::numeric_limits<T>::lowest()
                                                  : -std::numeric_limits<T>::infinity();

// f(zero of the type)
template <class F>
void with_floating(DType type, F&& f) {
  type == DType::kFloat32 ? f(float{}) : f(double{});
}

// No elements, however many planes or windows of them there may be.
inline bool is_empty(const Pooling& p, std::int64_t planes) { return planes == 0 || p.pixels() == 0; }

// The elements of a window along one axis that are there.
struct PoolWindow {
  std::int64_t first, count;
};

inline PoolWindow window_at(const PoolAxis& a, std::int64_t q) {
  if (a.has_bins()) {  // q n / m, without a product that might be too large
    const std::int64_t each = a.input / a.output, rest = a.input % a.output;
    const std::int64_t first = q * each + q * rest / a.output;
    return {first, (q + 1) * each + ((q + 1) * rest + a.output - 1) / a.output - first};
  }
  const std::int64_t start = q * a.stride - a.before;
  const std::int64_t skipped = start < 0 ? (-start + a.dilation - 1) / a.dilation : 0;
  const std::int64_t first = start + skipped * a.dilation;
  const std::int64_t inside = first < a.input ? (a.input - first + a.dilation - 1) / a.dilation : 0;
  return {first, std::max<std::int64_t>(0, std::min(a.kernel - skipped, inside))};
}

// By how much the sum of a window along one axis is divided.
inline std::int64_t divisor_at(const PoolAxis& a, std::int64_t q, bool counts_padding) {
  if (a.has_bins() || !counts_padding) return window_at(a, q).count;
  const std::int64_t start = q * a.stride - a.before;
  return std::min(start + a.kernel, a.input + a.after) - start;
}

// The windows of all axes, and rows of them: row r of the result is what windows take of several rows of x.
class PoolRows {
 public:
  PoolRows(const Pooling& p, std::int64_t planes) : p_(p), count_(planes * outputs(0) * outputs(1)) {
    for (int i = 0; i < 3; ++i) {
      windows_[i].reserve(static_cast<std::size_t>(outputs(i)));
      for (std::int64_t q = 0; q < outputs(i); ++q) windows_[i].push_back(window_at(p.axis[i], q));
    }
  }

  const Pooling& pooling() const { return p_; }
  const PoolAxis& last() const { return p_.axis[2]; }
  std::int64_t count() const { return count_; }
  std::int64_t each_plane() const { return outputs(0) * outputs(1); }
  std::int64_t inputs(int i) const { return p_.axis[i].input; }
  std::int64_t outputs(int i) const { return p_.axis[i].output; }
  const PoolWindow& along(std::int64_t q) const { return windows_[2][static_cast<std::size_t>(q)]; }
  std::int64_t step() const { return last().has_bins() ? 1 : last().dilation; }
  // Which of the kernels for a stride goes over rows, or -1.
  int fast() const {
    return last().has_bins() || last().stride > 2 ? -1 : static_cast<int>(last().stride) - 1;
  }

  // Room for a row of x with its padding, and for what kernels read behind it.
  std::int64_t before() const { return last().has_bins() ? 0 : last().before; }
  std::int64_t room() const {
    const PoolAxis& a = last();
    const std::int64_t reach = a.has_bins() ? 0 : (a.output - 1) * a.stride + (a.kernel - 1) * a.dilation + 1;
    return std::max(reach, before() + a.input) + kPoolSpare;
  }
  // How many elements a window has along an axis at most.
  std::int64_t most(int i) const {
    std::int64_t count = 0;
    for (const PoolWindow& w : windows_[i]) count = std::max(count, w.count);
    return count;
  }
  // How many rows make a piece of work that is worth another thread.
  std::int64_t grain() const { return std::max<std::int64_t>(1, kGrain / (work() + 1)); }
  std::int64_t planes_grain() const {
    return std::max<std::int64_t>(1, kGrain / (work() * each_plane() + 1));
  }

  // Calls f(place of the first element in its plane) for each row of x that row r of the result reaches over.
  template <class F>
  void each(std::int64_t r, const F& f) const {
    const PoolWindow depth = window(0, r / outputs(1) % outputs(0)), height = window(1, r % outputs(1));
    for (std::int64_t i = 0; i < depth.count; ++i)
      for (std::int64_t j = 0; j < height.count; ++j)
        f(((depth.first + i * step(0)) * inputs(1) + height.first + j * step(1)) * inputs(2));
  }
  std::int64_t plane(std::int64_t r) const { return r / each_plane(); }
  // What sums of row r are divided by, but for the last axis.
  std::int64_t divisor(std::int64_t r) const {
    const bool padded = p_.counts_padding != 0;
    return divisor_at(p_.axis[0], r / outputs(1) % outputs(0), padded) *
           divisor_at(p_.axis[1], r % outputs(1), padded);
  }

 private:
  const PoolWindow& window(int i, std::int64_t q) const { return windows_[i][static_cast<std::size_t>(q)]; }
  std::int64_t step(int i) const { return p_.axis[i].has_bins() ? 1 : p_.axis[i].dilation; }
  std::int64_t work() const { return most(0) * most(1) * inputs(2); }  // elements that a row reaches over

  const Pooling& p_;
  std::int64_t count_;
  std::vector<PoolWindow> windows_[3];
};

}  // namespace adjoint::kernels
