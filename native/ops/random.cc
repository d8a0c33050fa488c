// Random numbers as functions of a key: an int64 tensor whose last dimension holds its two halves.
// Keys before that dimension draw independently, each as if alone.
#include <bit>

#include "core/extents.h"
#include "ops/random_keys.h"

namespace adjoint::ops {
namespace {

struct Draw {
  Shape shape;  // of one key's draw
  DType dtype;
  std::int64_t low = 0, high = 0;
  bool scrambled = false;
};

const Draw& draw_of(const Attributes& a) { return a.as<Draw>(); }

void infer_draw(Inference& i) {
  const Draw& draw = draw_of(i.attributes);
  const Shape& keys = i.in(0).shape;
  i.dtype = draw.dtype;
  for (int k = 0; k + 1 < keys.rank(); ++k) i.shape.push_back(keys[k]);
  for (const std::int64_t d : draw.shape) i.shape.push_back(d);
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

void eval_sobol(const Evaluation& e) {
  e.allocate();
  const Draw& draw = draw_of(e.out.attributes);
  const kernels::Sobol what{draw.shape[0], draw.shape[1], draw.low, draw.scrambled};
  each_key(e, [&](kernels::RandomKey key, std::int64_t, std::int64_t at) {
    if (e.out.dtype == DType::kFloat32)
      kernels::random_sobol(key, what, part<float>(e, at));
    else
      kernels::random_sobol(key, what, part<double>(e, at));
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
const Operation kSobol = drawing("random_sobol", eval_sobol);
const Operation kFold = drawing("random_fold", eval_keys<kernels::random_fold>);
const Operation kSplit = drawing("random_split", eval_keys<kernels::random_split>);

Ref draw(const Operation& operation, const Ref& key, const Draw& what) {
  require_random_key(operation.name, key);
  return apply_to(operation, Attributes(what), key);
}

void require_floating(const char* operation, DType dtype) {
  if (!is_floating(dtype))
    fail(ADJ_ERROR_DTYPE, operation, ": draws floating numbers, not ", name_of(dtype), "; use Integers");
}

// As 16-bit floats: multiples of their distance below 1, since rounding could reach 1.
Ref below_one(const Ref& x, DType dtype) {
  const double steps = dtype == DType::kFloat16 ? 0x1p11 : 0x1p8;
  return cast(floor(x * steps) * (1 / steps), dtype);
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
  if (is_rounded_later(dtype)) return below_one(random_uniform(key, shape, DType::kFloat32), dtype);
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

Ref random_sobol(const Ref& key, const SobolPoints& what, DType dtype) {
  constexpr std::int64_t kMost = std::int64_t{1} << 52;
  require_floating("random_sobol", dtype);
  if (what.dimensions < 1 || what.dimensions > kernels::kSobolDimensions)
    fail(ADJ_ERROR_RANGE, "random_sobol: ", what.dimensions, " dimensions; there are from 1 to ",
         kernels::kSobolDimensions);
  if (what.count < 0 || what.first < 0 || what.count > kMost - what.first)
    fail(ADJ_ERROR_RANGE, "random_sobol: ", what.count, " points from ", what.first,
         " on; neither is negative, and the sequence has 2^52 points");
  if (is_rounded_later(dtype)) return below_one(random_sobol(key, what, DType::kFloat32), dtype);
  require_countable("random_sobol", {what.count, what.dimensions}, dtype);
  return draw(kSobol, key, {{what.count, what.dimensions}, dtype, what.first, 0, what.scrambled});
}

}  // namespace adjoint::ops
