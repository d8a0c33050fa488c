// Calls with random arguments, most of them wrong: each gives a status.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

thread_local std::vector<adj_transform> host_scopes;
thread_local std::minstd_rand host_random;

// A host whose rules give what they like: what they were given, nothing, or a failure.
adj_status careless_rule(std::int64_t, std::int32_t kind, std::int32_t, const adj_tensor* in,
                         std::int64_t in_count, adj_tensor* out, std::int64_t out_count) {
  if (kind == 2) {
    host_scopes.push_back({});
    return adj_scope_open(&host_scopes.back());
  }
  if (kind == 3) {
    adj_scope_close(host_scopes.back(), nullptr, 0, nullptr);
    host_scopes.pop_back();
    return ADJ_OK;
  }
  for (std::int64_t i = 0; i < out_count; ++i)
    out[i] = host_random() % 4 == 0 ? adj_tensor{host_random()}
                                    : in[static_cast<std::int64_t>(host_random()) % in_count];
  return host_random() % 16 == 0 ? ADJ_ERROR_CALLBACK : ADJ_OK;
}

// Draws arguments that are mostly wrong in some way.
class Hostile {
 public:
  explicit Hostile(unsigned seed) : random_(seed) {}

  std::int64_t number() {
    static constexpr std::int64_t odd[] = {
        0, 1, 2, 3, -1, -2, 5, 7, 100, -9, 64, 17, 1 << 20, INT64_MAX, INT64_MIN, 1ll << 40, -(1ll << 33)};
    return odd[pick(std::size(odd))];
  }
  std::int64_t small() { return static_cast<std::int64_t>(pick(5)); }
  std::int32_t count() { return static_cast<std::int32_t>(pick(12)) - 1; }
  static std::int32_t host() {
    static const std::int32_t opened = [] {
      std::int32_t host = -1;
      EXPECT_EQ(ADJ_OK, adj_host_open(reinterpret_cast<const void*>(careless_rule), &host));
      return host;
    }();
    return opened;
  }
  adj_dtype dtype() { return static_cast<adj_dtype>(pick(8) == 0 ? 99 : static_cast<int>(pick(5))); }
  const std::int64_t* numbers() {
    for (std::int64_t& n : numbers_) n = pick(3) ? small() : number();
    return pick(8) == 0 ? nullptr : numbers_.data();
  }
  const std::int64_t* other_numbers() {
    for (std::int64_t& n : others_) n = pick(3) ? small() : number();
    return others_.data();
  }
  adj_tensor tensor() {
    switch (pick(12)) {
      case 0:
        return {0};
      case 1:
        return {random_()};
      case 2:
        return {(random_() & 0x3fffffffffull) | (1ull << 32)};
      default:
        return tensors_.empty() ? adj_tensor{0} : tensors_[pick(tensors_.size())];
    }
  }
  adj_transform transform() {
    return scopes_.empty() || pick(6) == 0 ? adj_transform{random_()} : scopes_.back();
  }
  const adj_tensor* list() {
    for (adj_tensor& t : list_) t = tensor();
    return pick(10) == 0 ? nullptr : list_.data();
  }
  double real() {
    static constexpr double odd[] = {0,
                                     1,
                                     -1,
                                     0.5,
                                     1e300,
                                     -1e300,
                                     std::numeric_limits<double>::quiet_NaN(),
                                     std::numeric_limits<double>::infinity()};
    return odd[pick(std::size(odd))];
  }
  adj_tensor* out() { return pick(30) == 0 ? nullptr : &result_; }
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  void keep_result(adj_status status) {
    if (status != ADJ_OK || result_.id == 0) return;
    adj_tensor_info info{};
    // Results stay small, so that random chains of operations do not eat all memory.
    if (adj_info(result_, &info) == ADJ_OK && info.count > 2000)
      adj_release(result_);
    else
      tensors_.push_back(result_);
    if (tensors_.size() > 60) {
      adj_release(tensors_.front());
      tensors_.erase(tensors_.begin());
    }
    result_ = {};
  }
  void opened(adj_transform t) { scopes_.push_back(t); }
  void closed() { scopes_.pop_back(); }
  bool has_scopes() const { return !scopes_.empty(); }
  std::size_t depth() const { return scopes_.size(); }
  void finish() {
    adj_set_anomaly_detection(0);
    while (!scopes_.empty()) {
      EXPECT_EQ(ADJ_OK, adj_scope_close(scopes_.back(), nullptr, 0, nullptr));
      scopes_.pop_back();
    }
    adj_release_many(tensors_.data(), static_cast<std::int64_t>(tensors_.size()));
  }

  adj_recording any_recording() { return pick(4) ? recording : adj_recording{random_() % 100}; }

  std::array<adj_tensor, 16> gradients{};
  std::array<std::uint64_t, 16> places{};
  std::array<adj_tensor, 16> handles{};
  adj_recording recording{};
  std::array<std::int32_t, 16> reached{};

 private:
  std::mt19937_64 random_;
  std::array<std::int64_t, 16> numbers_{}, others_{};
  std::array<adj_tensor, 16> list_{};
  std::vector<adj_tensor> tensors_;
  std::vector<adj_transform> scopes_;
  adj_tensor result_{};
};

using Call = adj_status (*)(Hostile&);

#define UNARY(name) [](Hostile& h) { return adj_##name(h.tensor(), h.out()); }
#define BINARY(name) [](Hostile& h) { return adj_##name(h.tensor(), h.tensor(), h.out()); }
#define REDUCTION(name) \
  [](Hostile& h) { return adj_##name(h.tensor(), h.numbers(), h.count(), h.count(), h.out()); }

constexpr Call calls[] = {
    UNARY(neg),
    UNARY(abs),
    UNARY(sign),
    UNARY(square),
    UNARY(reciprocal),
    UNARY(sqrt),
    UNARY(rsqrt),
    UNARY(exp),
    UNARY(expm1),
    UNARY(log),
    UNARY(log1p),
    UNARY(sin),
    UNARY(cos),
    UNARY(tan),
    UNARY(tanh),
    UNARY(sigmoid),
    UNARY(softplus),
    UNARY(relu),
    UNARY(erf),
    UNARY(gelu),
    UNARY(silu),
    UNARY(floor),
    UNARY(ceil),
    UNARY(round),
    UNARY(isnan),
    UNARY(isfinite),
    UNARY(logical_not),
    UNARY(stop_gradient),
    UNARY(zeros_like),
    UNARY(ones_like),
    UNARY(contiguous),
    BINARY(add),
    BINARY(sub),
    BINARY(mul),
    BINARY(div),
    BINARY(pow),
    BINARY(maximum),
    BINARY(minimum),
    BINARY(equal),
    BINARY(not_equal),
    BINARY(less),
    BINARY(less_equal),
    BINARY(greater),
    BINARY(greater_equal),
    BINARY(logical_and),
    BINARY(logical_or),
    BINARY(logical_xor),
    BINARY(matmul),
    REDUCTION(sum),
    REDUCTION(mean),
    REDUCTION(prod),
    REDUCTION(max),
    REDUCTION(min),
    REDUCTION(logsumexp),
    REDUCTION(all),
    REDUCTION(any),
    [](Hostile& h) { return adj_cast(h.tensor(), h.dtype(), h.out()); },
    [](Hostile& h) { return adj_where(h.tensor(), h.tensor(), h.tensor(), h.out()); },
    [](Hostile& h) { return adj_argmax(h.tensor(), h.number(), h.count(), h.out()); },
    [](Hostile& h) { return adj_argmin(h.tensor(), h.number(), h.count(), h.out()); },
    [](Hostile& h) { return adj_softmax(h.tensor(), h.number(), h.out()); },
    [](Hostile& h) { return adj_log_softmax(h.tensor(), h.small(), h.out()); },
    [](Hostile& h) { return adj_layer_norm(h.tensor(), h.tensor(), h.tensor(), h.real(), h.out()); },
    [](Hostile& h) { return adj_reshape(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) { return adj_permute(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) { return adj_permute(h.tensor(), nullptr, 0, h.out()); },
    [](Hostile& h) { return adj_swapaxes(h.tensor(), h.number(), h.small(), h.out()); },
    [](Hostile& h) { return adj_squeeze(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) { return adj_expand_dims(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) { return adj_broadcast_to(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) {
      return adj_slice(h.tensor(), h.numbers(), h.other_numbers(), h.other_numbers(), h.count(), h.out());
    },
    [](Hostile& h) {
      return adj_slice_update(h.tensor(), h.tensor(), h.numbers(), h.other_numbers(), h.count(), h.out());
    },
    [](Hostile& h) { return adj_flip(h.tensor(), h.numbers(), h.count(), h.out()); },
    [](Hostile& h) { return adj_concat(h.list(), h.count(), h.number(), h.out()); },
    [](Hostile& h) { return adj_stack(h.list(), h.count(), h.number(), h.out()); },
    [](Hostile& h) { return adj_take(h.tensor(), h.tensor(), h.number(), h.out()); },
    [](Hostile& h) { return adj_take_along_axis(h.tensor(), h.tensor(), h.small(), h.out()); },
    [](Hostile& h) { return adj_one_hot(h.tensor(), h.small(), h.dtype(), h.out()); },
    [](Hostile& h) { return adj_full(h.dtype(), h.numbers(), h.count(), h.real(), h.out()); },
    [](Hostile& h) { return adj_arange(h.real(), h.real(), h.small() * 3 - 1, h.dtype(), h.out()); },
    [](Hostile& h) { return adj_linspace(h.real(), h.real(), h.small() * 3 - 1, h.dtype(), h.out()); },
    [](Hostile& h) { return adj_eye(h.small() - 1, h.small(), h.number(), h.dtype(), h.out()); },
    [](Hostile& h) { return adj_random_key(static_cast<std::uint64_t>(h.number()), h.out()); },
    [](Hostile& h) { return adj_random_fold(h.tensor(), 3, h.out()); },
    [](Hostile& h) { return adj_random_split(h.tensor(), h.small() - 1, h.out()); },
    [](Hostile& h) {
      const std::array<std::int64_t, 2> dims{h.small(), h.small()};
      return adj_random_uniform(h.tensor(), dims.data(), 2, h.dtype(), h.out());
    },
    [](Hostile& h) {
      const std::array<std::int64_t, 1> dims{h.small() - 1};
      return adj_random_normal(h.tensor(), dims.data(), 1, h.dtype(), h.out());
    },
    [](Hostile& h) {
      const std::array<std::int64_t, 1> dims{h.small()};
      return adj_random_integers(h.tensor(), dims.data(), 1, h.number(), h.number(), h.out());
    },
    [](Hostile& h) { return adj_random_permutation(h.tensor(), h.small() * 5 - 1, h.out()); },
    [](Hostile& h) {
      return adj_bce_with_logits(h.tensor(), h.tensor(), h.tensor(), h.tensor(),
                                 static_cast<adj_reduction>(h.small()), h.out());
    },
    [](Hostile& h) {
      return adj_cross_entropy(h.tensor(), h.tensor(), h.real(), static_cast<adj_reduction>(h.small()),
                               h.out());
    },
    [](Hostile& h) {
      return adj_mse(h.tensor(), h.tensor(), static_cast<adj_reduction>(h.small()), h.out());
    },
    [](Hostile& h) {
      const std::array<std::int64_t, 3> dims{h.small(), h.small(), h.small()};
      const std::vector<double> values(64, 0.75);
      const std::int32_t rank = static_cast<std::int32_t>(h.pick(4));
      std::int64_t n = 8;
      for (std::int32_t i = 0; i < rank; ++i) n *= dims[static_cast<std::size_t>(i)];
      return adj_from_data(ADJ_FLOAT64, dims.data(), rank, values.data(), n, h.out());
    },
    [](Hostile& h) {
      const std::array<std::int64_t, 1> dims{3};
      const std::array<std::int64_t, 3> values{h.small(), h.small(), h.number()};
      return adj_from_data(ADJ_INT64, dims.data(), 1, values.data(), 24, h.out());
    },
    [](Hostile& h) { return adj_from_data(h.dtype(), h.numbers(), h.count(), nullptr, h.number(), h.out()); },
    [](Hostile& h) { return adj_scalar_float(h.real(), h.dtype(), h.count(), h.out()); },
    [](Hostile& h) { return adj_scalar_int(h.number(), h.dtype(), h.count(), h.out()); },
    [](Hostile& h) { return adj_transform_watch(h.transform(), h.tensor(), h.out()); },
    [](Hostile& h) { return adj_release(h.tensor()); },
    [](Hostile& h) {
      std::array<double, 64> to{};
      return adj_copy_to(h.tensor(), to.data(), static_cast<std::int64_t>(h.pick(64) * 8));
    },
    [](Hostile& h) {
      adj_transform t{};
      if (h.depth() > 6) return ADJ_OK;
      const std::size_t kind = h.pick(4);
      const adj_status s = kind == 0   ? adj_scope_open(&t)
                           : kind == 1 ? adj_batch_open(&t)
                                       : adj_transform_open(&t);
      h.opened(t);
      return s;
    },
    [](Hostile& h) {
      const adj_status s = adj_transform_gradients(h.transform(), h.list(), h.pick(2) ? nullptr : h.list(),
                                                   h.count(), h.list(), h.count(), h.gradients.data(),
                                                   h.pick(2) ? nullptr : h.reached.data());
      return s;
    },
    [](Hostile& h) {
      return adj_transform_tangents(h.transform(), h.list(), h.pick(2) ? nullptr : h.list(), h.count(),
                                    h.list(), h.count(), h.gradients.data());
    },
    [](Hostile& h) { return adj_batch_placeholder(h.transform(), h.tensor(), h.small(), h.out()); },
    [](Hostile& h) {
      return adj_batch_run(h.transform(), h.list(), h.list(), h.numbers(), h.count(), h.list(),
                           h.other_numbers(), h.count(), h.gradients.data());
    },
    [](Hostile& h) {
      adj_transform t{};
      if (h.depth() > 6) return ADJ_OK;
      const adj_status s = adj_transform_open_capturing(h.count(), &t);
      h.opened(t);
      return s;
    },
    [](Hostile& h) {
      std::int64_t count = 0, followed = 0;
      return adj_transform_captured(h.transform(), h.gradients.data(), h.handles.data(), h.small(), &count,
                                    &followed);
    },
    [](Hostile& h) { return adj_transform_lend(h.transform(), h.handles.data(), h.list(), h.count()); },
    [](Hostile& h) {
      return adj_transform_gradients_captured(h.transform(), h.list(), nullptr, h.count(), h.list(),
                                              h.count(), h.small(), h.gradients.data());
    },
    [](Hostile& h) { return adj_transform_keep(h.transform(), h.count()); },
    [](Hostile& h) { return adj_transform_keep_value(h.tensor()); },
    [](Hostile& h) {
      std::int64_t count = 0;
      return adj_transform_kept(h.transform(), h.gradients.data(), h.places.data(), h.small(), &count);
    },
    [](Hostile& h) { return adj_transform_replay(h.transform(), h.list(), h.places.data(), h.count()); },
    [](Hostile& h) {
      return adj_transform_record(h.transform(), h.list(), h.count(), h.list(), h.count(), h.gradients.data(),
                                  &h.recording);
    },
    [](Hostile& h) {
      return adj_recording_pull(h.any_recording(), h.list(), h.count(), h.gradients.data(), h.count());
    },
    [](Hostile& h) {
      return adj_recording_push(h.any_recording(), h.list(), h.count(), h.gradients.data(), h.count());
    },
    [](Hostile& h) { return adj_recording_release(h.any_recording()); },
    [](Hostile& h) {
      char text[64];
      std::int64_t length = 0;
      return adj_transform_describe(h.transform(), text, 64, &length);
    },
    [](Hostile& h) {
      std::int64_t mark = 0;
      return adj_custom_begin(h.list(), h.count(), h.gradients.data(), &mark);
    },
    [](Hostile& h) {
      return adj_custom(h.tensor(), h.list(), h.count(), h.pick(3) ? h.host() : h.count(), h.number(),
                        h.number(), h.out());
    },
    [](Hostile& h) { return adj_transform_direction(h.transform(), h.tensor(), h.out()); },
    [](Hostile& h) { return adj_set_anomaly_detection(h.pick(8) == 0); },
    [](Hostile& h) {
      const adj_adam_options options{h.real(), h.real(),  h.real(),  h.real(),
                                     h.real(), h.count(), h.count(), h.small()};
      const adj_tensor p = h.tensor(), state = h.pick(2) ? adj_tensor{0} : p;
      return adj_adam(h.pick(8) ? &options : nullptr, p, h.pick(2) ? p : h.tensor(), state,
                      h.pick(4) ? state : h.tensor(), h.out(), &h.gradients[0], &h.gradients[1]);
    },
    [](Hostile& h) {
      double value = 0;
      return adj_item_float(h.tensor(), &value);
    },
    [](Hostile& h) {
      const void* data = nullptr;
      return adj_data(h.tensor(), &data);
    },
    [](Hostile& h) {
      const void* data = nullptr;
      adj_tensor held{0};
      const adj_status s = adj_hold(h.tensor(), h.pick(8) ? &held : nullptr, h.pick(8) ? &data : nullptr);
      if (s == ADJ_OK) adj_release(held);
      return s;
    },
    [](Hostile& h) {
      if (!h.has_scopes()) return ADJ_OK;
      const adj_status s = adj_scope_close(h.transform(), h.list(), h.count(), nullptr);
      if (s == ADJ_OK) h.closed();
      return s;
    },
};

// ADJOINT_FUZZ_SECONDS makes it go on with ever new seeds.
TEST(Fuzz, RandomCallsGiveAStatus) {
  const char* seconds = std::getenv("ADJOINT_FUZZ_SECONDS");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds ? std::atoi(seconds) : 0);
  for (unsigned seed = 1; seed <= 20 || std::chrono::steady_clock::now() < end; ++seed) {
    Hostile h(seed);
    for (int i = 0; i < 4000; ++i) {
      const adj_status s = calls[h.pick(std::size(calls))](h);
      ASSERT_GE(s, ADJ_OK);
      ASSERT_NE(s, ADJ_ERROR_INTERNAL) << "seed " << seed << ", call " << i << ": " << adj_last_error();
      h.keep_result(s);
    }
    h.finish();
  }
}

TEST(Fuzz, FromSeveralThreads) {
  std::vector<std::thread> threads;
  for (unsigned seed = 100; seed < 104; ++seed)
    threads.emplace_back([seed] {
      Hostile h(seed);
      for (int i = 0; i < 4000; ++i) {
        const adj_status s = calls[h.pick(std::size(calls))](h);
        EXPECT_NE(s, ADJ_ERROR_INTERNAL) << adj_last_error();
        h.keep_result(s);
      }
      h.finish();
    });
  for (std::thread& t : threads) t.join();
}

}  // namespace
