// Tensors made from nothing but numbers. They depend on no operand, so no transform follows them.
#include <cmath>

#include "core/extents.h"
#include "core/number_text.h"
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

void check_count(const char* operation, std::int64_t count) {
  if (count < 0) fail(ADJ_ERROR_RANGE, operation, ": a count of ", count, "; it must not be negative");
}

// Integers take what lies before the decimals of a number; that must be one of theirs.
void require_fit(const char* operation, DType dtype, double value) {
  if (!is_integer(dtype)) return;
  const double whole = std::trunc(value);
  if (!(whole >= static_cast<double>(info_of(dtype).least) &&
        whole < static_cast<double>(info_of(dtype).largest) + 1))
    fail(ADJ_ERROR_RANGE, operation, ": ", text_of(value), " does not fit ", name_of(dtype), ", which holds ",
         info_of(dtype).least, " to ", info_of(dtype).largest);
}

}  // namespace

Ref scalar(DType dtype, double value) {
  Ref result = new_constant(dtype, {});
  // The two types that rules need, without the way through a kernel.
  if (dtype == DType::kFloat32)
    *result->elements<float>() = static_cast<float>(value);
  else if (dtype == DType::kFloat64)
    *result->elements<double>() = value;
  else
    kernels::fill(dtype, 1, value, result->data);
  return result;
}

Ref whole_scalar(DType dtype, std::int64_t value) {
  if (is_integer(dtype) && !fits(dtype, value)) fail_fit(value, dtype);
  if (dtype == DType::kFloat32 && value >= -(1 << 24) &&
      value <= 1 << 24)  // the usual number beside a tensor
    return scalar(dtype, static_cast<double>(value));
  Ref result = new_constant(dtype, {});
  const std::int64_t none = 0;
  kernels::cast(DType::kInt64, dtype, {0, &none}, {&value, &none}, result->data);
  return result;
}

Ref scalar_beside(const Ref& x, double value) {
  Ref result = scalar(x.dtype(), value);
  result->weak = x->weak;
  return result;
}

Ref weak_scalar(DType dtype, double value) {
  Ref result = scalar(dtype, value);
  result->weak = true;
  return result;
}

Ref full(DType dtype, const Shape& shape, double value) {
  require_countable("full", shape, dtype);
  require_fit("full", dtype, value);
  Ref result = scalar(dtype, value);
  result->shape = shape;
  result->strides = Dims::filled(shape.rank(), 0);
  return result;
}

namespace {

Ref full_like(const Ref& x, double value) {
  Ref result = full(x.dtype(), x.shape(), value);
  result->weak = x->weak;
  return result;
}

// Without decimals, and where a double knows every whole number.
bool is_whole(double x) { return x >= -0x1p53 && x <= 0x1p53 && x == std::floor(x); }

}  // namespace

Ref zeros_like(const Ref& x) { return full_like(x, 0); }
Ref ones_like(const Ref& x) { return full_like(x, 1); }

Ref arange(double start, double step, std::int64_t count, DType dtype) {
  check_count("arange", count);
  require_countable("arange", {count}, dtype);
  if (dtype == DType::kInt64 && is_whole(start) && is_whole(step))
    return arange_whole(static_cast<std::int64_t>(start), static_cast<std::int64_t>(step), count, dtype);
  if (is_integer(dtype) && count > 0)
    for (const double end : {start, start + static_cast<double>(count - 1) * step})
      require_fit("arange", dtype, end);
  const bool direct = dtype == DType::kFloat32 || dtype == DType::kFloat64;
  Ref result = new_constant(direct ? dtype : DType::kFloat64, {count});
  kernels::arange(result.dtype(), count, start, step, result->data);
  return cast(result, dtype);
}

Ref arange_whole(std::int64_t start, std::int64_t step, std::int64_t count, DType dtype) {
  check_count("arange", count);
  require_countable("arange", {count}, dtype);
  if (count > 0) {
    __extension__ using Wide = __int128;
    const Wide last = Wide{start} + Wide{count - 1} * step;
    if (last != static_cast<std::int64_t>(last))
      fail(ADJ_ERROR_RANGE, "arange: ", count, " numbers from ", start, " in steps of ", step,
           " leave int64");
    for (const std::int64_t end : {start, static_cast<std::int64_t>(last)})
      if (is_integer(dtype) && !fits(dtype, end)) fail_fit(end, dtype);
  }
  Ref result = new_constant(DType::kInt64, {count});
  kernels::arange(count, start, step, result->elements<std::int64_t>());
  return cast(result, dtype);
}

Ref linspace(double start, double stop, std::int64_t count, DType dtype) {
  check_count("linspace", count);
  require_countable("linspace", {count}, dtype);
  if (!is_floating(dtype))
    fail(ADJ_ERROR_DTYPE, "linspace: evenly spaced values need a floating type, not ", name_of(dtype));
  if (is_narrow(dtype)) return cast(linspace(start, stop, count, DType::kFloat64), dtype);
  Ref result = new_constant(dtype, {count});
  if (count == 0) return result;
  kernels::arange(dtype, count, start, count > 1 ? (stop - start) / static_cast<double>(count - 1) : 0,
                  result->data);
  // The end is hit exactly, whatever the rounding of the step.
  if (count > 1)
    kernels::fill(dtype, 1, stop, result->data + (count - 1) * static_cast<std::int64_t>(size_of(dtype)));
  return result;
}

Ref eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype) {
  check_count("eye", rows);
  check_count("eye", columns);
  require_countable("eye", {rows, columns}, dtype);
  Ref result = new_constant(dtype, {rows, columns});
  kernels::fill(dtype, rows * columns, 0, result->data);
  // Far off diagonals lie outside; comparing before subtracting keeps huge k from overflowing.
  if (k >= columns || k <= -rows) return result;
  const std::int64_t row = k < 0 ? -k : 0, column = k > 0 ? k : 0;
  const std::int64_t length = std::min(rows - row, columns - column);
  const std::int64_t along = columns + 1;
  const Ref one = scalar(dtype, 1);
  const std::int64_t repeat = 0;
  kernels::copy(
      dtype, {1, &length}, {one->data, &repeat},
      {result->data + (row * columns + column) * static_cast<std::int64_t>(size_of(dtype)), &along});
  return result;
}

}  // namespace adjoint::ops
