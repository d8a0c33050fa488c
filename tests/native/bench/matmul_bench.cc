// Matrix products beside OpenBLAS, BLIS and oneDNN.
//
// Every benchmark is one product. Ours and those of the peers take turns, so that all see the same weather,
// and each is judged by the median of its turns. Counters: GFLOP/s of each, `ratio` of ours to the best
// peer's, and `of_peak`, the part of what the registers alone can do.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "fma_peak.h"
#include "kernels/matmul.h"
#include "peers.h"

namespace adjoint::bench {
namespace {

using kernels::Matrix;
using Clock = std::chrono::steady_clock;

struct Case {
  std::int64_t m, k, n;
  bool transposed_a = false, transposed_b = false;
  std::int64_t batch = 1;
};

// ADJOINT_BENCH_TURNS takes fewer for a quick look.
const std::size_t turns = [] {
  const char* text = std::getenv("ADJOINT_BENCH_TURNS");
  return static_cast<std::size_t>(text ? std::max(1, std::atoi(text)) : 15);
}();
constexpr double kTurnSeconds = 0.002;

template <class T>
constexpr DType kType = std::is_same_v<T, float> ? DType::kFloat32 : DType::kFloat64;

// Numbers lie where the elements of tensors do: large ones in huge pages, for all contenders.
template <class T>
struct Data {
  explicit Data(const Case& c) : a(c.batch * c.m * c.k), b(c.batch * c.k * c.n), y(c.batch * c.m * c.n) {
    fill(a, c.batch * c.m * c.k);
    fill(b, c.batch * c.k * c.n);
    for (std::int64_t i = 0; i < c.batch; ++i) {
      a_offsets.push_back(i * c.m * c.k);
      b_offsets.push_back(i * c.k * c.n);
    }
  }

  static void fill(Workspace<T>& numbers, std::int64_t count) {
    std::minstd_rand random(7);
    std::uniform_real_distribution<T> values(-1, 1);
    std::generate_n(numbers.data(), count, [&] { return values(random); });
  }

  Workspace<T> a, b, y;
  std::vector<std::int64_t> a_offsets, b_offsets;
};

template <class T>
void multiply_ours(const Case& c, Data<T>& d) {
  const Matrix a{d.a.data(), c.transposed_a ? 1 : c.k, c.transposed_a ? c.m : 1};
  const Matrix b{d.b.data(), c.transposed_b ? 1 : c.n, c.transposed_b ? c.k : 1};
  if (c.batch == 1)
    kernels::matmul(kType<T>, c.m, c.n, c.k, a, b, d.y.data(), c.n, false);
  else
    kernels::matmul_batched(kType<T>, c.batch, c.m, c.n, c.k, a, d.a_offsets.data(), b, d.b_offsets.data(),
                            d.y.data());
}

template <class T>
void multiply_peer(const Case& c, Data<T>& d, Peer<T>& peer) {
  for (std::int64_t i = 0; i < c.batch; ++i)
    peer.multiply({c.m, c.n, c.k, c.transposed_a, c.transposed_b, d.a.data() + i * c.m * c.k,
                   d.b.data() + i * c.k * c.n, d.y.data() + i * c.m * c.n});
}

class Contender {
 public:
  Contender(std::string name, std::function<void()> run) : name_(std::move(name)), run_(std::move(run)) {
    const double once = std::min(seconds(1), seconds(1));
    repeats_ = std::max(1, static_cast<int>(kTurnSeconds / once));
  }

  void take_turn() {
    run_();  // brings its data and its threads back
    turns_.push_back(seconds(repeats_) / repeats_);
  }
  double median() {
    const auto middle = turns_.begin() + static_cast<std::ptrdiff_t>(turns_.size() / 2);
    std::nth_element(turns_.begin(), middle, turns_.end());
    return *middle;
  }
  const std::string& name() const { return name_; }

 private:
  double seconds(int repeats) {
    const auto start = Clock::now();
    for (int i = 0; i < repeats; ++i) run_();
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  std::string name_;
  std::function<void()> run_;
  int repeats_;
  std::vector<double> turns_;
};

// Threads of a library that still look for work would slow the next one down.
void let_threads_settle(int threads) {
  if (threads > 1) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

template <class T>
void compare(benchmark::State& state, const Case& c, int threads) {
  Data<T> data(c);
  double peak_work = 0;
  set_thread_count(threads);
  std::vector<Contender> all;
  all.emplace_back("ours", [&] { multiply_ours(c, data); });
  for (Peer<T>* peer : peers<T>()) {
    peer->set_threads(threads);
    all.emplace_back(peer->name(), [&, peer, threads] {
      peer->set_threads(threads);  // two of them share the setting
      multiply_peer(c, data, *peer);
    });
  }
  all.emplace_back("peak", [&] { peak_work = multiply_add_in_registers<T>(); });

  for (auto _ : state) {
    for (std::size_t turn = 0; turn < turns; ++turn)
      for (std::size_t i = 0; i < all.size(); ++i) {
        let_threads_settle(threads);
        all[(turn + i) % all.size()].take_turn();  // each begins now and then
      }
    state.SetIterationTime(all.front().median());
  }

  const double work = 2e-9 * static_cast<double>(c.batch * c.m * c.n * c.k);
  const double ours = work / all.front().median(), peak = 1e-9 * peak_work / all.back().median() * threads;
  double best = 0;
  for (auto peer = all.begin() + 1; peer != all.end() - 1; ++peer) {
    const double rate = work / peer->median();
    state.counters[peer->name()] = rate;
    best = std::max(best, rate);
  }
  state.counters["ours"] = ours;
  state.counters["ratio"] = best > 0 ? ours / best : 0;
  state.counters["of_peak"] = ours / peak;
  set_thread_count(0);
}

std::string name_of(const Case& c) {
  std::string name = c.batch > 1 ? std::to_string(c.batch) + "*" : "";
  name += std::to_string(c.m) + "x" + std::to_string(c.k) + "x" + std::to_string(c.n) + "/";
  return name + (c.transposed_a ? "t" : "n") + (c.transposed_b ? "t" : "n");
}

template <class T>
void add(const Case& c, int threads) {
  const std::string name = std::string("matmul/") + (sizeof(T) == 4 ? "float32/" : "float64/") + name_of(c) +
                           "/threads:" + std::to_string(threads);
  benchmark::RegisterBenchmark(name.c_str(), [c, threads](benchmark::State& s) { compare<T>(s, c, threads); })
      ->UseManualTime()
      ->Iterations(1)
      ->Repetitions(1)  // the turns are its repetitions
      ->Unit(benchmark::kMicrosecond);
}

void add_both_types(const Case& c, int threads) {
  add<float>(c, threads);
  add<double>(c, threads);
}

void add_transpositions(std::int64_t m, std::int64_t k, std::int64_t n) {
  for (const bool a : {false, true})
    for (const bool b : {false, true}) add_both_types({m, k, n, a, b}, 1);
}

// A layer's product and the two of its backward pass.
void add_layer(std::int64_t m, std::int64_t k, std::int64_t n) {
  add_both_types({m, k, n}, 1);
  add_both_types({m, n, k, false, true}, 1);
  add_both_types({k, m, n, true, false}, 1);
}

const bool registered = [] {
  for (const std::int64_t size : {8, 16, 24, 32, 48, 64, 100, 128, 256, 512})
    add_transpositions(size, size, size);
  for (const std::int64_t size : {127, 300, 1000, 1024, 2048}) add_both_types({size, size, size}, 1);
  add_layer(64, 784, 128);
  add_layer(128, 512, 2048);
  add_layer(32, 768, 3072);
  for (const bool transposed : {false, true}) {
    add_both_types({1024, 1024, 1, transposed, false}, 1);
    add_both_types({1, 1024, 1024, false, transposed}, 1);
    add_both_types({128, 128, 1, transposed, false}, 1);
    add_both_types({4, 1024, 1024, false, transposed}, 1);
    add_both_types({1024, 1024, 4, transposed, false}, 1);
    add_both_types({64, 64, 64, false, transposed, 64}, 1);
    add_both_types({128, 64, 128, false, transposed, 96}, 1);
  }
  add_both_types({10000, 64, 64}, 1);
  add_both_types({64, 10000, 64, true, false}, 1);
  for (const std::int64_t size : {64, 128, 256, 512, 1024, 2048}) add_both_types({size, size, size}, 2);
  add_both_types({128, 512, 2048}, 2);
  add_both_types({32, 768, 3072}, 2);
  add_both_types({1024, 1024, 1}, 2);
  add_both_types({64, 64, 64, false, false, 64}, 2);
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
