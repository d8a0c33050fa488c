// Reductions over a set of axes.
#include "kernels/reduce.h"

#include <limits>

#include "ops/rules.h"

namespace adjoint::ops {
namespace {

using kernels::Reduce;

struct ReduceAttributes {
  AxisSet axes;
  bool keepdims;
};

const ReduceAttributes& attributes_of(const Node& n) { return n.attributes.as<ReduceAttributes>(); }

void infer_reduction(Inference& i) {
  const auto& a = i.attributes.as<ReduceAttributes>();
  i.dtype = i.in(0).dtype;
  i.shape = reduced_shape(i.in(0).shape, a.axes, a.keepdims);
}

template <Reduce kFunction>
void eval_reduction(const Evaluation& e) {
  const Node& x = e.in(0);
  kernels::reduce(kFunction, x.dtype, extent_of(x.shape), operand(x), attributes_of(e.out).axes.bits(),
                  e.allocate());
}

template <Reduce kFunction>
RowLoop row_of_reduction(const Attributes& attributes, DType type, int rank) {
  if (!(attributes.as<ReduceAttributes>().axes == AxisSet::all(rank))) return {};
  RowLoop loop = kernels::row_loop_of(kFunction, type);
  loop.join = [](DType of, const void* pieces, std::int64_t n, void* y) {
    kernels::join_pieces(kFunction, of, pieces, n, y);
  };
  return loop;
}

Ref batch_reduction(const Batch& r) {
  const auto& a = r.attributes<ReduceAttributes>();
  return apply_to(*r.node().operation, Attributes(ReduceAttributes{a.axes.shifted(), a.keepdims}), r.in(0));
}

// A reduced tensor with the dropped axes back, as extent 1, so that it broadcasts with the operand.
Ref restore(const Ref& y, const Shape& operand_shape, AxisSet axes) {
  return reshape(y, reduced_shape(operand_shape, axes, true));
}
Ref restore(Vjp& r, const Ref& y) { return restore(y, r.in_shape(0), r.attributes<ReduceAttributes>().axes); }
Ref restore(const Jvp& r, const Ref& y) {
  return restore(y, r.in(0).shape(), r.attributes<ReduceAttributes>().axes);
}

Ref sum_like(const Jvp& r, const Ref& weighted) {
  const auto& a = r.attributes<ReduceAttributes>();
  return sum(weighted, a.axes, a.keepdims);
}

const Operation kSum = {
    .name = "sum",
    .infer = infer_reduction,
    .eval = eval_reduction<Reduce::kSum>,
    .vjp = [](Vjp& r) { r.give(0, broadcast_to(restore(r, r.ct()), r.in_shape(0))); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? sum_like(r, r.tangent(0)) : Ref(); },
    .batch = batch_reduction,
    .kind = OperationKind::kReduction,
    .row = row_of_reduction<Reduce::kSum>,
};

// ---- product ----

// For every element along the last axis the product of all the others, by halving: pair the elements up,
// solve for the pairs' products, and multiply each by its partner. Only multiplications, so zeros among
// the elements are as good as any other number, for derivatives of every order.
Ref products_of_others(const Ref& x) {
  const int last = x.rank() - 1;
  const std::int64_t n = x.shape()[last];
  if (n == 1) return ones_like(x);
  const Dims step = Dims::filled(x.rank(), 1);
  const auto part = [&](std::int64_t from, std::int64_t length) {
    Dims start = Dims::filled(x.rank(), 0), count = x.shape();
    start[last] = from;
    count[last] = length;
    return slice(x, start, count, step);
  };
  const std::int64_t half = n / 2;
  const Ref a = part(0, half), b = part(half, half);
  if (n % 2 == 0) {
    const Ref others = products_of_others(a * b);
    const Ref both[] = {others * b, others * a};
    return concat(both, last);
  }
  const Ref odd = part(2 * half, 1);
  const Ref pairs[] = {a * b, odd};
  const Ref others = products_of_others(concat(pairs, last));
  Dims start = Dims::filled(x.rank(), 0), count = others.shape();
  count[last] = half;
  const Ref of_pairs = slice(others, start, count, step);
  start[last] = half;
  count[last] = 1;
  const Ref all[] = {of_pairs * b, of_pairs * a, slice(others, start, count, step)};
  return concat(all, last);
}

// f along the last axis of a tensor, done over a set of axes: they are brought together at the end and back
// again.
template <class F>
Ref over_axes(const Ref& x, AxisSet axes, F f) {
  if (x->count() == 0) return x;
  int order[kMaxRank], back[kMaxRank], at = 0;
  Shape merged;
  std::int64_t reduced = 1;
  for (int i = 0; i < x.rank(); ++i) {
    if (axes.has(i)) {
      reduced *= x.shape()[i];
    } else {
      merged.push_back(x.shape()[i]);
      order[at++] = i;
    }
  }
  merged.push_back(reduced);
  for (int i = 0; i < x.rank(); ++i)
    if (axes.has(i)) order[at++] = i;
  for (int i = 0; i < x.rank(); ++i) back[order[i]] = i;
  const auto rank = static_cast<std::size_t>(x.rank());
  const Ref moved = permute(x, {order, rank});
  return permute(reshape(f(reshape(moved, merged)), moved.shape()), {back, rank});
}

Ref products_of_others(const Ref& x, AxisSet axes) {
  return over_axes(x, axes, [](const Ref& last) { return products_of_others(last); });
}

const Operation kProd = {
    .name = "prod",
    .infer = infer_reduction,
    .eval = eval_reduction<Reduce::kProd>,
    .vjp =
        [](Vjp& r) {
          const Ref others = products_of_others(r.in(0), r.attributes<ReduceAttributes>().axes);
          r.give(0, restore(r, r.ct()) * others);
        },
    .jvp =
        [](const Jvp& r) {
          if (!r.tangent(0)) return Ref();
          return sum_like(r,
                          r.tangent(0) * products_of_others(r.in(0), r.attributes<ReduceAttributes>().axes));
        },
    .batch = batch_reduction,
    .reads = kReads0,
    .kind = OperationKind::kReduction,
};

// ---- largest and smallest ----

// Each element's share of the result: equal parts to all that attain it.
Ref shares(const Ref& x, const Ref& y_restored, AxisSet axes) {
  const Ref attained = cast(equal(x, y_restored), x.dtype());
  return attained / sum(attained, axes, true);
}

void vjp_extremum(Vjp& r) {
  const AxisSet axes = r.attributes<ReduceAttributes>().axes;
  r.give(0, restore(r, r.ct()) * shares(r.in(0), restore(r, r.out()), axes));
}

Ref jvp_extremum(const Jvp& r) {
  if (!r.tangent(0)) return nullptr;
  const AxisSet axes = r.attributes<ReduceAttributes>().axes;
  return sum_like(r, r.tangent(0) * shares(r.in(0), restore(r, r.out()), axes));
}

template <Reduce kFunction>
Operation extremum(const char* name) {
  return {
      .name = name,
      .infer =
          [](Inference& i) {
            infer_reduction(i);
            if (i.in(0).count() == 0 && element_count(i.shape) != 0)
              fail(ADJ_ERROR_SHAPE, i.operation, ": no elements to choose from in shape ",
                   to_string(i.in(0).shape), "; an empty tensor has no largest or smallest element");
          },
      .eval = eval_reduction<kFunction>,
      .vjp = vjp_extremum,
      .jvp = jvp_extremum,
      .batch = batch_reduction,
      .reads = kReads0 | kReadsOut,
      .kind = OperationKind::kReduction,
  };
}

const Operation kMax = extremum<Reduce::kMax>("max");
const Operation kMin = extremum<Reduce::kMin>("min");

// ---- logsumexp ----

double largest_number(DType type) {
  switch (type) {
    case DType::kFloat16:
      return 65504;
    case DType::kBFloat16:
      return 0x1.fep127;
    case DType::kFloat32:
      return std::numeric_limits<float>::max();
    default:
      return std::numeric_limits<double>::max();
  }
}

// The derivative by each element is its share of the sum. Not exp(x - y), which would have the rounding
// errors of y. Where elements are infinite they share it all; where all are -infinity, none has any
// (has_shares).
Ref shares(const Ref& x, AxisSet axes) {
  const double most = largest_number(x.dtype());
  const Ref bounded = minimum(maximum(x, scalar(x.dtype(), -most)), scalar(x.dtype(), most));
  return over_axes(bounded, axes, [](const Ref& last) { return softmax(last, last.rank() - 1); });
}
Ref has_shares(const Ref& y) {
  const Ref none = equal(y, scalar(y.dtype(), -std::numeric_limits<double>::infinity()));
  return where(none, scalar(y.dtype(), 0), scalar(y.dtype(), 1));
}

const Operation kLogSumExp = {
    .name = "logsumexp",
    .infer = infer_reduction,
    .eval = eval_reduction<Reduce::kLogSumExp>,
    .vjp =
        [](Vjp& r) {
          const Ref each = restore(r, r.ct() * has_shares(r.out()));
          r.give(0, each * shares(r.in(0), r.attributes<ReduceAttributes>().axes));
        },
    .jvp =
        [](const Jvp& r) {
          if (!r.tangent(0)) return Ref();
          const Ref all = r.tangent(0) * shares(r.in(0), r.attributes<ReduceAttributes>().axes);
          return has_shares(r.out()) * sum_like(r, all);
        },
    .batch = batch_reduction,
    .reads = kReads0 | kReadsOut,
    .kind = OperationKind::kReduction,
};

// ---- norm ----

// x / y, which is 0 in every order where y is.
Ref direction(const Ref& x, const Ref& y_restored) {
  const Ref infinity = scalar(x.dtype(), std::numeric_limits<double>::infinity());
  return x / where(equal(y_restored, scalar(x.dtype(), 0)), infinity, y_restored);
}

const Operation kNorm = {
    .name = "norm",
    .infer = infer_reduction,
    .eval = eval_reduction<Reduce::kNorm>,
    .vjp = [](Vjp& r) { r.give(0, restore(r, r.ct()) * direction(r.in(0), restore(r, r.out()))); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? sum_like(r, r.tangent(0) * direction(r.in(0), restore(r, r.out()))) : Ref();
        },
    .batch = batch_reduction,
    .reads = kReads0 | kReadsOut,
    .kind = OperationKind::kReduction,
};

// ---- truth values and positions ----

template <Reduce kFunction>
Operation truth(const char* name) {
  return {.name = name,
          .infer = infer_reduction,
          .eval = eval_reduction<kFunction>,
          .batch = batch_reduction,
          .blocks_gradient = true,
          .kind = OperationKind::kReduction};
}

const Operation kAll = truth<Reduce::kAll>("all");
const Operation kAny = truth<Reduce::kAny>("any");

struct PositionAttributes {
  int axis;
  bool keepdims;
};

template <bool kLargest>
Operation position(const char* name) {
  return {
      .name = name,
      .infer =
          [](Inference& i) {
            const auto& a = i.attributes.as<PositionAttributes>();
            AxisSet axes;
            axes.add(a.axis);
            i.dtype = DType::kInt64;
            i.weak = false;
            i.shape = reduced_shape(i.in(0).shape, axes, a.keepdims);
            if (i.in(0).shape[a.axis] == 0 && element_count(i.shape) != 0)
              fail(ADJ_ERROR_SHAPE, i.operation, ": no elements along axis ", a.axis, " of shape ",
                   to_string(i.in(0).shape));
          },
      .eval =
          [](const Evaluation& e) {
            const Node& x = e.in(0);
            kernels::arg_reduce(kLargest, x.dtype, extent_of(x.shape), operand(x),
                                e.out.attributes.as<PositionAttributes>().axis,
                                reinterpret_cast<std::int64_t*>(e.allocate()));
          },
      .batch =
          [](const Batch& r) {
            const auto& a = r.attributes<PositionAttributes>();
            return apply_to(*r.node().operation, Attributes(PositionAttributes{a.axis + 1, a.keepdims}),
                            r.in(0));
          },
      .blocks_gradient = true,
      .kind = OperationKind::kReduction,
  };
}

const Operation kArgMax = position<true>("argmax");
const Operation kArgMin = position<false>("argmin");

Ref reduced(const Operation& operation, const Ref& x, AxisSet axes, bool keepdims) {
  return apply_to(operation, Attributes(ReduceAttributes{axes, keepdims}), x);
}

// An axis of a scalar is taken as that of a vector of one, as NumPy does.
Ref positioned(const Operation& operation, const Ref& x, int axis, bool keepdims) {
  if (x.rank() == 0) return reshape(positioned(operation, reshape(x, {1}), axis, false), {});
  return apply_to(operation, Attributes(PositionAttributes{axis, keepdims}), as_number(x));
}

// Sums and products of integers have room to grow.
Ref as_total(const Ref& x) {
  return info_of(x.dtype()).kind <= Kind::kInteger ? as_type(x, DType::kInt64) : x;
}

}  // namespace

Ref sum(const Ref& x, AxisSet axes, bool keepdims) {
  if (has_parts(x)) return by_parts(x, [&](const Ref& part) { return sum(part, axes, keepdims); });
  return reduced(kSum, as_total(x), axes, keepdims);
}

Ref mean(const Ref& x, AxisSet axes, bool keepdims) {
  if (is_rounded_later(x.dtype())) return as_type(mean(unrounded(x), axes, keepdims), x.dtype());
  const Ref value = as_floating(x);
  std::int64_t count = 1;
  for (int i = 0; i < x.rank(); ++i)
    if (axes.has(i)) count *= x.shape()[i];
  return sum(value, axes, keepdims) / static_cast<double>(count);
}

Ref prod(const Ref& x, AxisSet axes, bool keepdims) { return reduced(kProd, as_total(x), axes, keepdims); }
Ref max(const Ref& x, AxisSet axes, bool keepdims) { return reduced(kMax, as_number(x), axes, keepdims); }
Ref min(const Ref& x, AxisSet axes, bool keepdims) { return reduced(kMin, as_number(x), axes, keepdims); }
Ref logsumexp(const Ref& x, AxisSet axes, bool keepdims) {
  return reduced(kLogSumExp, as_floating(x), axes, keepdims);
}
Ref norm(const Ref& x, AxisSet axes, bool keepdims) { return reduced(kNorm, as_floating(x), axes, keepdims); }
Ref all(const Ref& x, AxisSet axes, bool keepdims) {
  return reduced(kAll, cast(x, DType::kBool), axes, keepdims);
}
Ref any(const Ref& x, AxisSet axes, bool keepdims) {
  return reduced(kAny, cast(x, DType::kBool), axes, keepdims);
}
Ref argmax(const Ref& x, int axis, bool keepdims) { return positioned(kArgMax, x, axis, keepdims); }
Ref argmin(const Ref& x, int axis, bool keepdims) { return positioned(kArgMin, x, axis, keepdims); }

Ref sum_to(const Ref& x, const Shape& to) {
  if (x.shape() == to) return x;
  AxisSet axes;
  const int shift = x.rank() - to.rank();
  for (int i = 0; i < x.rank(); ++i)
    if (i < shift || (to[i - shift] == 1 && x.shape()[i] != 1)) axes.add(i);
  const Ref summed = axes.empty() ? x : sum(x, axes, false);
  return summed.shape() == to ? summed : reshape(summed, to);
}

}  // namespace adjoint::ops
