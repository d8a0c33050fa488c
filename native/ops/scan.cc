// What runs along an axis: sums, products and extrema of all elements up to each.
//
// Derivatives of all but the sum are recurrences y[j] = a[j] y[j - 1] + x[j], an operation that is closed
// under its own rules: they are exact at zeros and go on to every order.
#include "ops/scan.h"

#include <limits>

#include "kernels/scan.h"
#include "ops/along.h"

namespace adjoint::ops {
namespace {

struct Way {
  std::int32_t axis;
  std::int32_t reverse;

  Way back() const { return {axis, !reverse}; }
  Way in_batch() const { return {axis + 1, reverse}; }
};

kernels::Scanned scanned(const Node& n) {
  const auto& way = n.attributes.as<Way>();
  const Sides sides(n.shape, way.axis);
  return {n.count() == 0 ? 0 : sides.outer, n.shape[way.axis], sides.inner, way.reverse != 0};
}

void infer_like_x(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape = i.in(0).shape;
}

using Kernel = void (*)(DType, const kernels::Scanned&, const void*, void*);

template <Kernel kKernel>
void eval_scan(const Evaluation& e) {
  const Ref x = contiguous(e.inputs[0]);
  kKernel(e.out.dtype, scanned(e.out), x->data, e.allocate());
}

Ref batch_scan(const Batch& r) {
  return apply_to(*r.node().operation, Attributes(r.attributes<Way>().in_batch()), r.in(0));
}

// What stood before each element on the way, and `first` before the first one.
Ref before(const Ref& x, Way way, double first) {
  const std::int64_t n = x.shape()[way.axis];
  if (n == 0) return x;
  Dims start = Dims::filled(x.rank(), 0), count = x.shape();
  count[way.axis] = n - 1;
  if (way.reverse) start[way.axis] = 1;
  const Ref rest = slice(x, start, count, Dims::filled(x.rank(), 1));
  count[way.axis] = 1;
  const Ref edge = full(x.dtype(), count, first);
  const Ref parts[] = {way.reverse ? rest : edge, way.reverse ? edge : rest};
  return concat(parts, way.axis);
}

// ---- sums ----

Ref sums(const Ref& x, Way way);

const Operation kCumSum = {
    .name = "cumsum",
    .infer = infer_like_x,
    .eval = eval_scan<kernels::cumulative_sum>,
    .vjp = [](Vjp& r) { r.give(0, sums(r.ct(), r.attributes<Way>().back())); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? sums(r.tangent(0), r.attributes<Way>()) : Ref(); },
    .batch = batch_scan,
};

Ref sums(const Ref& x, Way way) { return apply_to(kCumSum, Attributes(way), x); }

// ---- recurrences ----

Ref recurrence(const Ref& a, const Ref& x, Way way);

const Operation kRecurrence = {
    .name = "recurrence",
    .infer = infer_like_x,
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]), x = contiguous(e.inputs[1]);
          kernels::recurrence(e.out.dtype, scanned(e.out), a->data, x->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          // What reaches y[j] comes from its own cotangent, and through a[j + 1] from what reaches y[j + 1].
          const Way way = r.attributes<Way>();
          const Ref reaching = recurrence(before(r.in(0), way.back(), 0), r.ct(), way.back());
          if (r.wants(0)) r.give(0, reaching * before(r.out(), way, 0));
          if (r.wants(1)) r.give(1, reaching);
        },
    .jvp = [](const Jvp& r) -> Ref {
      const Way way = r.attributes<Way>();
      const Ref &da = r.tangent(0), &dx = r.tangent(1);
      const Ref added = plus(da ? da * before(r.out(), way, 0) : Ref(), dx);
      return added ? recurrence(r.in(0), added, way) : added;
    },
    .batch =
        [](const Batch& r) {
          return recurrence(with_batch_axis(r, 0), with_batch_axis(r, 1), r.attributes<Way>().in_batch());
        },
    .reads = kReads0 | kReadsOut,
};

Ref recurrence(const Ref& a, const Ref& x, Way way) { return apply_to(kRecurrence, Attributes(way), a, x); }

// ---- products ----

const Operation kCumProd = {
    .name = "cumprod",
    .infer = infer_like_x,
    .eval = eval_scan<kernels::cumulative_product>,
    .vjp =
        [](Vjp& r) {
          const Way way = r.attributes<Way>();
          const Ref reaching = recurrence(before(r.in(0), way.back(), 0), r.ct(), way.back());
          r.give(0, reaching * before(r.out(), way, 1));
        },
    .jvp = [](const Jvp& r) -> Ref {
      const Way way = r.attributes<Way>();
      return r.tangent(0) ? recurrence(r.in(0), r.tangent(0) * before(r.out(), way, 1), way) : Ref();
    },
    .batch = batch_scan,
    .reads = kReads0 | kReadsOut,
};

// ---- logarithms of sums of exponentials ----

// e^(a - b), and 1 for infinities that are equal.
Ref ratio(const Ref& a, const Ref& b) { return where(equal(a, b), scalar(a.dtype(), 1), exp(a - b)); }

// The share of each element in the sum up to it, and of the sum before it.
Ref share_of(const Ref& x, const Ref& y) {
  const Ref none = scalar(x.dtype(), -std::numeric_limits<double>::infinity());
  return where(equal(x, none), scalar(x.dtype(), 0), ratio(x, y));
}
Ref share_before(const Ref& y, Way way) {
  return ratio(before(y, way, -std::numeric_limits<double>::infinity()), y);
}

const Operation kLogCumSumExp = {
    .name = "logcumsumexp",
    .infer = infer_like_x,
    .eval = eval_scan<kernels::cumulative_log_sum_exp>,
    .vjp =
        [](Vjp& r) {
          const Way way = r.attributes<Way>();
          const Ref y = r.out();
          const Ref reaching = recurrence(before(share_before(y, way), way.back(), 0), r.ct(), way.back());
          r.give(0, reaching * share_of(r.in(0), y));
        },
    .jvp = [](const Jvp& r) -> Ref {
      const Way way = r.attributes<Way>();
      const Ref y = r.out();
      return r.tangent(0) ? recurrence(share_before(y, way), r.tangent(0) * share_of(r.in(0), y), way)
                          : Ref();
    },
    .batch = batch_scan,
    .reads = kReads0 | kReadsOut,
};

// ---- extrema: the elements where they stand ----

template <bool kLargest>
Operation places(const char* name) {
  return {
      .name = name,
      .infer =
          [](Inference& i) {
            i.dtype = DType::kInt64;
            i.weak = false;
            i.shape = i.in(0).shape;
          },
      .eval =
          [](const Evaluation& e) {
            const Ref x = contiguous(e.inputs[0]);
            kernels::cumulative_extremum(kLargest, x.dtype(), scanned(e.out), x->data,
                                         reinterpret_cast<std::int64_t*>(e.allocate()));
          },
      .batch = batch_scan,
      .blocks_gradient = true,
  };
}

const Operation kLargestSoFar = places<true>("argcummax"), kSmallestSoFar = places<false>("argcummin");

Ref along_axis(const Operation& operation, const Ref& x, int axis, bool reverse) {
  return apply_to(operation, Attributes(Way{axis, reverse}), x);
}

// Sums and products of integers have room to grow.
Ref as_total(const Ref& x) {
  return info_of(x.dtype()).kind <= Kind::kInteger ? as_type(x, DType::kInt64) : x;
}

}  // namespace

Ref cumsum(const Ref& x, int axis, bool reverse) {
  if (has_parts(x)) return by_parts(x, [&](const Ref& part) { return cumsum(part, axis, reverse); });
  return along_axis(kCumSum, as_total(x), axis, reverse);
}
Ref cumprod(const Ref& x, int axis, bool reverse) { return along_axis(kCumProd, as_total(x), axis, reverse); }
Ref logcumsumexp(const Ref& x, int axis, bool reverse) {
  return along_axis(kLogCumSumExp, as_floating(x), axis, reverse);
}
Ref cummax(const Ref& x, int axis, bool reverse) {
  const Ref numbers = as_number(x);
  return take_along_axis(numbers, along_axis(kLargestSoFar, numbers, axis, reverse), axis);
}
Ref cummin(const Ref& x, int axis, bool reverse) {
  const Ref numbers = as_number(x);
  return take_along_axis(numbers, along_axis(kSmallestSoFar, numbers, axis, reverse), axis);
}

}  // namespace adjoint::ops
