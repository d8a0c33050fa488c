// What operations on stacks of matrices share: the last two dimensions are the matrix, those before it the
// stack.
#pragma once

#include <vector>

#include "kernels/decompose.h"
#include "ops/rules.h"

namespace adjoint::ops {

inline std::int64_t row_count(const Shape& shape) { return shape[shape.rank() - 2]; }

inline Ref transposed(const Ref& x) { return swapaxes(x, x.rank() - 1, x.rank() - 2); }

inline Shape stack_shape(const Shape& shape) { return Shape(std::span(shape.begin(), shape.end() - 2)); }

// The stack of a with matrices of m x n.
inline Shape with_matrix(Shape stack, std::int64_t m, std::int64_t n) {
  stack.push_back(m);
  stack.push_back(n);
  return stack;
}

inline kernels::Matrix matrix(const Node& n) {
  const int r = n.shape.rank();
  return {n.data, n.strides[r - 2], n.strides[r - 1]};
}

// Where each matrix of the broadcast stack begins, in elements.
std::vector<std::int64_t> offsets(const Node& n, const Shape& stack);

// An operand as the kernels take it, in a stack that may be larger than its own.
class Matrices {
 public:
  Matrices(const Node& n, const Shape& stack) : matrix_(matrix(n)), offsets_(offsets(n, stack)) {}
  kernels::MatrixStack get() const { return {matrix_, offsets_.data()}; }

 private:
  kernels::Matrix matrix_;
  std::vector<std::int64_t> offsets_;
};

// An axis for each of the last two dimensions.
inline AxisSet matrix_axes(const Ref& x) {
  AxisSet axes;
  axes.add(x.rank() - 1);
  axes.add(x.rank() - 2);
  return axes;
}
inline AxisSet last_axis(const Ref& x) {
  AxisSet axes;
  axes.add(x.rank() - 1);
  return axes;
}

// The batch rule of an operation on each matrix of a stack.
inline Ref batch_stack(const Batch& r) {
  Node* const in[] = {r.in(0).get()};
  return apply(*r.node().operation, in, r.node().attributes.clone());
}

// The rows of a matrix from the first on, or its columns.
Ref rows_of(const Ref& x, std::int64_t first, std::int64_t count);
Ref columns_of(const Ref& x, std::int64_t first, std::int64_t count);

// The diagonals of square matrices as vectors, and vectors as factors of the columns of matrices.
Ref diagonal_of(const Ref& x);
inline Ref scale_columns(const Ref& x, const Ref& s) {
  AxisSet row;
  row.add(s.rank() - 1);
  return x * expand_dims(s, row);
}
inline Ref scale_rows(const Ref& x, const Ref& s) {
  AxisSet column;
  column.add(s.rank());
  return expand_dims(s, column) * x;
}

// A number a matrix beside matrices.
inline Ref beside_matrices(const Ref& x) {
  AxisSet both;
  both.add(x.rank());
  both.add(x.rank() + 1);
  return expand_dims(x, both);
}

inline Ref symmetric(const Ref& x) { return (x + transposed(x)) * 0.5; }

// The triangle of each matrix, its diagonal times a factor.
Ref triangle(const Ref& x, kernels::Triangle side, double diagonal);
inline Ref lower(const Ref& x, double diagonal = 1) {
  return triangle(x, kernels::Triangle::kLower, diagonal);
}
inline Ref upper(const Ref& x, double diagonal = 1) {
  return triangle(x, kernels::Triangle::kUpper, diagonal);
}

// What is refused: operands that are no matrices, or no square ones.
void require_matrix(const char* operation, const Ref& x);
void require_square(const char* operation, const Ref& x);
// A right side, a vector or a stack of matrices, of as many rows as a.
void require_rows(const char* operation, const Ref& a, const Ref& b);
// Says which matrix of the stack `why` holds of, unless all have results.
void require_results(const char* operation, const Shape& stack, std::int64_t failed, const char* why);

// f of a right side that is a matrix.
template <class F>
Ref with_columns(const Ref& b, F&& f) {
  if (b.rank() > 1) return f(b);
  const Ref y = f(reshape(b, {b.shape()[0], 1}));
  return squeeze(y, last_axis(y));
}

// f of operands in the floating type in which they meet; what 16-bit floats give is rounded once, at the end.
template <class F>
Ref in_common_type(const Ref& a, F&& f) {
  const DType type = floating_of(a.dtype(), a->weak);
  return is_rounded_later(type) ? as_type(f(unrounded(a)), type) : f(as_type(a, type));
}
template <class F>
Ref in_common_type(const Ref& a, const Ref& b, F&& f) {
  const Promotable common = promote(Promotable{floating_of(a.dtype(), a->weak), a->weak},
                                    Promotable{floating_of(b.dtype(), b->weak), b->weak});
  const DType type = common.dtype;
  const DType computed = is_rounded_later(type) ? info_of(type).computed_in : type;
  const Ref y = f(as_type(a, computed), as_type(b, computed));
  return computed == type ? y : as_type(y, type);
}

}  // namespace adjoint::ops
