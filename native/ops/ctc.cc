// The loss of sequences whose alignment with their labels is not known: the sum over all alignments, and the
// shares that steps and places have of it, which are its gradient.
//
// The derivative of the shares is symmetric, being the second one of the sum: one function serves both modes.
// It is made of ordinary operations, step by step.
#include "kernels/ctc.h"

#include <cmath>
#include <vector>

#include "ops/loss.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

constexpr const char* kName = "ctc";

// Operands x [steps, examples, places], whether places may be leapt to [examples, places], and for each
// example the number of its steps and its last place.
constexpr std::size_t kX = 0, kLeaps = 1, kLengths = 2, kEnds = 3;

Ref shares(const Ref& x, const Ref& leaps, const Ref& lengths, const Ref& ends);
Ref shares_change(const Ref& x, const Ref& leaps, const Ref& lengths, const Ref& ends, const Ref& w);

// Whether each number lies between 0 and the largest.
void require_numbers(const Node& numbers, std::int64_t each, std::int64_t most, const char* what) {
  const auto* const values = numbers.elements<std::int64_t>();
  for (std::int64_t i = 0; i < numbers.count(); ++i)
    if (values[i] < 0 || values[i] > most * each)
      fail(ADJ_ERROR_RANGE, kName, ": example ", i, " cannot have ", values[i] / each, " ", what,
           "; it has from 0 to ", most);
}

// Operands of a kernel, without gaps.
class Problem {
 public:
  explicit Problem(const Evaluation& e)
      : x_(contiguous(e.inputs[kX])),
        leaps_(contiguous(e.inputs[kLeaps])),
        lengths_(contiguous(e.inputs[kLengths])),
        ends_(contiguous(e.inputs[kEnds])) {
    require_numbers(*lengths_, 1, x_.shape()[0], "steps");
    require_numbers(*ends_, 2, (x_.shape()[2] - 1) / 2, "labels");
  }
  kernels::Alignments shape() const {
    const Shape& s = x_.shape();
    return {s[0],
            s[1],
            s[2],
            leaps_->elements<std::uint8_t>(),
            lengths_->elements<std::int64_t>(),
            ends_->elements<std::int64_t>()};
  }
  const void* x() const { return x_->data; }

 private:
  Ref x_, leaps_, lengths_, ends_;
};

// Examples of a batch are more examples: the axis of those, in each operand, with that of the batch before
// it.
Ref examples_of_batch(const Batch& r, std::size_t i) {
  const int axis = i == kX ? 1 : 0;
  const Ref x = move_axis(with_batch_axis(r, i), 0, axis);
  Shape shape = x.shape();
  shape[axis] *= shape[axis + 1];
  shape.erase(axis + 1);
  return reshape(x, shape);
}

Ref batch_examples(const Batch& r) {
  const Ref in[] = {examples_of_batch(r, 0), examples_of_batch(r, 1), examples_of_batch(r, 2),
                    examples_of_batch(r, 3)};
  const Ref y = apply_to(*r.node().operation, {}, in[0], in[1], in[2], in[3]);
  Shape shape = r.node().shape;
  const int axis = shape.rank() == 1 ? 0 : 1;
  shape.insert(axis, r.size());
  return move_axis(reshape(y, shape), axis, 0);
}

// A number an example, beside x.
Ref beside_places(const Ref& of_examples) {
  AxisSet places;
  places.add(1);
  return expand_dims(of_examples, places);
}

const Operation kAlignmentSum = {
    .name = "alignment_sum",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(kX).dtype;
          i.shape = {i.in(kX).shape[1]};
        },
    .eval =
        [](const Evaluation& e) {
          const Problem p(e);
          kernels::alignment_sum(e.out.dtype, p.shape(), p.x(), e.allocate());
        },
    .vjp = [](Vjp& r) { r.give(0, beside_places(r.ct()) * shares(r.in(0), r.in(1), r.in(2), r.in(3))); },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0)) return nullptr;
      AxisSet axes;
      axes.add(0);
      axes.add(2);
      return sum(r.tangent(0) * shares(r.in(0), r.in(1), r.in(2), r.in(3)), axes, false);
    },
    .batch = batch_examples,
    .reads = kReads0 | kReads1 | kReads2 | (1u << kEnds),
};

const Operation kAlignmentShares = {
    .name = "alignment_shares",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          const Problem p(e);
          kernels::alignment_shares(e.out.dtype, p.shape(), p.x(), e.allocate());
        },
    .vjp = [](Vjp& r) { r.give(0, shares_change(r.in(0), r.in(1), r.in(2), r.in(3), r.ct())); },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? shares_change(r.in(0), r.in(1), r.in(2), r.in(3), r.tangent(0)) : Ref();
    },
    .batch = batch_examples,
    .reads = kReads0 | kReads1 | kReads2 | (1u << kEnds),
};

Ref shares(const Ref& x, const Ref& leaps, const Ref& lengths, const Ref& ends) {
  return apply_to(kAlignmentShares, {}, x, leaps, lengths, ends);
}

// ---- the change of shares, by ordinary operations ----

Ref never(const Ref& beside) { return scalar_beside(beside, -INFINITY); }
Ref zero(const Ref& beside) { return scalar_beside(beside, 0); }

// What stands `by` places further on (or before, if negative); `otherwise` where no place is.
Ref moved(const Ref& x, std::int64_t by, double otherwise) {
  Shape none = x.shape();
  const std::int64_t places = none[1], distance = std::min(std::abs(by), places);
  none[1] = distance;
  const Ref outside = full(x.dtype(), none, otherwise);
  const Ref rest = columns_of(x, by > 0 ? distance : 0, places - distance);
  const Ref joined[] = {by > 0 ? rest : outside, by > 0 ? outside : rest};
  return concat(joined, 1);
}

// The logarithm of a sum, and its change.
struct Sum {
  Ref value, change;
};

// d log(sum of exp(parts)), each part with its change; 0 where there is no sum.
Sum sum_of(const Sum& a, const Sum& b, const Sum& c) {
  const Ref s = logaddexp(logaddexp(a.value, b.value), c.value);
  const Ref shift = where(greater(s, never(s)), s, zero(s));
  const auto part = [&](const Sum& of) { return exp(of.value - shift) * of.change; };
  return {s, part(a) + part(b) + part(c)};
}

Sum chosen(const Ref& condition, const Sum& a, const Sum& b) {
  return {where(condition, a.value, b.value), where(condition, a.change, b.change)};
}

class Lattice {
 public:
  Lattice(const Ref& x, const Ref& leaps, const Ref& lengths, const Ref& ends, const Ref& w)
      : x_(x), w_(w), lengths_(beside_places(lengths)), leap_(where(leaps, zero(x), never(x))) {
    const Ref place = arange_whole(0, 1, x.shape()[2], DType::kInt64), end = beside_places(ends);
    is_end_ = logical_or(equal(place, end), equal(place, end - whole_scalar(DType::kInt64, 1)));
    const Ref first = equal(place, whole_scalar(DType::kInt64, 0));
    const Shape shape{x.shape()[1], x.shape()[2]};
    nowhere_ = full(x.dtype(), shape, 0);
    start_ = {broadcast_to(where(first, zero(x), never(x)), shape), nowhere_};
  }

  Ref change() const {
    const std::int64_t steps = x_.shape()[0];
    std::vector<Sum> before{start_};
    for (std::int64_t t = 0; t < steps; ++t) before.push_back(next(before.back(), t));
    const Sum total = whole(before.back());
    std::vector<Ref> changes(static_cast<std::size_t>(steps));
    Sum behind{where(is_end_, zero(x_), never(x_)), nowhere_};
    for (std::int64_t t = steps; t-- > 0;) {
      if (t + 1 < steps) behind = chosen(running(t + 1), previous(behind, t + 1), behind);
      const Sum& here = before[static_cast<std::size_t>(t) + 1];
      const Ref share = exp(here.value + behind.value - total.value);
      const Ref change = share * (here.change + behind.change - total.change);
      changes[static_cast<std::size_t>(t)] = where(running(t), change, zero(x_));
    }
    return stack(changes, 0);
  }

 private:
  static Ref at(const Ref& x, std::int64_t t) {
    Dims start = Dims::filled(3, 0), count = x.shape();
    start[0] = t;
    count[0] = 1;
    return reshape(slice(x, start, count, Dims::filled(3, 1)), {x.shape()[1], x.shape()[2]});
  }
  // Which examples have a step t.
  Ref running(std::int64_t t) const { return greater(lengths_, whole_scalar(DType::kInt64, t)); }

  Sum next(const Sum& s, std::int64_t t) const {
    const Sum one{moved(s.value, -1, -INFINITY), moved(s.change, -1, 0)};
    const Sum two{moved(s.value, -2, -INFINITY) + leap_, moved(s.change, -2, 0)};
    const Sum sum = sum_of(s, one, two);
    return chosen(running(t), {sum.value + at(x_, t), sum.change + at(w_, t)}, s);
  }
  Sum previous(const Sum& s, std::int64_t t) const {
    const Sum here{s.value + at(x_, t), s.change + at(w_, t)};
    const Sum one{moved(here.value, 1, -INFINITY), moved(here.change, 1, 0)};
    const Sum two{moved(here.value + leap_, 2, -INFINITY), moved(here.change, 2, 0)};
    return sum_of(here, one, two);
  }
  // Of all alignments; 0 where there is none, so that shares are 0 as well.
  Sum whole(const Sum& last) const {
    const Ref ends = where(is_end_, last.value, never(x_));
    const Ref s = logsumexp(ends, last_axis(ends), true);
    const Ref value = where(greater(s, never(s)), s, zero(s));
    return {value, sum(exp(ends - value) * last.change, last_axis(ends), true)};
  }

  Ref x_, w_, lengths_, leap_, is_end_, nowhere_;
  Sum start_;
};

Ref shares_change(const Ref& x, const Ref& leaps, const Ref& lengths, const Ref& ends, const Ref& w) {
  if (x->count() == 0) return zeros_like(x);
  return Lattice(x, leaps, lengths, ends, w).change();
}

// ---- the loss ----

void require_whole(const Ref& x) {
  const DType type = x.dtype();
  if (is_floating(type) || is_complex(type))
    fail(ADJ_ERROR_DTYPE, kName, ": targets and lengths are integers, not ", name_of(type));
}

void require_examples(const Ref& lengths, std::int64_t examples) {
  require_whole(lengths);
  if (!(lengths.shape() == Shape{examples}))
    fail(ADJ_ERROR_SHAPE, kName, ": lengths of shape ", to_string(lengths.shape()), " do not fit ", examples,
         " examples; they need shape [", examples, "]");
}

void require_ctc(const Ref& x, const Ref& targets, const Ref& lengths, const Ref& labels,
                 std::int64_t blank) {
  if (x.rank() != 3)
    fail(ADJ_ERROR_SHAPE, kName, ": logarithms of probabilities need shape [steps, examples, classes], not ",
         to_string(x.shape()));
  const std::int64_t examples = x.shape()[1], classes = x.shape()[2];
  require_whole(targets);
  if (targets.rank() != 2 || targets.shape()[0] != examples)
    fail(ADJ_ERROR_SHAPE, kName, ": targets of shape ", to_string(targets.shape()), " do not fit ", examples,
         " examples; they need shape [", examples, ", labels]");
  require_examples(lengths, examples);
  require_examples(labels, examples);
  if (blank < 0 || blank >= classes)
    fail(ADJ_ERROR_RANGE, kName, ": the blank ", blank, " is none of ", classes, " classes");
}

// The classes at the places of alignments: a blank before, between and behind all labels.
Ref classes_of_places(const Ref& targets, const Ref& labels, std::int64_t blank, std::int64_t classes) {
  const std::int64_t examples = targets.shape()[0], most = targets.shape()[1];
  const auto whole = [](std::int64_t value) { return whole_scalar(DType::kInt64, value); };
  const Ref is_inside = less(arange_whole(0, 1, most, DType::kInt64), beside_places(labels));
  // A negative class would count from the end; none has this number.
  const Ref known = where(less(targets, whole(0)), whole(classes), targets);
  AxisSet last;
  last.add(2);
  const Ref both[] = {full(DType::kInt64, {examples, most, 1}, static_cast<double>(blank)),
                      expand_dims(where(is_inside, known, whole(blank)), last)};
  const Ref joined[] = {reshape(concat(both, 2), {examples, 2 * most}),
                        full(DType::kInt64, {examples, 1}, static_cast<double>(blank))};
  return concat(joined, 1);
}

// From a label one may leap over the blank to the next, unless both are the same.
Ref leaps_of(const Ref& classes) {
  const std::int64_t examples = classes.shape()[0], places = classes.shape()[1];
  const Ref none = full(DType::kBool, {examples, std::min<std::int64_t>(2, places)}, 0);
  if (places < 3) return none;
  const Ref differ = not_equal(columns_of(classes, 2, places - 2), columns_of(classes, 0, places - 2));
  const Ref joined[] = {none, differ};
  return concat(joined, 1);
}

}  // namespace

Ref ctc(const Ref& log_probabilities, const Ref& targets, const Ref& lengths, const Ref& labels,
        std::int64_t blank) {
  require_ctc(log_probabilities, targets, lengths, labels, blank);
  const Ref x = as_floating(log_probabilities);
  if (is_rounded_later(x.dtype()))
    return as_type(ctc(unrounded(x), targets, lengths, labels, blank), x.dtype());
  const Ref count = cast(labels, DType::kInt64);
  const Ref classes = classes_of_places(cast(targets, DType::kInt64), count, blank, x.shape()[2]);
  const Shape shape{x.shape()[0], classes.shape()[0], classes.shape()[1]};
  const Ref at_places = take_along_axis(x, broadcast_to(classes, shape), 2);
  return -apply_to(kAlignmentSum, {}, at_places, leaps_of(classes), cast(lengths, DType::kInt64),
                   count + count);
}

}  // namespace adjoint::ops
