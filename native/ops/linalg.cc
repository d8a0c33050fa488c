// Matrix products of vectors, matrices and stacks of matrices.
#include "kernels/matmul.h"

#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

void infer_product(Inference& i) {
  const Shape &a = i.in(0).shape, &b = i.in(1).shape;
  const int ra = a.rank(), rb = b.rank();
  if (a[ra - 1] != b[rb - 2])
    fail(ADJ_ERROR_SHAPE, "matmul: shapes ", to_string(a), " and ", to_string(b),
         " do not fit: the last dimension of ", "the first (", a[ra - 1],
         ") must equal the second to last of the second (", b[rb - 2], "); transpose or reshape one of them");
  i.dtype = i.in(0).dtype;
  i.shape = broadcast_shapes("matmul", stack_shape(a), stack_shape(b));
  i.shape.push_back(a[ra - 2]);
  i.shape.push_back(b[rb - 1]);
}

void eval_product(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const int rank = e.out.shape.rank();
  const std::int64_t m = e.out.shape[rank - 2], n = e.out.shape[rank - 1], k = a.shape.back();
  void* y = e.allocate();
  if (e.out.count() == 0) return;  // a stack of empty products may be longer than its places can be listed
  if (rank == 2) {
    kernels::matmul(a.dtype, m, n, k, matrix(a), matrix(b), y, n, false);
    return;
  }
  const Shape stack = stack_shape(e.out.shape);
  const auto of_a = offsets(a, stack), of_b = offsets(b, stack);
  kernels::matmul_batched(a.dtype, static_cast<std::int64_t>(of_a.size()), m, n, k, matrix(a), of_a.data(),
                          matrix(b), of_b.data(), y);
}

// y += a b, of matrices; y is row-major.
void add_product(std::byte* y, const Ref& a, const Ref& b) {
  const std::int64_t n = b.shape()[1];
  kernels::matmul(a.dtype(), a.shape()[0], n, a.shape()[1], matrix(*a), matrix(*b), y, n, true);
}

// The cotangent of operand i, which is the product of these two. A weight that is used again and again (at
// every step of a sequence) sums up in one place.
void give_product(Vjp& r, std::size_t i, const Ref& a, const Ref& b) {
  const bool plain = a.rank() == 2 && b.rank() == 2;
  if (std::byte* sum = plain ? r.sum_in_place(i, {a.get(), b.get()}) : nullptr)
    add_product(sum, a, b);
  else
    r.give(i, sum_to(matmul(a, b), r.in_shape(i)));
}

// Operands with at least two dimensions each, and of one type.
const Operation kMatmul = {
    .name = "matmul",
    .infer = infer_product,
    .eval = eval_product,
    .vjp =
        [](Vjp& r) {
          if (r.wants(0)) give_product(r, 0, r.ct(), transposed(r.in(1)));
          if (r.wants(1)) give_product(r, 1, transposed(r.in(0)), r.ct());
        },
    .jvp =
        [](const Jvp& r) {
          return plus(r.tangent(0) ? matmul(r.tangent(0), r.in(1)) : Ref(),
                      r.tangent(1) ? matmul(r.in(0), r.tangent(1)) : Ref());
        },
    .batch = batch_elementwise,
    .reads = kReads0 | kReads1,
    .kind = OperationKind::kProduct,
};

[[noreturn]] void fail_scalar(const Ref& a, const Ref& b) {
  fail(ADJ_ERROR_SHAPE, "matmul: shapes ", to_string(a.shape()), " and ", to_string(b.shape()),
       ": a scalar has no matrix product; multiply with * instead");
}

}  // namespace

bool is_matmul(const Operation& operation) { return &operation == &kMatmul; }

Ref matmul(const Ref& a, const Ref& b) {
  if (a.rank() == 0 || b.rank() == 0) fail_scalar(a, b);
  const DType common =
      promote({as_number_beside(a, b).dtype(), a->weak}, {as_number_beside(b, a).dtype(), b->weak}).dtype;
  if (is_complex(common)) return of_complex::matmul(a, b);
  Ref x = as_type(a, common), y = as_type(b, common);
  const bool row = a.rank() == 1, column = b.rank() == 1;
  if (row) x = reshape(x, {1, a.shape()[0]});
  if (column) y = reshape(y, {b.shape()[0], 1});

  // A stack of matrices times one matrix is one product with all their rows.
  Shape shape = x.shape();
  const bool flatten = x.rank() > 2 && y.rank() == 2 && shape.back() == y.shape()[0] && x->count() != 0;
  if (flatten) x = reshape(x, {x->count() / shape.back(), shape.back()});
  Ref product = apply_to(kMatmul, {}, x, y);
  if (flatten) {
    shape[shape.rank() - 1] = product.shape().back();
    product = reshape(product, shape);
  }
  if (!row && !column) return product;
  shape = product.shape();
  if (column) shape.erase(shape.rank() - 1);
  if (row) shape.erase(shape.rank() - (column ? 1 : 2));
  return reshape(product, shape);
}

}  // namespace adjoint::ops
