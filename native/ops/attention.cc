// Attention, an operation whose result holds below the values of each matrix the logarithms of the sums that
// its weights were divided by; and one that uses them for what a cotangent of the values gives q, k and v.
//
// That one, J^T d, is linear in d. Its derivative by q, k and v, in a direction w or against a cotangent w,
// is the gradient of <d, J w>: second derivatives commute, so that one function serves both modes. It and all
// tangents are made of ordinary products, which hold the weights of all queries and keys at once.
#include "kernels/attention.h"

#include <array>
#include <cmath>

#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

// Without gaps, since attributes are compared as bytes.
struct Manner {
  double scale;
  std::int64_t causal;
};

constexpr const char* kName = "attention";
constexpr std::size_t kMostOperands = 6;

// ---- shapes ----

struct Sizes {
  std::int64_t queries, keys, width, value_width;
};

Sizes sizes_of(const Shape& q, const Shape& k, const Shape& v) {
  return {row_count(q), row_count(k), q.back(), v.back()};
}
Sizes sizes_of(const Vjp& r) { return sizes_of(r.in_shape(0), r.in_shape(1), r.in_shape(2)); }

// All of the operands broadcast, each with two axes of its own.
Shape common_stack(const Inference& i) {
  Shape stack = stack_shape(i.in(0).shape);
  for (std::size_t k = 1; k < i.inputs.size(); ++k)
    stack = broadcast_shapes(i.operation, stack, stack_shape(i.in(k).shape));
  return stack;
}

void require_fit(const Inference& i) {
  const Shape &q = i.in(0).shape, &k = i.in(1).shape, &v = i.in(2).shape;
  if (q.back() != k.back())
    fail(ADJ_ERROR_SHAPE, i.operation, ": queries of shape ", to_string(q), " and keys of shape ",
         to_string(k), " do not fit: they need the same last extent");
  if (row_count(k) != row_count(v))
    fail(ADJ_ERROR_SHAPE, i.operation, ": keys of shape ", to_string(k), " and values of shape ",
         to_string(v), " do not fit: they need as many rows, their second to last extent");
}

Ref first_rows(const Ref& x, std::int64_t count) { return rows_of(x, 0, count); }

// Operands with a batch axis have it before the longest of their shapes.
Ref batch_stacks(const Batch& r) {
  int rank = 0;
  for (std::size_t i = 0; i < r.input_count(); ++i)
    rank = std::max(rank, r.in(i).rank() - (r.batched(i) ? 1 : 0));
  std::array<Ref, kMostOperands> aligned;
  std::array<Node*, kMostOperands> nodes;
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    aligned[i] = align_batched(r, i, rank);
    nodes[i] = aligned[i].get();
  }
  return apply(*r.node().operation, {nodes.data(), r.input_count()}, r.node().attributes.clone());
}

// ---- operands of the kernels ----

// Rows without gaps, in a stack that may be larger than the operand's own.
class Rows {
 public:
  Rows(Node* n, const Shape& stack)
      : x_(n->strides.back() == 1 ? Ref(n) : contiguous(n)), offsets_(offsets(*x_, stack)) {}
  kernels::MatrixStack get() const { return {matrix(*x_), offsets_.data()}; }

 private:
  Ref x_;
  std::vector<std::int64_t> offsets_;
};

// A mask whose extents of 1 are read again and again.
class Mask {
 public:
  Mask() = default;
  Mask(Node* n, const Shape& stack) : x_(n) {
    if (n->shape.back() != 1 && n->strides.back() != 1 && n->strides.back() != 0) x_ = contiguous(x_);
    offsets_ = offsets(*x_, stack);
  }
  kernels::AttentionMask get() const {
    if (!x_) return {};
    const int rank = x_.rank();
    const auto stride = [&](int axis) { return x_.shape()[axis] == 1 ? 0 : x_->strides[axis]; };
    return {x_->data, x_.dtype() == DType::kBool, stride(rank - 2), stride(rank - 1), offsets_.data()};
  }

 private:
  Ref x_;
  std::vector<std::int64_t> offsets_;
};

class Operands {
 public:
  Operands(std::span<Node* const> in, Node* mask, const Shape& stack, const Manner& how)
      : sizes_(sizes_of(in[0]->shape, in[1]->shape, in[2]->shape)),
        count_(element_count(stack)),
        how_(how),
        q_(in[0], stack),
        k_(in[1], stack),
        v_(in[2], stack) {
    if (mask) mask_ = Mask(mask, stack);
  }
  kernels::AttentionShape shape() const {
    return {count_,     sizes_.queries,  sizes_.keys, sizes_.width, sizes_.value_width,
            how_.scale, how_.causal != 0};
  }
  kernels::AttentionOperands get() const { return {q_.get(), k_.get(), v_.get(), mask_.get()}; }

 private:
  Sizes sizes_;
  std::int64_t count_;
  const Manner& how_;
  Rows q_, k_, v_;
  Mask mask_;
};

// ---- the same by ordinary operations ----

Ref minus_infinity(const Ref& beside) { return scalar_beside(beside, -INFINITY); }
Ref nothing(const Ref& beside) { return scalar_beside(beside, 0); }

// Which keys stand no later than a query.
Ref not_later(std::int64_t queries, std::int64_t keys) {
  const Ref query = reshape(arange_whole(0, 1, queries, DType::kInt64), {queries, 1});
  return greater_equal(query, arange_whole(0, 1, keys, DType::kInt64));
}

struct Whole {
  Ref q, k, v, weights;
  Manner how;

  Whole(const Ref& queries, const Ref& keys, const Ref& values, const Ref& mask, const Manner& manner)
      : q(queries), k(keys), v(values), how(manner) {
    Ref s = matmul(q, transposed(k)) * how.scale;
    if (mask) s = mask.dtype() == DType::kBool ? where(mask, s, minus_infinity(s)) : s + mask;
    if (how.causal) s = where(not_later(row_count(q.shape()), row_count(k.shape())), s, minus_infinity(s));
    weights = s->count() == 0 ? s : softmax_or_nothing(s);
  }

  // The change of scores that changes of q, k and a mask make; null: none.
  Ref score_change(const Ref& of_q, const Ref& of_k, const Ref& of_mask) const {
    const Ref through_q = of_q ? matmul(of_q, transposed(k)) * how.scale : Ref();
    const Ref through_k = of_k ? matmul(q, transposed(of_k)) * how.scale : Ref();
    return plus(plus(through_q, through_k), of_mask);
  }
  // The Jacobian of the softmax, which is symmetric.
  Ref weight_change(const Ref& x) const { return weights * (x - row_sum(weights * x)); }

  static Ref row_sum(const Ref& x) { return sum(x, last_axis(x), true); }

 private:
  // A row of which nothing counts has no weights.
  static Ref softmax_or_nothing(const Ref& s) {
    const Ref none = equal(max(s, last_axis(s), true), minus_infinity(s));
    const Ref shares = softmax(where(none, nothing(s), s), s.rank() - 1);
    return where(none, nothing(s), shares);
  }
};

// Changes or cotangents of the operands; null where there is none.
struct Direction {
  Ref q, k, v, mask;
};

// J w; null if w is nothing.
Ref value_change(const Whole& all, const Direction& w) {
  const Ref scores = all.score_change(w.q, w.k, w.mask);
  return plus(scores ? matmul(all.weight_change(scores), all.v) : Ref(),
              w.v ? matmul(all.weights, w.v) : Ref());
}

// The gradient of <d, J w>, in stacks that may be larger than those of the operands.
Direction curvature(const Whole& all, const Ref& d, const Direction& w) {
  const Ref p = all.weights, of_p = matmul(d, transposed(all.v));
  const Ref x = all.score_change(w.q, w.k, w.mask);
  Ref by_p = w.v ? matmul(d, transposed(w.v)) : Ref();
  Direction g;
  if (x) {
    const Ref mean_x = Whole::row_sum(p * x), mean_p = Whole::row_sum(p * of_p);
    by_p = plus(by_p, of_p * (x - mean_x) - x * mean_p);
    g.v = matmul(transposed(all.weight_change(x)), d);
  }
  if (!by_p) return g;
  g.mask = all.weight_change(by_p);
  const Ref by_s = g.mask * all.how.scale;
  g.q = matmul(by_s, all.k);
  g.k = matmul(transposed(by_s), all.q);
  if (!x) return g;
  const Ref by_x = all.weight_change(of_p) * all.how.scale;
  if (w.k) g.q = g.q + matmul(by_x, w.k);
  if (w.q) g.k = g.k + matmul(transposed(by_x), w.q);
  return g;
}

template <class Rule>
Ref mask_in(const Rule& r, std::size_t at) {
  return r.input_count() > at ? Ref(r.in(at)) : Ref();
}

template <class Rule>
Whole whole_of(const Rule& r, std::size_t mask) {
  return {r.in(0), r.in(1), r.in(2), mask_in(r, mask), r.template attributes<Manner>()};
}

Direction direction(const Jvp& r, std::size_t mask) {
  return {r.tangent(0), r.tangent(1), r.tangent(2), r.input_count() > mask ? r.tangent(mask) : Ref()};
}
bool is_none(const Direction& w) { return !w.q && !w.k && !w.v && !w.mask; }

void give(Vjp& r, std::size_t i, const Ref& cotangent) {
  if (cotangent && r.wants(i)) r.give(i, sum_to(cotangent, r.in_shape(i)));
}

// ---- what a cotangent of the values gives ----

Shape without_last(Shape shape) {
  shape.erase(shape.rank() - 1);
  return shape;
}

// Flat, for each matrix of the stack: cotangents of q, of k and of v.
Direction parts(const Ref& flat, const Sizes& s) {
  const Shape stack = without_last(flat.shape());
  std::int64_t at = 0;
  const auto next = [&](std::int64_t rows, std::int64_t columns) {
    Dims start = Dims::filled(flat.rank(), 0), count = flat.shape();
    start[flat.rank() - 1] = at;
    count[flat.rank() - 1] = rows * columns;
    at += rows * columns;
    return reshape(slice(flat, start, count, Dims::filled(flat.rank(), 1)),
                   with_matrix(stack, rows, columns));
  };
  const Ref q = next(s.queries, s.width), k = next(s.keys, s.width);
  return {q, k, next(s.keys, s.value_width), nullptr};
}

// Operands q, k, v, the result of attention, the cotangent of its values, and the mask if there is one. The
// result is told by the other operands: what depends on them does so through them.
constexpr std::size_t kMaskOfBack = 5;

void infer_back(Inference& i) {
  const Sizes s = sizes_of(i.in(0).shape, i.in(1).shape, i.in(2).shape);
  i.dtype = i.in(0).dtype;
  i.shape = common_stack(i);
  i.shape.push_back(s.queries * s.width + s.keys * (s.width + s.value_width));
}

void eval_back(const Evaluation& e) {
  void* const to = e.allocate();
  if (e.out.count() == 0) return;  // a stack of empty matrices may be longer than its places can be listed
  const Shape stack = without_last(e.out.shape);
  Node* const mask = e.inputs.size() > kMaskOfBack ? e.inputs[kMaskOfBack] : nullptr;
  const Operands operands(e.inputs, mask, stack, e.out.attributes.as<Manner>());
  const Ref y = contiguous(e.inputs[3]);
  const std::int64_t columns = y.shape().back();
  const auto places = offsets(*y, stack);
  const Rows d(e.inputs[4], stack);
  kernels::attention_back(e.out.dtype, operands.shape(), operands.get(),
                          {{y->data, columns, 1}, places.data()}, d.get(), to);
}

Ref back(const Ref* operands, const Ref& y, const Ref& d, const Ref& mask, const Manner& how);

void vjp_back(Vjp& r) {
  const Whole all = whole_of(r, kMaskOfBack);
  const Direction w = parts(r.ct(), sizes_of(r));
  if (r.wants(4)) give(r, 4, value_change(all, w));
  if (!r.wants(0) && !r.wants(1) && !r.wants(2) && !(r.input_count() > kMaskOfBack && r.wants(kMaskOfBack)))
    return;
  const Direction g = curvature(all, r.in(4), w);
  give(r, 0, g.q);
  give(r, 1, g.k);
  give(r, 2, g.v);
  if (r.input_count() > kMaskOfBack) give(r, kMaskOfBack, g.mask);
}

// The changes of all cotangents, flat again.
Ref flat(const Direction& g, const Whole& all, const Shape& shape) {
  const Shape stack = without_last(shape);
  std::array<Ref, 3> joined;
  const std::array<const Ref*, 3> given{&g.q, &g.k, &g.v}, like{&all.q, &all.k, &all.v};
  for (std::size_t i = 0; i < joined.size(); ++i) {
    const std::int64_t rows = row_count(like[i]->shape()), columns = like[i]->shape().back();
    const Ref change = *given[i] ? *given[i] : nothing(*like[i]);
    Shape row = stack;
    row.push_back(rows * columns);
    joined[i] = reshape(broadcast_to(change, with_matrix(stack, rows, columns)), row);
  }
  return concat(joined, shape.rank() - 1);
}

Ref jvp_back(const Jvp& r) {
  const Direction w = direction(r, kMaskOfBack);
  const Ref operands[] = {r.in(0), r.in(1), r.in(2)};
  const Ref through_d =
      r.tangent(4) ? back(operands, r.in(3), r.tangent(4), mask_in(r, kMaskOfBack), r.attributes<Manner>())
                   : Ref();
  if (is_none(w)) return through_d;
  const Whole all = whole_of(r, kMaskOfBack);
  return plus(flat(curvature(all, r.in(4), w), all, r.out().shape()), through_d);
}

const Operation kAttentionBack = {
    .name = "attention_back",
    .infer = infer_back,
    .eval = eval_back,
    .vjp = vjp_back,
    .jvp = jvp_back,
    .batch = batch_stacks,
    .reads = kReads0 | kReads1 | kReads2 | (1u << 3) | (1u << 4) | (1u << kMaskOfBack),
};

Ref back(const Ref* operands, const Ref& y, const Ref& d, const Ref& mask, const Manner& how) {
  const Attributes attributes(how);
  if (!mask) return apply_to(kAttentionBack, attributes.clone(), operands[0], operands[1], operands[2], y, d);
  return apply_to(kAttentionBack, attributes.clone(), operands[0], operands[1], operands[2], y, d, mask);
}

// ---- attention ----

constexpr std::size_t kMask = 3;

void infer_attention(Inference& i) {
  require_fit(i);
  const Sizes s = sizes_of(i.in(0).shape, i.in(1).shape, i.in(2).shape);
  i.dtype = i.in(0).dtype;
  i.shape = with_matrix(common_stack(i), s.queries + kernels::attention_extra_rows(s.queries, s.value_width),
                        s.value_width);
}

void eval_attention(const Evaluation& e) {
  void* const y = e.allocate();
  if (e.out.count() == 0) return;
  Node* const mask = e.inputs.size() > kMask ? e.inputs[kMask] : nullptr;
  const Operands operands(e.inputs, mask, stack_shape(e.out.shape), e.out.attributes.as<Manner>());
  kernels::attention(e.out.dtype, operands.shape(), operands.get(), y);
}

// Nothing is given for the logarithms: only the operation above reads them, and depends on all else by
// itself.
void vjp_attention(Vjp& r) {
  const Sizes s = sizes_of(r);
  const Ref d = first_rows(r.ct(), s.queries), mask = mask_in(r, kMask);
  if (r.wants(0) || r.wants(1) || r.wants(2)) {
    const Ref operands[] = {r.in(0), r.in(1), r.in(2)};
    const Direction g = parts(back(operands, r.out(), d, mask, r.attributes<Manner>()), s);
    give(r, 0, g.q);
    give(r, 1, g.k);
    give(r, 2, g.v);
  }
  if (!mask || !r.wants(kMask)) return;
  const Whole all = whole_of(r, kMask);
  give(r, kMask, all.weight_change(matmul(d, transposed(all.v))));
}

Ref jvp_attention(const Jvp& r) {
  const Direction w = direction(r, kMask);
  if (is_none(w)) return nullptr;
  const Ref change = value_change(whole_of(r, kMask), w);
  Shape shape = r.out().shape();
  const Shape stack = stack_shape(shape);
  const std::int64_t rows = row_count(change.shape()), columns = shape.back();
  const Ref rest = full(change.dtype(), with_matrix(stack, row_count(shape) - rows, columns), 0);
  const Ref both[] = {broadcast_to(change, with_matrix(stack, rows, columns)), rest};
  return concat(both, shape.rank() - 2);
}

const Operation kAttention = {
    .name = kName,
    .infer = infer_attention,
    .eval = eval_attention,
    .vjp = vjp_attention,
    .jvp = jvp_attention,
    .batch = batch_stacks,
    .reads = kReads0 | kReads1 | kReads2 | (1u << kMask) | kReadsOut,
};

void require_matrices(const Ref& x, const char* what) {
  if (x.rank() < 2)
    fail(ADJ_ERROR_SHAPE, kName, ": ", what, " of shape ", to_string(x.shape()),
         " are no matrices; they need a row for each place and a column for each feature");
}

// Truth values, or numbers of the type that is calculated in; at least a matrix.
Ref as_mask(const Ref& mask, DType type, std::int64_t queries, std::int64_t keys) {
  if (mask.dtype() != DType::kBool && !is_floating(mask.dtype()))
    fail(ADJ_ERROR_DTYPE, kName, ": a mask holds truth values, or floating numbers that are added, not ",
         name_of(mask.dtype()), "; compare it with 0 for truth values");
  Ref m = mask.dtype() == DType::kBool ? mask : as_type(mask, type);
  while (m.rank() < 2) {
    AxisSet first;
    first.add(0);
    m = expand_dims(m, first);
  }
  const auto fits = [](std::int64_t n, std::int64_t to) { return n == 1 || n == to; };
  if (!fits(row_count(m.shape()), queries) || !fits(m.shape().back(), keys))
    fail(ADJ_ERROR_SHAPE, kName, ": a mask of shape ", to_string(mask.shape()),
         " does not broadcast to [..., ", queries, ", ", keys,
         "], a row for each query and a column for each key");
  return m;
}

}  // namespace

Ref attention(const Ref& q, const Ref& k, const Ref& v, const Ref& mask, bool causal,
              std::optional<double> scale) {
  require_matrices(q, "queries");
  require_matrices(k, "keys");
  require_matrices(v, "values");
  const DType type = common_type(q, {k, v});
  if (is_rounded_later(type))
    return as_type(attention(unrounded(q), unrounded(k), unrounded(v), unrounded(mask), causal, scale), type);
  const double by = scale ? *scale : 1 / std::sqrt(static_cast<double>(q.shape().back()));
  const Attributes how(Manner{by, causal});
  const Ref x = as_type(q, type), y = as_type(k, type), z = as_type(v, type);
  const Ref all = mask ? apply_to(kAttention, how.clone(), x, y, z,
                                  as_mask(mask, type, row_count(q.shape()), row_count(k.shape())))
                       : apply_to(kAttention, how.clone(), x, y, z);
  return first_rows(all, row_count(q.shape()));
}

}  // namespace adjoint::ops
