// Extents near the powers of two, where products and sums leave 64 bits: each call gives a shape that can be
// counted, or a status that says what is wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

__extension__ using Wide = __int128;
using Extents = std::vector<std::int64_t>;

constexpr Wide kSmall = 1 << 14;       // quickly calculated
constexpr Wide kHuge = Wide{1} << 46;  // no machine has memory for it
constexpr Wide kMost = Wide{1} << 60;
constexpr std::int64_t kAxes = 8;

// What is there; extents beside a 0 count too, since strides are products of them.
Wide size_of(const Extents& extents) {
  Wide size = 1;
  for (const std::int64_t d : extents) size = std::min(size * std::max<std::int64_t>(d, 1), kMost * 4);
  return size;
}

bool is_evaluated_at_once(Wide size) { return size <= kSmall || size >= kHuge; }

class Drawn {
 public:
  explicit Drawn(std::uint64_t seed) : random_(seed) {}

  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool rarely() { return pick(5) == 0; }

  // Small, near a power of two, or a factor of a product near 2^63 or 2^64.
  std::int64_t extent() {
    switch (pick(6)) {
      case 0: {
        const auto power = std::int64_t{1} << pick(63);
        return power - 1 + static_cast<std::int64_t>(pick(3));
      }
      case 1: {
        const auto a = (std::int64_t{1} << (1 + pick(60))) + static_cast<std::int64_t>(pick(100));
        return pick(2) ? a : static_cast<std::int64_t>((Wide{1} << (63 + pick(2))) / a) + 1;
      }
      default:
        return static_cast<std::int64_t>(pick(5));
    }
  }
  Extents extents(std::size_t rank) {
    Extents result(rank);
    std::generate(result.begin(), result.end(), [this] { return extent(); });
    return result;
  }
  // Often one that fits the other.
  Extents beside(const Extents& other) {
    Extents result = pick(4) ? other : extents(pick(4));
    for (std::int64_t& d : result) {
      if (pick(3) == 0) d = 1;
      if (rarely()) d = extent();
    }
    if (rarely() && !result.empty()) result.erase(result.begin());
    if (rarely()) std::reverse(result.begin(), result.end());
    return result;
  }
  adj_dtype type() {
    static constexpr adj_dtype types[] = {ADJ_FLOAT32, ADJ_FLOAT32, ADJ_FLOAT64, ADJ_INT64,
                                          ADJ_BOOL,    ADJ_INT8,    ADJ_FLOAT16, ADJ_COMPLEX128};
    return types[pick(std::size(types))];
  }

 private:
  std::mt19937_64 random_;
};

// The static arguments of a call, the same for each form of it.
struct Static {
  std::array<std::int64_t, kAxes> numbers{}, others{}, ones{};
  std::int32_t count = 0;
  std::int64_t axis = 0, number = 0;
  adj_dtype type{};
  bool flag = false;
};

using Operands = std::array<adj_tensor, 3>;
using Call = adj_status (*)(const Static&, const Operands&, adj_tensor*);

#define UNARY(name) [](const Static&, const Operands& x, adj_tensor* out) { return adj_##name(x[0], out); }
#define BINARY(name) \
  [](const Static&, const Operands& x, adj_tensor* out) { return adj_##name(x[0], x[1], out); }
#define REDUCTION(name)                                                         \
  [](const Static& s, const Operands& x, adj_tensor* out) {                     \
    const bool all = s.count > 2;                                               \
    return adj_##name(x[0], all ? nullptr : &s.axis, all ? 0 : 1, s.flag, out); \
  }
#define CALL(...) \
  []([[maybe_unused]] const Static& s, const Operands& x, adj_tensor* out) { return __VA_ARGS__; }

// One of each way to infer a shape, and more of those that do it by themselves.
constexpr Call calls[] = {
    UNARY(neg),
    UNARY(exp),
    UNARY(gelu),
    UNARY(isnan),
    UNARY(contiguous),
    UNARY(zeros_like),
    UNARY(stop_gradient),
    UNARY(real),
    UNARY(imag),
    UNARY(logical_not),
    UNARY(weaken),
    BINARY(add),
    BINARY(sub),
    BINARY(mul),
    BINARY(pow),
    BINARY(maximum),
    BINARY(less),
    BINARY(logical_and),
    BINARY(matmul),
    BINARY(matmul),
    BINARY(matmul),
    REDUCTION(sum),
    REDUCTION(mean),
    REDUCTION(prod),
    REDUCTION(max),
    REDUCTION(logsumexp),
    REDUCTION(norm),
    REDUCTION(any),
    CALL(adj_argmax(x[0], s.axis, s.flag, out)),
    CALL(adj_cast(x[0], s.type, out)),
    CALL(adj_where(x[0], x[1], x[2], out)),
    CALL(adj_softmax(x[0], s.axis, out)),
    CALL(adj_log_softmax(x[0], s.axis, out)),
    CALL(adj_layer_norm(x[0], x[1], x[2], 1e-5, out)),
    CALL(adj_reshape(x[0], s.numbers.data(), s.count, out)),
    CALL(adj_permute(x[0], nullptr, 0, out)),
    CALL(adj_swapaxes(x[0], s.axis, 0, out)),
    CALL(adj_squeeze(x[0], nullptr, 0, out)),
    CALL(adj_expand_dims(x[0], &s.axis, 1, out)),
    CALL(adj_broadcast_to(x[0], s.numbers.data(), s.count, out)),
    CALL(adj_broadcast_to(x[0], s.numbers.data(), s.count, out)),
    CALL(adj_flip(x[0], &s.axis, 1, out)),
    CALL(adj_slice(x[0], s.numbers.data(), s.others.data(), s.ones.data(), s.count, out)),
    CALL(adj_slice_update(x[0], x[1], s.others.data(), s.ones.data(), s.count, out)),
    CALL(adj_concat(x.data(), 2, s.axis, out)),
    [](const Static& s, const Operands& x, adj_tensor* out) {
      const std::vector<adj_tensor> many(9, x[0]);
      return adj_concat(many.data(), 9, s.axis, out);
    },
    [](const Static& s, const Operands& x, adj_tensor* out) {
      const std::vector<adj_tensor> many(9, x[0]);
      return adj_stack(many.data(), 9, s.axis, out);
    },
    CALL(adj_take(x[0], x[1], s.axis, out)),
    CALL(adj_take(x[0], x[1], s.axis, out)),
    CALL(adj_take_along_axis(x[0], x[1], s.axis, out)),
    CALL(adj_one_hot(x[0], s.number, s.type, out)),
    CALL(adj_bce_with_logits(x[0], x[1], x[2], {0}, ADJ_REDUCTION_NONE, out)),
    CALL(adj_cross_entropy(x[0], x[1], {0}, -1, nullptr, 0.1, ADJ_REDUCTION_NONE, out)),
    CALL(adj_mse(x[0], x[1], ADJ_REDUCTION_MEAN, out)),
    [](const Static& s, const Operands& x, adj_tensor* out) {
      const adj_tensor none{};
      adj_tensor mean{}, squares{};
      adj_adam_options options{};
      options.step = s.axis + 1;
      const adj_status status = adj_adam(&options, 1, &x[0], &x[1], &none, &none, out, &mean, &squares);
      adj_release(mean);
      adj_release(squares);
      return status;
    },
};

using Creation = adj_status (*)(const Static&, const Extents&, adj_tensor key, adj_tensor* out);
#define CREATION(...)                                                                                        \
  []([[maybe_unused]] const Static& s, const Extents& e, [[maybe_unused]] adj_tensor key, adj_tensor* out) { \
    return __VA_ARGS__;                                                                                      \
  }

std::int32_t rank_of(const Extents& e) { return static_cast<std::int32_t>(e.size()); }

// As much as the largest tensor that is made here takes.
const void* any_data() {
  static const std::vector<std::byte> data(static_cast<std::size_t>(kSmall) * 16);
  return data.data();
}

constexpr Creation creations[] = {
    CREATION(adj_full(s.type, e.data(), rank_of(e), 1, out)),
    CREATION(adj_from_data(s.type, e.data(), rank_of(e), any_data(), s.number, out)),
    CREATION(adj_arange(0, s.flag, e[0], s.type, out)),
    CREATION(adj_arange_int(s.axis, 1, e[0], s.type, out)),
    CREATION(adj_linspace(0, 1, e[0], s.type, out)),
    CREATION(adj_eye(e[0], e[1], s.number, s.type, out)),
    CREATION(adj_random_split(key, e[0], out)),
    CREATION(adj_random_permutation(key, e[0], out)),
    CREATION(adj_random_uniform(key, e.data(), rank_of(e), s.type, out)),
    CREATION(adj_random_normal(key, e.data(), rank_of(e), s.type, out)),
    CREATION(adj_random_integers(key, e.data(), rank_of(e), 0, 5, out)),
};

Static arguments(Drawn& drawn, const Extents& near) {
  Static s;
  const Extents numbers = drawn.beside(near);
  s.count = rank_of(numbers);
  s.ones.fill(1);
  for (std::size_t i = 0; i < numbers.size(); ++i) s.numbers[i] = numbers[i];
  for (std::size_t i = 0; i < numbers.size(); ++i) s.others[i] = drawn.rarely() ? drawn.extent() : 0;
  if (drawn.rarely()) s.numbers[drawn.pick(4)] = -1;
  if (drawn.rarely()) s.ones[drawn.pick(4)] = drawn.extent();
  s.axis = static_cast<std::int64_t>(drawn.pick(std::max<std::size_t>(1, near.size())));
  s.number = drawn.extent();
  s.type = drawn.type();
  s.flag = drawn.pick(2);
  return s;
}

// A result's shape; none where the call gave a status that says why.
std::optional<Extents> check(adj_status status, adj_tensor result, const std::string& what) {
  EXPECT_GE(status, ADJ_OK) << what;
  EXPECT_NE(status, ADJ_ERROR_INTERNAL) << what << ": " << adj_last_error();
  if (status == ADJ_ERROR_MEMORY) {
    EXPECT_NE(std::strchr(adj_last_error(), '['), nullptr) << what << ": " << adj_last_error();
  }
  if (status != ADJ_OK) return std::nullopt;
  adj_tensor_info info{};
  EXPECT_EQ(adj_info(result, &info), ADJ_OK) << what;
  const Extents extents(info.dims, info.dims + info.rank);
  EXPECT_LE(size_of(extents), kMost) << what;
  Wide count = 1;
  for (const std::int64_t d : extents) count *= d;
  EXPECT_EQ(count, info.count) << what;
  return extents;
}

class Case {
 public:
  Case(std::uint64_t seed, std::size_t call) : drawn_(seed), call_(calls[call]) {
    what_ = "seed " + std::to_string(seed) + ", call " + std::to_string(call);
    const Extents first = drawn_.extents(drawn_.pick(5));
    members_[0] = first;
    members_[1] = drawn_.beside(first);
    members_[2] = drawn_.beside(first);
    static_ = arguments(drawn_, first);
    for (adj_dtype& type : types_) type = drawn_.type();
    if (drawn_.pick(2)) types_[1] = ADJ_INT64;
    batch_ = drawn_.extent();
  }

  // The shape by stand-ins, which nothing is calculated with; then the value, where that is quick or fails.
  void run() {
    Operands whole{}, batched{};
    if (!fill(whole, false) || !fill(batched, true)) return;
    const Wide read = std::max({size_of(members_[0]), size_of(members_[1]), size_of(members_[2])});
    const std::optional<Extents> shape = infer(batched, read);
    if (shape && (size_of(*shape) >= kHuge || std::max(read, size_of(*shape)) <= kSmall))
      call(whole, " of values");
    release(whole);
    release(batched);
  }

 private:
  bool fill(Operands& operands, bool batched) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      Extents extents = members_[i];
      if (batched) extents.insert(extents.begin(), batch_);
      const adj_status status = adj_full(types_[i], extents.data(), rank_of(extents), 0, &operands[i]);
      if (!check(status, operands[i], what_ + " operands")) return release(operands), false;
    }
    return true;
  }

  std::optional<Extents> call(const Operands& operands, const char* form) {
    adj_tensor result{};
    const auto shape = check(call_(static_, operands, &result), result, what_ + form);
    adj_release(result);
    return shape;
  }

  std::optional<Extents> infer(const Operands& batched, Wide read) {
    adj_transform transform{};
    EXPECT_EQ(adj_batch_open(&transform), ADJ_OK);
    Operands holders{};
    for (std::size_t i = 0; i < holders.size(); ++i)
      EXPECT_EQ(adj_batch_placeholder(transform, batched[i], 0, &holders[i]), ADJ_OK) << what_;
    adj_tensor result{};
    const auto shape = check(call_(static_, holders, &result), result, what_ + " of stand-ins");
    if (shape) {
      Extents all = *shape;
      all.insert(all.begin(), batch_);
      const bool quick = std::max(read * batch_, size_of(all)) <= kSmall;
      if (quick || size_of(all) >= kHuge) run_batch(transform, holders, batched, result);
    }
    EXPECT_EQ(adj_scope_close(transform, nullptr, 0, nullptr), ADJ_OK);
    return shape;
  }

  void run_batch(adj_transform transform, const Operands& holders, const Operands& batched,
                 adj_tensor result) {
    const std::int64_t axes[3] = {0, 0, 0};
    adj_tensor results[1] = {};
    const adj_status status =
        adj_batch_run(transform, holders.data(), batched.data(), axes, 3, &result, axes, 1, results);
    check(status, results[0], what_ + " of a batch");
    adj_release(results[0]);
  }

  static void release(Operands& operands) {
    adj_release_many(operands.data(), static_cast<std::int64_t>(operands.size()));
  }

  Drawn drawn_;
  Call call_;
  std::string what_;
  std::array<Extents, 3> members_;
  std::array<adj_dtype, 3> types_{};
  std::int64_t batch_ = 1;
  Static static_;
};

void create(std::uint64_t seed, adj_tensor key) {
  Drawn drawn(seed);
  Extents extents = drawn.extents(1 + drawn.pick(5));
  const std::size_t which = drawn.pick(std::size(creations));
  const Static s = arguments(drawn, extents);
  if (extents.size() == 1) extents.push_back(drawn.extent());
  for (std::size_t used = 1; used <= extents.size(); ++used)
    if (!is_evaluated_at_once(
            size_of({extents.begin(), extents.begin() + static_cast<std::ptrdiff_t>(used)})))
      return;
  adj_tensor result{};
  const std::string what = "seed " + std::to_string(seed) + ", creation " + std::to_string(which);
  check(creations[which](s, extents, key, &result), result, what);
  adj_release(result);
}

// ADJOINT_FUZZ_SECONDS makes it go on with ever new seeds.
TEST(Extents, RandomOnesNearPowersOfTwoAreCountedOrRefused) {
  const char* seconds = std::getenv("ADJOINT_FUZZ_SECONDS");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds ? std::atoi(seconds) : 0);
  adj_tensor key{};
  ASSERT_EQ(adj_random_key(1, &key), ADJ_OK);
  for (std::uint64_t seed = 1; seed <= 400 || std::chrono::steady_clock::now() < end; ++seed) {
    for (std::size_t call = 0; call < std::size(calls); ++call) Case(seed, call).run();
    for (std::uint64_t i = 0; i < 8; ++i) create(seed * 8 + i, key);
    if (HasFailure()) break;
  }
  adj_release(key);
}

adj_tensor full(adj_dtype type, const Extents& extents) {
  adj_tensor x{};
  EXPECT_EQ(adj_full(type, extents.data(), rank_of(extents), 0, &x), ADJ_OK);
  return x;
}

TEST(Extents, OfAJoinAddUpWithoutOverflow) {
  const std::vector<adj_tensor> eight(8, full(ADJ_FLOAT32, {std::int64_t{1} << 60}));
  adj_tensor out{};
  EXPECT_EQ(adj_concat(eight.data(), 8, 0, &out), ADJ_ERROR_SHAPE);
  EXPECT_NE(std::strstr(adj_last_error(), "concat: "), nullptr);
  EXPECT_NE(std::strstr(adj_last_error(), "[1152921504606846976]"), nullptr) << adj_last_error();
  adj_release(eight[0]);
}

TEST(Extents, OfAProductAreChecked) {
  const adj_tensor a = full(ADJ_FLOAT32, {72996552976, 1}), b = full(ADJ_FLOAT32, {1, 252707057});
  adj_tensor out{};
  EXPECT_EQ(adj_matmul(a, b, &out), ADJ_ERROR_SHAPE);
  EXPECT_NE(std::strstr(adj_last_error(), "[72996552976, 1], [1, 252707057]"), nullptr) << adj_last_error();
  adj_release(a);
  adj_release(b);
}

TEST(Extents, AreCountedInBytes) {
  const Extents most{std::int64_t{1} << 60};
  adj_tensor x = full(ADJ_FLOAT32, most), out{};
  EXPECT_EQ(adj_cast(x, ADJ_FLOAT64, &out), ADJ_ERROR_SHAPE);
  EXPECT_EQ(adj_cast(x, ADJ_BOOL, &out), ADJ_ERROR_MEMORY);
  EXPECT_NE(std::strstr(adj_last_error(), "cast: "), nullptr) << adj_last_error();
  EXPECT_NE(std::strstr(adj_last_error(), "[1152921504606846976]"), nullptr) << adj_last_error();
  EXPECT_EQ(adj_full(ADJ_COMPLEX128, most.data(), 1, 0, &out), ADJ_ERROR_SHAPE);
  EXPECT_EQ(adj_from_data(ADJ_FLOAT64, most.data(), 1, nullptr, 0, &out), ADJ_ERROR_SHAPE);
  adj_release(x);
}

TEST(Extents, OfAnEmptyStackOfProductsNeedNoList) {
  const adj_tensor a = full(ADJ_FLOAT32, {std::int64_t{1} << 40, 0, 3}),
                   b = full(ADJ_FLOAT32, {std::int64_t{1} << 40, 3, 1});
  adj_tensor out{};
  EXPECT_EQ(adj_matmul(a, b, &out), ADJ_OK) << adj_last_error();
  adj_release(out);
  adj_release(a);
  adj_release(b);
}

}  // namespace
