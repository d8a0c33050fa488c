// Functions of matrices, and Sylvester's equation, whose solution is the derivative of the square root.
//
// The derivative of f along changes e1, e2, ... of a stands in f of a larger matrix: for one change,
// f([[a, e], [0, a]]) = [[f(a), df], [0, f(a)]] (N. J. Higham, "Functions of Matrices", SIAM 2008, 3.2; for
// the exponential A. H. Al-Mohy and N. J. Higham, SIAM J. Matrix Anal. Appl. 30 (2009)). It is linear in each
// change and does not depend on their order, and so its own derivative is again one of those, with a change
// more. The transpose of e -> D f(a)[.., e] is e -> D f(aT)[..T, e].
#include <vector>

#include "ops/decompose.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

std::int64_t order(const Ref& x) { return x.shape().back(); }

constexpr std::uint32_t kReadsOperands = ~kReadsOut;

// ---- derivatives: operands a and its changes ----

Ref change(const Operation& operation, std::span<const Ref> operands) {
  std::vector<Node*> nodes;
  for (const Ref& x : operands) nodes.push_back(x.get());
  return apply(operation, nodes, {});
}

template <kernels::MatrixFunction F>
void eval_change(const Evaluation& e) {
  std::vector<Ref> rows;
  std::vector<const void*> data;
  for (Node* in : e.inputs) {
    rows.push_back(contiguous(in));
    data.push_back(rows.back()->data);
  }
  const Shape stack = stack_shape(e.out.shape);
  void* const y = e.allocate();
  if (e.out.count() == 0) return;
  require_results("derivative of a function", stack,
                  kernels::function_change(F, e.out.dtype, element_count(stack), e.out.shape.back(), data, y),
                  "has no result");
}

// The cotangent takes the place of a change, and of one more for the matrix itself.
template <const Operation& Self>
void vjp_change(Vjp& r) {
  std::vector<Ref> turned;
  for (std::size_t i = 0; i < r.input_count(); ++i) turned.push_back(transposed(r.in(i)));
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    if (!r.wants(i)) continue;
    std::vector<Ref> operands = turned;
    if (i == 0)
      operands.push_back(r.ct());
    else
      operands[i] = r.ct();
    r.give(i, change(Self, operands));
  }
}

template <const Operation& Self>
Ref jvp_change(const Jvp& r) {
  std::vector<Ref> all;
  for (std::size_t i = 0; i < r.input_count(); ++i) all.push_back(r.in(i));
  Ref sum;
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    if (!r.tangent(i)) continue;
    std::vector<Ref> operands = all;
    if (i == 0)
      operands.push_back(r.tangent(0));
    else
      operands[i] = r.tangent(i);
    sum = plus(sum, change(Self, operands));
  }
  return sum;
}

Ref batch_change(const Batch& r) {
  Shape shape = r.node().shape;
  shape.insert(0, r.size());
  std::vector<Ref> operands;
  for (std::size_t i = 0; i < r.input_count(); ++i)
    operands.push_back(r.batched(i) ? r.in(i) : broadcast_to(r.in(i), shape));
  return change(*r.node().operation, operands);
}

template <kernels::MatrixFunction F, const Operation& Self>
Operation derivative(const char* name) {
  return {.name = name,
          .infer = infer_like_operand,
          .eval = eval_change<F>,
          .vjp = vjp_change<Self>,
          .jvp = jvp_change<Self>,
          .batch = batch_change,
          .reads = kReadsOperands};
}

extern const Operation kMatrixExpFrechet, kMatrixLogFrechet;
const Operation kMatrixExpFrechet = derivative<kernels::matrix_exp, kMatrixExpFrechet>("matrix_exp_frechet");
const Operation kMatrixLogFrechet = derivative<kernels::matrix_log, kMatrixLogFrechet>("matrix_log_frechet");

template <const Operation& Derivative>
void vjp_function(Vjp& r) {
  const Ref operands[] = {transposed(r.in(0)), r.ct()};
  r.give(0, change(Derivative, operands));
}
template <const Operation& Derivative>
Ref jvp_function(const Jvp& r) {
  const Ref operands[] = {r.in(0), r.tangent(0)};
  return r.tangent(0) ? change(Derivative, operands) : Ref();
}

// ---- the functions ----

template <kernels::MatrixFunction Kernel>
void eval_function(const Evaluation& e, const char* operation, const char* why) {
  const Ref a = contiguous(e.inputs[0]);
  const Shape stack = stack_shape(a.shape());
  void* const y = e.allocate();
  if (e.out.count() == 0) return;
  require_results(operation, stack, Kernel(a->dtype, element_count(stack), order(a), a->data, y), why);
}

const Operation kMatrixExp = {
    .name = "matrix_exp",
    .infer = infer_like_operand,
    .eval = [](const Evaluation& e) { eval_function<kernels::matrix_exp>(e, "matrix_exp", ""); },
    .vjp = vjp_function<kMatrixExpFrechet>,
    .jvp = jvp_function<kMatrixExpFrechet>,
    .batch = batch_stack,
    .reads = kReads0,
};

const Operation kMatrixLog = {
    .name = "matrix_log",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          eval_function<kernels::matrix_log>(
              e, "matrix_log", "has an eigenvalue that is zero or negative, and no real principal logarithm");
        },
    .vjp = vjp_function<kMatrixLogFrechet>,
    .jvp = jvp_function<kMatrixLogFrechet>,
    .batch = batch_stack,
    .reads = kReads0,
};

const Operation kMatrixSqrt = {
    .name = "matrix_sqrt",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          eval_function<kernels::matrix_sqrt>(
              e, "matrix_sqrt",
              "has a negative eigenvalue, or a zero without a root, and no real principal root");
        },
    // Y dY + dY Y = da
    .vjp =
        [](Vjp& r) {
          const Ref turned = transposed(r.out());
          r.give(0, sylvester(turned, turned, r.ct()));
        },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? sylvester(r.out(), r.out(), r.tangent(0)) : Ref(); },
    .batch = batch_stack,
    .reads = kReadsOut,
};

// ---- a X + X b = C ----

Ref solve_sylvester(const Ref& a, const Ref& b, const Ref& c);

const Operation kSylvester = {
    .name = "sylvester",
    .infer =
        [](Inference& i) {
          const Shape &a = i.in(0).shape, &b = i.in(1).shape, &c = i.in(2).shape;
          i.dtype = i.in(2).dtype;
          const Shape stack = broadcast_shapes("sylvester", stack_shape(a), stack_shape(b));
          i.shape = with_matrix(broadcast_shapes("sylvester", stack, stack_shape(c)), a.back(), b.back());
        },
    .eval =
        [](const Evaluation& e) {
          const Shape& shape = e.out.shape;
          const Shape stack = stack_shape(shape);
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          require_results(
              "sylvester", stack,
              kernels::sylvester(e.out.dtype, element_count(stack), shape[shape.rank() - 2], shape.back(),
                                 Matrices(e.in(0), stack).get(), Matrices(e.in(1), stack).get(),
                                 Matrices(e.in(2), stack).get(), y),
              "has no unique solution: an eigenvalue of a is the negative of one of b");
        },
    // With S the solution for the transposed matrices: c = S, a = -S XT, b = -XT S.
    .vjp =
        [](Vjp& r) {
          const Ref s = solve_sylvester(transposed(r.in(0)), transposed(r.in(1)), r.ct()),
                    turned = transposed(r.out());
          if (r.wants(0)) r.give(0, sum_to(-matmul(s, turned), r.in_shape(0)));
          if (r.wants(1)) r.give(1, sum_to(-matmul(turned, s), r.in_shape(1)));
          if (r.wants(2)) r.give(2, sum_to(s, r.in_shape(2)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      const Ref &da = r.tangent(0), &db = r.tangent(1), &dc = r.tangent(2), x = r.out();
      if (!da && !db && !dc) return nullptr;
      const Ref change = plus(da ? -matmul(da, x) : Ref(), db ? -matmul(x, db) : Ref());
      return solve_sylvester(r.in(0), r.in(1), plus(dc, change));
    },
    .batch = batch_elementwise,
    .reads = kReads0 | kReads1 | kReadsOut,
};

Ref solve_sylvester(const Ref& a, const Ref& b, const Ref& c) { return apply_to(kSylvester, {}, a, b, c); }

}  // namespace

Ref matrix_exp(const Ref& a) {
  require_square("matrix_exp", a);
  return in_common_type(a, [](const Ref& x) { return apply_to(kMatrixExp, {}, x); });
}

Ref matrix_exp_frechet(const Ref& a, const Ref& along) {
  require_square("matrix_exp_frechet", a);
  if (!(a.shape() == along.shape()))
    fail(ADJ_ERROR_SHAPE, "matrix_exp_frechet: a change of shape ", to_string(along.shape()),
         " does not fit a matrix of shape ", to_string(a.shape()));
  return in_common_type(a, along,
                        [](const Ref& x, const Ref& e) { return apply_to(kMatrixExpFrechet, {}, x, e); });
}

Ref matrix_sqrt(const Ref& a) {
  require_square("matrix_sqrt", a);
  return in_common_type(a, [](const Ref& x) { return apply_to(kMatrixSqrt, {}, x); });
}

Ref matrix_log(const Ref& a) {
  require_square("matrix_log", a);
  return in_common_type(a, [](const Ref& x) { return apply_to(kMatrixLog, {}, x); });
}

Ref sylvester(const Ref& a, const Ref& b, const Ref& c) {
  require_square("sylvester", a);
  require_square("sylvester", b);
  require_matrix("sylvester", c);
  if (c.shape()[c.rank() - 2] != order(a) || c.shape().back() != order(b))
    fail(ADJ_ERROR_SHAPE, "sylvester: c of shape ", to_string(c.shape()), " does not fit a of shape ",
         to_string(a.shape()), " and b of shape ", to_string(b.shape()));
  return in_common_type(
      a, c, [&](const Ref& x, const Ref& right) { return solve_sylvester(x, as_type(b, x.dtype()), right); });
}

}  // namespace adjoint::ops
