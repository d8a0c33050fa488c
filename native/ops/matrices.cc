// What operations on stacks of matrices share.
#include "ops/matrices.h"

#include <string>

namespace adjoint::ops {
namespace {

struct TriangleAttributes {
  kernels::Triangle side;
  double diagonal;
};

Ref triangle_like(const Ref& x, const Attributes& a) {
  const auto& t = a.as<TriangleAttributes>();
  return triangle(x, t.side, t.diagonal);
}

const Operation kTriangle = {
    .name = "triangle",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const auto& t = e.out.attributes.as<TriangleAttributes>();
          const Shape& shape = e.out.shape;
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          const Shape stack = stack_shape(shape);
          kernels::triangle(e.out.dtype, element_count(stack), shape[shape.rank() - 2], shape.back(),
                            Matrices(e.in(0), stack).get(), t.side, t.diagonal, y);
        },
    .vjp =
        [](Vjp& r) {
          r.give(0, triangle(r.ct(), r.attributes<TriangleAttributes>().side,
                             r.attributes<TriangleAttributes>().diagonal));
        },
    .jvp =
        [](const Jvp& r) {
          const auto& t = r.attributes<TriangleAttributes>();
          return r.tangent(0) ? triangle(r.tangent(0), t.side, t.diagonal) : Ref();
        },
    .batch = [](const Batch& r) { return triangle_like(r.in(0), r.node().attributes); },
};

Ref part_of(const Ref& x, int axis, std::int64_t first, std::int64_t count) {
  Dims start = Dims::filled(x.rank(), 0), length = x.shape();
  start[axis] = first;
  length[axis] = count;
  return slice(x, start, length, Dims::filled(x.rank(), 1));
}

// The indices of a place in a stack: "[2, 0]".
std::string place(const Shape& stack, std::int64_t at) {
  Dims indices = stack;
  for (int axis = stack.rank() - 1; axis >= 0; --axis) {
    indices[axis] = at % stack[axis];
    at /= stack[axis];
  }
  return to_string(indices);
}

}  // namespace

std::vector<std::int64_t> offsets(const Node& n, const Shape& stack) {
  const Shape own = stack_shape(n.shape);
  const Strides strides =
      broadcast_strides(own, Strides(std::span(n.strides.begin(), n.strides.end() - 2)), stack);
  std::vector<std::int64_t> result{0};
  for (int axis = 0; axis < stack.rank(); ++axis) {
    std::vector<std::int64_t> finer;
    finer.reserve(result.size() * static_cast<std::size_t>(stack[axis]));
    for (const std::int64_t base : result)
      for (std::int64_t i = 0; i < stack[axis]; ++i) finer.push_back(base + i * strides[axis]);
    result = std::move(finer);
  }
  return result;
}

Ref rows_of(const Ref& x, std::int64_t first, std::int64_t count) {
  return part_of(x, x.rank() - 2, first, count);
}
Ref columns_of(const Ref& x, std::int64_t first, std::int64_t count) {
  return part_of(x, x.rank() - 1, first, count);
}

Ref diagonal_of(const Ref& x) {
  const std::int64_t n = x.shape().back();
  Shape flat = stack_shape(x.shape());
  flat.push_back(n * n);
  Dims start = Dims::filled(flat.rank(), 0), count = flat, step = Dims::filled(flat.rank(), 1);
  count[flat.rank() - 1] = n;
  step[flat.rank() - 1] = n + 1;
  return slice(reshape(x, flat), start, count, step);
}

Ref triangle(const Ref& x, kernels::Triangle side, double diagonal) {
  return apply_to(kTriangle, Attributes(TriangleAttributes{side, diagonal}), x);
}

void require_matrix(const char* operation, const Ref& x) {
  if (x.rank() < 2)
    fail(ADJ_ERROR_SHAPE, operation, ": takes a matrix or a stack of them, not shape ", to_string(x.shape()));
}

void require_square(const char* operation, const Ref& x) {
  require_matrix(operation, x);
  if (x.shape()[x.rank() - 2] != x.shape().back())
    fail(ADJ_ERROR_SHAPE, operation, ": takes square matrices, not shape ", to_string(x.shape()));
}

void require_rows(const char* operation, const Ref& a, const Ref& b) {
  require_matrix(operation, a);
  const std::int64_t rows = a.shape()[a.rank() - 2];
  if (b.rank() == 0 || b.shape()[std::max(0, b.rank() - 2)] != rows)
    fail(ADJ_ERROR_SHAPE, operation, ": a right side of shape ", to_string(b.shape()),
         " does not fit a matrix of shape ", to_string(a.shape()), "; it needs ", rows,
         b.rank() < 2 ? " elements" : " rows");
}

void require_results(const char* operation, const Shape& stack, std::int64_t failed, const char* why) {
  if (failed == kernels::kAllHaveResults) return;
  if (stack.rank() == 0) fail(ADJ_ERROR_MATRIX, operation, ": the matrix ", why);
  fail(ADJ_ERROR_MATRIX, operation, ": matrix ", place(stack, failed), " of the stack of shape ",
       to_string(stack), " ", why);
}

}  // namespace adjoint::ops
