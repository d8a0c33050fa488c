// Random numbers as functions of a key: an int64 tensor whose last dimension holds its two halves.
// Keys before that dimension draw independently, each as if alone.
#include "kernels/random.h"

#include <bit>

#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct Draw {
  Shape shape;  // of one key's draw
  DType dtype;
  std::int64_t low = 0, high = 0;
};

const Draw& draw_of(const Attributes& a) { return a.as<Draw>(); }

void infer_draw(Inference& i) {
  const Draw& draw = draw_of(i.attributes);
  const Shape& keys = i.in(0).shape;
  i.dtype = draw.dtype;
  for (int k = 0; k + 1 < keys.rank(); ++k) i.shape.push_back(keys[k]);
  for (const std::int64_t d : draw.shape) i.shape.push_back(d);
}

// Runs `fill(key, count, position)` for each key's part of the result.
template <class Fill>
void each_key(const Evaluation& e, Fill&& fill) {
  const Ref keys = contiguous(e.inputs[0]);
  const auto* words = reinterpret_cast<const std::uint64_t*>(keys->data);
  const std::int64_t per_key = element_count(draw_of(e.out.attributes).shape);
  for (std::int64_t i = 0; i < keys->count() / 2; ++i)
    fill(kernels::RandomKey{words[2 * i], words[2 * i + 1]}, per_key, i * per_key);
}

template <class T>
T* part(const Evaluation& e, std::int64_t at) {
  return e.out.elements<T>() + at;
}

void eval_uniform(const Evaluation& e) {
  e.allocate();
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    if (e.out.dtype == DType::kFloat32)
      kernels::random_uniform(key, count, part<float>(e, at));
    else
      kernels::random_uniform(key, count, part<double>(e, at));
  });
}

void eval_normal(const Evaluation& e) {
  e.allocate();
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    if (e.out.dtype == DType::kFloat32)
      kernels::random_normal(key, count, part<float>(e, at));
    else
      kernels::random_normal(key, count, part<double>(e, at));
  });
}

void eval_integers(const Evaluation& e) {
  e.allocate();
  const Draw& draw = draw_of(e.out.attributes);
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    kernels::random_integers(key, count, draw.low, draw.high, part<std::int64_t>(e, at));
  });
}

void eval_permutation(const Evaluation& e) {
  e.allocate();
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    kernels::random_permutation(key, count, part<std::int64_t>(e, at));
  });
}

// New keys, for the numbers low, low + 1, ...
template <auto kDerive>
void eval_keys(const Evaluation& e) {
  e.allocate();
  const auto first = static_cast<std::uint64_t>(draw_of(e.out.attributes).low);
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    auto* words = reinterpret_cast<std::uint64_t*>(part<std::int64_t>(e, at));
    for (std::int64_t i = 0; i < count / 2; ++i) {
      const kernels::RandomKey child = kDerive(key, first + static_cast<std::uint64_t>(i));
      words[2 * i] = child.a;
      words[2 * i + 1] = child.b;
    }
  });
}

Operation drawing(const char* name, void (*eval)(const Evaluation&)) {
  return {.name = name,
          .infer = infer_draw,
          .eval = eval,
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kRandom};
}

const Operation kUniform = drawing("random_uniform", eval_uniform);
const Operation kNormal = drawing("random_normal", eval_normal);
const Operation kIntegers = drawing("random_integers", eval_integers);
const Operation kPermutation = drawing("random_permutation", eval_permutation);
const Operation kFold = drawing("random_fold", eval_keys<kernels::random_fold>);
const Operation kSplit = drawing("random_split", eval_keys<kernels::random_split>);

Ref draw(const Operation& operation, const Ref& key, const Draw& what) {
  if (key.dtype() != DType::kInt64 || key.rank() < 1 || key.shape().back() != 2)
    fail(ADJ_ERROR_ARGUMENT, operation.name, ": ", name_of(key.dtype()), to_string(key.shape()),
         " is no random key; keys are made by RandomKey, FoldIn and Split");
  return apply_to(operation, Attributes(what), key);
}

void require_floating(const char* operation, DType dtype) {
  if (!is_floating(dtype))
    fail(ADJ_ERROR_DTYPE, operation, ": draws floating numbers, not ", name_of(dtype), "; use Integers");
}

}  // namespace

Ref random_key(std::uint64_t seed) {
  const kernels::RandomKey key = kernels::random_key(seed);
  Ref result = new_constant(DType::kInt64, {2});
  result->elements<std::int64_t>()[0] = std::bit_cast<std::int64_t>(key.a);
  result->elements<std::int64_t>()[1] = std::bit_cast<std::int64_t>(key.b);
  return result;
}

Ref random_fold(const Ref& key, std::uint64_t number) {
  return draw(kFold, key, {{2}, DType::kInt64, static_cast<std::int64_t>(number), 0});
}

Ref random_split(const Ref& key, std::int64_t count) {
  if (count < 0) fail(ADJ_ERROR_RANGE, "random_split: a count of ", count, "; it must not be negative");
  return draw(kSplit, key, {{count, 2}, DType::kInt64});
}

Ref random_uniform(const Ref& key, const Shape& shape, DType dtype) {
  require_floating("random_uniform", dtype);
  if (is_rounded_later(dtype)) {
    // Multiples of the distance of numbers below 1: rounding could reach 1.
    const double steps = dtype == DType::kFloat16 ? 0x1p11 : 0x1p8;
    return cast(floor(random_uniform(key, shape, DType::kFloat32) * steps) * (1 / steps), dtype);
  }
  return draw(kUniform, key, {shape, dtype});
}

Ref random_normal(const Ref& key, const Shape& shape, DType dtype) {
  require_floating("random_normal", dtype);
  return draw(kNormal, key, {shape, dtype});
}

Ref random_integers(const Ref& key, const Shape& shape, std::int64_t low, std::int64_t high) {
  if (low >= high)
    fail(ADJ_ERROR_RANGE, "random_integers: no integer lies in [", low, ", ", high,
         "); high must exceed low");
  return draw(kIntegers, key, {shape, DType::kInt64, low, high});
}

Ref random_permutation(const Ref& key, std::int64_t count) {
  if (count < 0) fail(ADJ_ERROR_RANGE, "random_permutation: a count of ", count, "; it must not be negative");
  return draw(kPermutation, key, {{count}, DType::kInt64});
}

}  // namespace adjoint::ops
