// What happens when memory runs out: at each allocation of a set of programs in turn, once or from then on.
// The call that needed it says so, nothing is lost, and the same program works afterwards.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

enum class Failing { kOnce, kFromThenOn };

// While armed, how many more allocations succeed.
std::atomic<bool> armed{false};
std::atomic<std::int64_t> left{0};
std::atomic<bool> failed{false};
Failing failing = Failing::kOnce;

bool fails() {
  if (!armed.load(std::memory_order_relaxed)) return false;
  if (left.fetch_sub(1) > 0) return false;
  if (failing == Failing::kOnce) armed.store(false);
  failed.store(true);
  return true;
}

#if defined(_WIN32)
void* take(std::size_t bytes, std::size_t alignment) { return _aligned_malloc(bytes, alignment); }
void give(void* block) { _aligned_free(block); }
#else
void* take(std::size_t bytes, std::size_t alignment) {
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}
[[gnu::noinline]] void give(void* block) {
  std::free(block);
}  // or a compiler finds that new did not make it
#endif

void* allocate(std::size_t bytes, std::size_t alignment) {
  void* block = fails() ? nullptr : take(bytes, alignment);
  if (!block) throw std::bad_alloc();
  return block;
}

constexpr std::size_t kUsual = alignof(std::max_align_t);

}  // namespace

// Those of the standard library are there to be replaced.
void* operator new(std::size_t bytes) { return allocate(bytes + (bytes == 0), kUsual); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return fails() ? nullptr : take(bytes + (bytes == 0), kUsual);
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return fails() ? nullptr : take(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { give(block); }
void operator delete(void* block, std::size_t) noexcept { give(block); }
void operator delete(void* block, std::align_val_t) noexcept { give(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { give(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { give(block); }
void operator delete(void* block, std::align_val_t, const std::nothrow_t&) noexcept { give(block); }

namespace {

// A program through the C interface: it does nothing more after a call that failed.
class Program {
 public:
  Program() {
    handles_.reserve(4096);
    scopes_.reserve(16);
    recordings_.reserve(16);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    while (!scopes_.empty()) {
      EXPECT_EQ(ADJ_OK, adj_scope_close(scopes_.back(), nullptr, 0, nullptr)) << adj_last_error();
      scopes_.pop_back();
    }
    for (const adj_recording r : recordings_) EXPECT_EQ(ADJ_OK, adj_recording_release(r));
    for (const adj_tensor t : handles_) adj_release(t);
  }

  bool ok() const { return status_ == ADJ_OK; }
  adj_status status() const { return status_; }
  double result() const { return result_; }

  template <class... Parameters, class... Arguments>
  void call(adj_status (*function)(Parameters...), Arguments... arguments) {
    if (ok()) status_ = function(arguments...);
  }
  // A function whose last argument is where the tensor goes.
  template <class... Parameters, class... Arguments>
  adj_tensor make(adj_status (*function)(Parameters...), Arguments... arguments) {
    adj_tensor made{};
    call(function, arguments..., &made);
    if (ok()) handles_.push_back(made);
    return made;
  }
  template <class... Parameters, class... Arguments>
  adj_transform open(adj_status (*function)(Parameters...), Arguments... arguments) {
    adj_transform opened{};
    call(function, arguments..., &opened);
    if (ok()) scopes_.push_back(opened);
    return opened;
  }
  void close(adj_tensor keep) {
    call(adj_scope_close, scopes_.back(), &keep, std::int64_t{1}, static_cast<std::int32_t*>(nullptr));
    if (ok()) scopes_.pop_back();
  }
  void own(adj_tensor t) {
    if (ok()) handles_.push_back(t);
  }
  void own(adj_recording r) {
    if (ok()) recordings_.push_back(r);
  }
  void finish(adj_tensor value) { call(adj_item_float, make(adj_sum, value, nullptr, 0, 0), &result_); }

  adj_tensor filled(std::initializer_list<std::int64_t> dims, double value, adj_dtype dtype = ADJ_FLOAT32) {
    return make(adj_full, dtype, dims.begin(), static_cast<std::int32_t>(dims.size()), value);
  }
  adj_tensor gradient(adj_transform t, adj_tensor y, adj_tensor x) {
    adj_tensor g{};
    call(adj_transform_gradients, t, &y, nullptr, 1, &x, 1, &g, nullptr);
    own(g);
    return g;
  }

 private:
  adj_status status_ = ADJ_OK;
  double result_ = 0;
  std::vector<adj_tensor> handles_;
  std::vector<adj_transform> scopes_;
  std::vector<adj_recording> recordings_;
};

// tanh(x w) w, and more of what has operands of every number.
adj_tensor network(Program& p, adj_tensor x, adj_tensor w) {
  const adj_tensor h = p.make(adj_tanh, p.make(adj_matmul, x, w));
  const adj_tensor n = p.make(adj_layer_norm, h, adj_tensor{}, adj_tensor{}, 1e-5);
  const adj_tensor parts[] = {n, h, n, h, x};
  return p.make(adj_mean, p.make(adj_concat, parts, 5, 0), nullptr, 0, 0);
}

void arithmetic(Program& p) {
  const adj_tensor x = p.filled({40, 50}, 0.5), y = p.filled({50}, 2);
  p.finish(p.make(adj_exp, p.make(adj_mul, p.make(adj_add, x, y), x)));
}

void products_and_views(Program& p) {
  const adj_tensor a = p.filled({200, 210}, 0.5), b = p.filled({210, 190}, 2);
  const adj_tensor c = p.make(adj_matmul, a, b);
  p.finish(p.make(adj_matmul, p.make(adj_swapaxes, c, 0, 1), c));
}

void large_on_threads(Program& p) {
  const adj_tensor x = p.filled({1000, 700}, 0.25);
  p.finish(p.make(adj_sum, p.make(adj_sin, x), nullptr, 0, 0));
}

void random_numbers(Program& p) {
  const adj_tensor key = p.make(adj_random_fold, p.make(adj_random_key, std::uint64_t{7}), std::uint64_t{1});
  const std::int64_t dims[] = {300};
  const adj_tensor drawn = p.make(adj_random_normal, key, dims, 1, ADJ_FLOAT32);
  p.finish(p.make(adj_take, drawn, p.make(adj_random_permutation, key, 300), 0));
}

void indices(Program& p) {
  const adj_tensor x = p.filled({30, 40}, 1.5);
  const adj_tensor i = p.make(adj_arange_int, 0, 2, 15, ADJ_INT64);
  const adj_tensor rows = p.make(adj_take, x, i, 0);
  const std::int64_t start[] = {3, 4}, count[] = {10, 20}, step[] = {1, 1};
  const adj_tensor part = p.make(adj_slice, rows, start, count, step, 2);
  const adj_tensor whole = p.make(adj_slice_update, rows, part, start, step, 2);
  p.finish(p.make(adj_mul, whole, p.make(adj_cast, p.make(adj_argmax, whole, 1, 1), ADJ_FLOAT32)));
}

void gradients(Program& p) {
  const adj_tensor x0 = p.filled({20, 30}, 0.1), w0 = p.filled({30, 30}, 0.2);
  const adj_transform t = p.open(adj_transform_open);
  const adj_tensor w = p.make(adj_transform_watch, t, w0);
  const adj_tensor g = p.gradient(t, network(p, x0, w), w);
  if (!p.ok()) return;
  p.close(g);
  p.finish(g);
}

void second_derivatives(Program& p) {
  const adj_tensor x0 = p.filled({20, 30}, 0.1), w0 = p.filled({30, 30}, 0.2);
  const adj_transform outer = p.open(adj_transform_open);
  const adj_tensor w = p.make(adj_transform_watch, outer, w0);
  const adj_transform inner = p.open(adj_transform_open);
  const adj_tensor v = p.make(adj_transform_watch, inner, w);
  const adj_tensor first = p.gradient(inner, network(p, x0, v), v);
  if (!p.ok()) return;
  p.close(first);
  const adj_tensor second = p.gradient(outer, p.make(adj_square, first), w);
  if (!p.ok()) return;
  p.close(second);
  p.finish(second);
}

void tangents(Program& p) {
  const adj_tensor x0 = p.filled({20, 30}, 0.1), w0 = p.filled({30, 30}, 0.2);
  const adj_transform t = p.open(adj_transform_open);
  const adj_tensor w = p.make(adj_transform_watch, t, w0);
  const adj_tensor y = network(p, x0, w);
  adj_tensor dy{};
  p.call(adj_transform_tangents, t, &w, &w0, 1, &y, 1, &dy);
  p.own(dy);
  if (!p.ok()) return;
  p.close(dy);
  p.finish(dy);
}

void batches(Program& p) {
  const adj_tensor xs = p.filled({6, 20, 30}, 0.1), w = p.filled({30, 30}, 0.2);
  const adj_transform t = p.open(adj_batch_open);
  const adj_tensor x = p.make(adj_batch_placeholder, t, xs, 0);
  const adj_tensor y = network(p, x, w);
  const std::int64_t axis = 0;
  adj_tensor ys{};
  p.call(adj_batch_run, t, &x, &xs, &axis, 1, &y, &axis, 1, &ys);
  p.own(ys);
  if (!p.ok()) return;
  p.close(ys);
  p.finish(ys);
}

void gradients_of_batches(Program& p) {
  const adj_tensor xs = p.filled({4, 10, 20}, 0.1), w0 = p.filled({20, 20}, 0.2);
  const adj_transform outer = p.open(adj_transform_open);
  const adj_tensor w = p.make(adj_transform_watch, outer, w0);
  const adj_transform t = p.open(adj_batch_open);
  const adj_tensor x = p.make(adj_batch_placeholder, t, xs, 0);
  const adj_tensor y = network(p, x, w);
  const std::int64_t axis = 0;
  adj_tensor ys{};
  p.call(adj_batch_run, t, &x, &xs, &axis, 1, &y, &axis, 1, &ys);
  p.own(ys);
  if (!p.ok()) return;
  p.close(ys);
  const adj_tensor g = p.gradient(outer, ys, w);
  if (!p.ok()) return;
  p.close(g);
  p.finish(g);
}

void recordings(Program& p) {
  const adj_tensor x0 = p.filled({20, 30}, 0.1), w0 = p.filled({30, 30}, 0.2);
  const adj_transform t = p.open(adj_transform_open);
  const adj_tensor w = p.make(adj_transform_watch, t, w0);
  const adj_tensor y = network(p, x0, w);
  adj_tensor value{}, g{};
  adj_recording recording{};
  p.call(adj_transform_record, t, &w, 1, &y, 1, &value, &recording);
  p.own(value);
  p.own(recording);
  if (!p.ok()) return;
  p.close(value);
  const adj_tensor one = p.make(adj_ones_like, value);
  for (int i = 0; i < 2; ++i) {
    p.call(adj_recording_pull, recording, &one, 1, &g, 1);
    p.own(g);
  }
  adj_tensor dy{};
  p.call(adj_recording_push, recording, &w0, 1, &dy, 1);
  p.own(dy);
  p.finish(p.make(adj_add, p.make(adj_sum, g, nullptr, 0, 0), dy));
}

void checkpoints(Program& p) {
  const adj_tensor x0 = p.filled({20, 30}, 0.1), w0 = p.filled({30, 30}, 0.2);
  const adj_transform first = p.open(adj_transform_open_capturing, 1);
  const adj_tensor v = p.make(adj_transform_watch, first, w0);
  p.call(adj_transform_keep, first, 1);
  network(p, x0, v);
  adj_tensor kept[8]{};
  std::uint64_t places[8]{};
  std::int64_t count = 0;
  p.call(adj_transform_kept, first, kept, places, 8, &count);
  if (!p.ok()) return;
  for (std::int64_t i = 0; i < count; ++i) p.own(kept[i]);
  p.close(kept[0]);
  if (!p.ok()) return;
  const adj_transform again = p.open(adj_transform_open_capturing, 0);
  p.call(adj_transform_replay, again, kept, places, count);
  const adj_tensor w = p.make(adj_transform_watch, again, w0);
  const adj_tensor y = network(p, x0, w);
  adj_tensor g{};
  p.call(adj_transform_gradients_captured, again, &y, nullptr, 1, &w, 1, 0, &g);
  p.own(g);
  if (!p.ok()) return;
  p.close(g);
  p.finish(g);
}

// A host whose rule gives the cotangent on to every operand. What it is given lies in a scope of its own.
adj_status passing_rule(std::int64_t, std::int32_t kind, std::int32_t, const adj_tensor* in, std::int64_t,
                        adj_tensor* out, std::int64_t out_count) {
  constexpr std::int32_t kReverse = 0, kBegin = 2, kEnd = 3;
  static adj_transform scope;
  if (kind == kBegin) return adj_scope_open(&scope);
  if (kind == kEnd) return adj_scope_close(scope, nullptr, 0, nullptr);
  if (kind == kReverse)
    for (std::int64_t i = 0; i < out_count; ++i) out[i] = in[0];
  return ADJ_OK;
}

void custom_rules(Program& p) {
  static const std::int32_t host = [] {
    std::int32_t opened = -1;
    EXPECT_EQ(ADJ_OK, adj_host_open(reinterpret_cast<const void*>(passing_rule), &opened));
    return opened;
  }();
  const adj_tensor x0 = p.filled({20, 30}, 0.1), y0 = p.filled({20, 30}, 3);
  const adj_transform t = p.open(adj_transform_open);
  const adj_tensor x = p.make(adj_transform_watch, t, x0);
  const adj_tensor xs[] = {x, x0, x, x0, x};
  const adj_tensor y = p.make(adj_custom, y0, xs, 5, host, 1, -1);
  const adj_tensor g = p.gradient(t, p.make(adj_square, y), x);
  if (!p.ok()) return;
  p.close(g);
  p.finish(g);
}

void optimizer_steps(Program& p) {
  const adj_tensor parameter = p.filled({30, 30}, 0.1), gradient = p.filled({30, 30}, 0.5);
  adj_adam_options options{1e-2, 0.9, 0.999, 1e-8, 0, 0, 1, 1};
  adj_tensor next{}, mean{}, squares{};
  const adj_tensor none{};
  p.call(adj_adam, &options, 1, &parameter, &gradient, &none, &none, &next, &mean, &squares);
  p.own(next), p.own(mean), p.own(squares);
  options.step = 2;
  options.in_place = 0;
  adj_tensor last{}, last_mean{}, last_squares{};
  p.call(adj_adam, &options, 1, &next, &gradient, &mean, &squares, &last, &last_mean, &last_squares);
  p.own(last), p.own(last_mean), p.own(last_squares);
  p.finish(last);
}

void losses_in_scopes(Program& p) {
  p.open(adj_scope_open);
  const adj_tensor logits = p.filled({8, 5}, 0.3), classes = p.filled({8}, 2, ADJ_INT64);
  const adj_tensor loss = p.make(adj_cross_entropy, logits, classes, adj_tensor{0}, std::int64_t{-1}, nullptr,
                                 0.1, ADJ_REDUCTION_MEAN);
  if (!p.ok()) return;
  p.close(loss);
  p.finish(loss);
}

void descriptions_and_copies(Program& p) {
  const adj_transform t = p.open(adj_transform_open);
  const adj_tensor x = p.make(adj_transform_watch, t, p.filled({3, 4}, 2));
  const adj_tensor y = p.make(adj_swapaxes, p.make(adj_exp, x), 0, 1);
  char text[4000];
  std::int64_t length = 0;
  p.call(adj_transform_describe, t, text, std::int64_t{sizeof text}, &length);
  float copy[12];
  p.call(adj_copy_to, y, static_cast<void*>(copy), std::int64_t{sizeof copy});
  const void* data = nullptr;
  p.call(adj_data, p.make(adj_contiguous, y), &data);
  if (!p.ok()) return;
  p.close(y);
  p.finish(y);
}

struct Named {
  const char* name;
  void (*run)(Program&);
};

constexpr Named kPrograms[] = {
    {"Arithmetic", arithmetic},
    {"ProductsAndViews", products_and_views},
    {"LargeOnThreads", large_on_threads},
    {"RandomNumbers", random_numbers},
    {"Indices", indices},
    {"Gradients", gradients},
    {"SecondDerivatives", second_derivatives},
    {"Tangents", tangents},
    {"Batches", batches},
    {"GradientsOfBatches", gradients_of_batches},
    {"Recordings", recordings},
    {"Checkpoints", checkpoints},
    {"CustomRules", custom_rules},
    {"OptimizerSteps", optimizer_steps},
    {"LossesInScopes", losses_in_scopes},
    {"DescriptionsAndCopies", descriptions_and_copies},
};

adj_statistics statistics() {
  adj_statistics s{};
  EXPECT_EQ(ADJ_OK, adj_get_statistics(&s));
  return s;
}

// The result, without a failure.
double right(const Named& program) {
  Program p;
  program.run(p);
  EXPECT_EQ(ADJ_OK, p.status()) << adj_last_error();
  return p.result();
}

class MemoryRunsOut : public ::testing::TestWithParam<Named> {
 protected:
  // Runs the program with the n-th allocation failing, for every n: each time on a thread of its own, which
  // has nothing at hand yet. `arm` prepares that, `disarm` says whether one failed.
  void at_each(const std::function<void(std::int64_t)>& arm, const std::function<bool()>& disarm) {
    const double expected = right(GetParam());
    const adj_statistics before = statistics();
    bool happened = true;
    for (std::int64_t n = 0; happened; ++n) {
      SCOPED_TRACE(n);
      std::thread([&] {
        Program p;
        arm(n);
        GetParam().run(p);
        happened = disarm();
        // A cache that could not grow is no failure.
        if (p.ok()) {
          EXPECT_EQ(expected, p.result());
        } else {
          EXPECT_TRUE(happened);
          EXPECT_EQ(ADJ_ERROR_MEMORY, p.status()) << adj_last_error();
        }
      }).join();
      ASSERT_EQ(before.live_tensors, statistics().live_tensors);
      ASSERT_EQ(before.bytes_in_use, statistics().bytes_in_use);
      ASSERT_EQ(expected, right(GetParam()));
      ASSERT_FALSE(HasFailure());
    }
  }

  void at_each_of_the_library(Failing how) {
    at_each(
        [how](std::int64_t n) {
          failing = how;
          left.store(n);
          failed.store(false);
          armed.store(true);
        },
        [] {
          armed.store(false);
          return failed.load();
        });
  }
  void at_each_of_elements(Failing how) {
    at_each([how](std::int64_t n) { adj_begin_shortage(n, how == Failing::kFromThenOn); },
            [] {
              std::int32_t struck = 0;
              EXPECT_EQ(ADJ_OK, adj_end_shortage(&struck));
              return struck != 0;
            });
  }
};

TEST_P(MemoryRunsOut, OnceForElements) { at_each_of_elements(Failing::kOnce); }
TEST_P(MemoryRunsOut, ForGoodForElements) { at_each_of_elements(Failing::kFromThenOn); }
TEST_P(MemoryRunsOut, OnceForTheLibraryItself) { at_each_of_the_library(Failing::kOnce); }
TEST_P(MemoryRunsOut, ForGoodForTheLibraryItself) { at_each_of_the_library(Failing::kFromThenOn); }

INSTANTIATE_TEST_SUITE_P(Programs, MemoryRunsOut, ::testing::ValuesIn(kPrograms),
                         [](const auto& program) { return program.param.name; });

}  // namespace
