// Extents and strides of a tensor: at most eight dimensions, stored inline.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>

namespace adjoint {

inline constexpr int kMaxRank = 8;

// A short list of 64-bit numbers, one a dimension: extents or strides (in elements).
class Dims {
 public:
  Dims() = default;
  Dims(std::initializer_list<std::int64_t> values);
  explicit Dims(std::span<const std::int64_t> values);  // throws ShapeError above kMaxRank
  static Dims filled(int rank, std::int64_t value);

  int rank() const { return rank_; }
  std::int64_t operator[](int i) const { return values_[i]; }
  std::int64_t& operator[](int i) { return values_[i]; }
  const std::int64_t* data() const { return values_; }
  const std::int64_t* begin() const { return values_; }
  const std::int64_t* end() const { return values_ + rank_; }
  std::int64_t back() const { return values_[rank_ - 1]; }

  // Copies no more than is there: a node's line of cache that holds the extents a small tensor lacks is left
  // alone.
  void set(const Dims& other) {
    rank_ = other.rank_;
    if (rank_ <= 2)
      std::memcpy(values_, other.values_, 2 * sizeof *values_);
    else
      std::memcpy(values_, other.values_, sizeof values_);
  }
  void clear() { rank_ = 0; }
  // The strides of elements in row-major order without gaps.
  void set_contiguous(const Dims& shape) {
    rank_ = shape.rank_;
    std::int64_t stride = 1;
    for (int i = rank_ - 1; i >= 0; --i) {
      values_[i] = stride;
      stride *= shape.values_[i] > 1 ? shape.values_[i] : 1;
    }
  }
  void push_back(std::int64_t value);
  void insert(int at, std::int64_t value);
  void erase(int at);

  friend bool operator==(const Dims& a, const Dims& b) {
    if (a.rank_ != b.rank_) return false;
    for (int i = 0; i < a.rank_; ++i)
      if (a.values_[i] != b.values_[i]) return false;
    return true;
  }

 private:
  std::int8_t rank_ = 0;
  std::int64_t values_[kMaxRank];
};

using Shape = Dims;
using Strides = Dims;

std::int64_t element_count(const Shape& shape);
Strides contiguous_strides(const Shape& shape);
bool is_contiguous(const Shape& shape, const Strides& strides);
std::string to_string(const Shape& shape);  // "[2, 3]"

// NumPy broadcasting of two shapes; throws ShapeError naming `operation` and both shapes.
void broadcast_shapes(const char* operation, const Shape& a, const Shape& b, Shape& result);
inline Shape broadcast_shapes(const char* operation, const Shape& a, const Shape& b) {
  Shape result;
  broadcast_shapes(operation, a, b, result);
  return result;
}
bool broadcastable_to(const Shape& from, const Shape& to);
// Strides that read `shape` with `strides` as if it had the shape `to` (0 where it repeats).
Strides broadcast_strides(const Shape& shape, const Strides& strides, const Shape& to);

// An axis from the user's -rank..rank-1 to 0..rank-1; throws RangeError.
int normalize_axis(const char* operation, std::int64_t axis, int rank);

// A set of axes, one bit each.
class AxisSet {
 public:
  constexpr AxisSet() = default;
  static constexpr AxisSet all(int rank) { return AxisSet((1u << rank) - 1u); }
  static AxisSet of(const char* operation, std::span<const std::int64_t> axes, int rank);
  constexpr bool has(int axis) const { return (bits_ >> axis) & 1u; }
  constexpr void add(int axis) { bits_ |= 1u << axis; }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  // The same axes after a new leading dimension was put before all of them.
  constexpr AxisSet shifted() const { return AxisSet(bits_ << 1); }
  friend constexpr bool operator==(AxisSet, AxisSet) = default;

 private:
  constexpr explicit AxisSet(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

// The shape after reducing over `axes`, which stay as extent 1 when `keepdims`.
Shape reduced_shape(const Shape& shape, AxisSet axes, bool keepdims);

}  // namespace adjoint
