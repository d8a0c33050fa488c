// Order along an axis. The places of elements have no derivative; what stands there is taken by
// TakeAlongAxis, whose rules send it to where it came from.
#include "ops/sort.h"

#include <limits>

#include "kernels/sort.h"
#include "ops/along.h"

namespace adjoint::ops {
namespace {

// Along the last axis.
struct First {
  std::int64_t k;
  std::int64_t descending;
};

std::int64_t rows_of(const Node& n) { return n.count() == 0 ? 0 : n.count() / n.shape.back(); }

Ref batch_alone(const Batch& r) {
  return apply_to(*r.node().operation, r.node().attributes.clone(), r.in(0));
}

const Operation kArgSort = {
    .name = "argsort",
    .infer =
        [](Inference& i) {
          i.dtype = DType::kInt64;
          i.weak = false;
          i.shape = i.in(0).shape;
          if (i.shape.back() > std::numeric_limits<std::uint32_t>::max())
            fail(ADJ_ERROR_SHAPE, i.operation, ": ", i.shape.back(),
                 " elements along an axis; 4294967295 are the most that can be sorted");
          i.shape[i.shape.rank() - 1] = i.attributes.as<First>().k;
        },
    .eval =
        [](const Evaluation& e) {
          const auto& first = e.out.attributes.as<First>();
          const Ref x = contiguous(e.inputs[0]);
          const std::int64_t rows = rows_of(*x), count = x.shape().back();
          auto* y = reinterpret_cast<std::int64_t*>(e.allocate());
          if (first.k == count)
            kernels::argsort(x.dtype(), rows, count, first.descending != 0, x->data, y);
          else
            kernels::argsort_first(x.dtype(), rows, count, first.k, first.descending != 0, x->data, y);
        },
    .batch = batch_alone,
    .blocks_gradient = true,
};

// Leading dimensions, as many as `rows` says, are those of both operands.
const Operation kSearchSorted = {
    .name = "searchsorted",
    .infer =
        [](Inference& i) {
          const int rows = i.in(0).shape.rank() - 1;
          i.dtype = DType::kInt64;
          i.weak = false;
          i.shape = i.in(1).shape;
          bool fits = i.shape.rank() >= rows;
          for (int d = 0; fits && d < rows; ++d) fits = i.shape[d] == i.in(0).shape[d];
          if (!fits)
            fail(ADJ_ERROR_SHAPE, i.operation, ": values of shape ", to_string(i.in(1).shape),
                 " need the leading dimensions of the sorted rows of shape ", to_string(i.in(0).shape));
        },
    .eval =
        [](const Evaluation& e) {
          const Ref sorted = contiguous(e.inputs[0]), values = contiguous(e.inputs[1]);
          std::int64_t rows = 1;
          for (int d = 0; d + 1 < sorted.rank(); ++d) rows *= sorted.shape()[d];
          auto* y = reinterpret_cast<std::int64_t*>(e.allocate());
          if (values->count() == 0) return;
          kernels::search_sorted(sorted.dtype(),
                                 {rows, sorted.shape().back(), values->count() / rows, sorted.rank() == 1,
                                  e.out.attributes.as<std::int64_t>() != 0},
                                 sorted->data, values->data, y);
        },
    .batch =
        [](const Batch& r) {
          const Ref sorted = r.batched(0) || r.in(0).rank() > 1 ? with_batch_axis(r, 0) : r.in(0);
          return apply_to(*r.node().operation, r.node().attributes.clone(), sorted, with_batch_axis(r, 1));
        },
    .blocks_gradient = true,
};

Ref first_along(const Ref& x, std::int64_t k, int axis, bool descending) {
  const int last = x.rank() - 1;
  const Ref rows = move_axis(as_number(x), axis, last);
  return move_axis(apply_to(kArgSort, Attributes(First{k, descending}), rows), last, axis);
}

}  // namespace

Ref argsort(const Ref& x, int axis, bool descending) {
  return first_along(x, x.shape()[axis], axis, descending);
}

Ref topk(const Ref& x, std::int64_t k, int axis, bool largest) {
  if (k < 0 || k > x.shape()[axis])
    fail(ADJ_ERROR_RANGE, "topk: k is ", k, ", but axis ", axis, " of shape ", to_string(x.shape()), " has ",
         x.shape()[axis], " elements");
  return first_along(x, k, axis, largest);
}

Ref searchsorted(const Ref& sorted, const Ref& values, bool right) {
  if (sorted.rank() == 0)
    fail(ADJ_ERROR_SHAPE, "searchsorted: a scalar is no sorted vector; it has no axis to search along");
  const DType common =
      promote({as_number(sorted).dtype(), sorted->weak}, {as_number(values).dtype(), values->weak}).dtype;
  return apply_to(kSearchSorted, Attributes(std::int64_t{right}), as_type(sorted, common),
                  as_type(values, common));
}

}  // namespace adjoint::ops
