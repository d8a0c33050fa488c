#include "core/shape.h"

#include <algorithm>

#include "core/error.h"

namespace adjoint {

Dims::Dims(std::initializer_list<std::int64_t> values) : Dims(std::span(values.begin(), values.size())) {}

Dims::Dims(std::span<const std::int64_t> values) {
  if (values.size() > kMaxRank)
    fail(ADJ_ERROR_SHAPE, "a tensor has at most 8 dimensions, not ",
         static_cast<std::int64_t>(values.size()));
  rank_ = static_cast<std::int8_t>(values.size());
  std::copy(values.begin(), values.end(), values_);
}

Dims Dims::filled(int rank, std::int64_t value) {
  Dims d;
  d.rank_ = static_cast<std::int8_t>(rank);
  std::fill_n(d.values_, rank, value);
  return d;
}

void Dims::push_back(std::int64_t value) { insert(rank_, value); }

void Dims::insert(int at, std::int64_t value) {
  if (rank_ == kMaxRank) fail(ADJ_ERROR_SHAPE, "a tensor has at most 8 dimensions; this would be the ninth");
  std::copy_backward(values_ + at, values_ + rank_, values_ + rank_ + 1);
  values_[at] = value;
  ++rank_;
}

void Dims::erase(int at) {
  std::copy(values_ + at + 1, values_ + rank_, values_ + at);
  --rank_;
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t d : shape) count *= d;
  return count;
}

Strides contiguous_strides(const Shape& shape) {
  Strides strides;
  strides.set_contiguous(shape);
  return strides;
}

bool is_contiguous(const Shape& shape, const Strides& strides) {
  if (element_count(shape) == 0) return true;
  std::int64_t expected = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (int i = 0; i < shape.rank(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

void broadcast_shapes(const char* operation, const Shape& a, const Shape& b, Shape& result) {
  if (a == b) return result.set(a);
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  result.set(longer);
  const int shift = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    const std::int64_t x = longer[i + shift], y = shorter[i];
    if (x != y && x != 1 && y != 1)
      fail(ADJ_ERROR_SHAPE, operation, ": shapes ", to_string(a), " and ", to_string(b),
           " do not broadcast: compared from the last, dimensions must be equal or 1; reshape or expand one "
           "of them");
    result[i + shift] = x == 1 ? y : x;
  }
}

bool broadcastable_to(const Shape& from, const Shape& to) {
  const int shift = to.rank() - from.rank();
  if (shift < 0) return false;
  for (int i = 0; i < from.rank(); ++i)
    if (from[i] != to[i + shift] && from[i] != 1) return false;
  return true;
}

Strides broadcast_strides(const Shape& shape, const Strides& strides, const Shape& to) {
  if (shape == to) return strides;
  Strides result = Dims::filled(to.rank(), 0);
  const int shift = to.rank() - shape.rank();
  for (int i = 0; i < shape.rank(); ++i)
    if (shape[i] != 1) result[i + shift] = strides[i];
  return result;
}

int normalize_axis(const char* operation, std::int64_t axis, int rank) {
  if (axis < -rank || axis >= rank)
    fail(ADJ_ERROR_RANGE, operation, ": axis ", axis, " is out of range for a tensor with ", rank,
         " dimensions");
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

AxisSet AxisSet::of(const char* operation, std::span<const std::int64_t> axes, int rank) {
  AxisSet set;
  for (const std::int64_t axis : axes) {
    const int i = normalize_axis(operation, axis, rank);
    if (set.has(i)) fail(ADJ_ERROR_ARGUMENT, operation, ": axis ", axis, " is named twice");
    set.add(i);
  }
  return set;
}

Shape reduced_shape(const Shape& shape, AxisSet axes, bool keepdims) {
  Shape result;
  for (int i = 0; i < shape.rank(); ++i) {
    if (!axes.has(i))
      result.push_back(shape[i]);
    else if (keepdims)
      result.push_back(1);
  }
  return result;
}

}  // namespace adjoint
