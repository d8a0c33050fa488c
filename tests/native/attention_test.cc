// Attention against plain loops: every type, sizes around those of blocks, masks, targets and threads.
#include "kernels/attention.h"

#include <cmath>

#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

enum class Masked { kNo, kTruth, kAdded };

struct Case {
  std::int64_t stack, queries, keys, width, value_width;
  bool causal = false;
  Masked masked = Masked::kNo;
};

std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

template <class T>
std::vector<T> drawn(Rng& rng, std::int64_t count) {
  std::vector<T> x(size(count));
  for (T& v : x) v = static_cast<T>(std::normal_distribution<double>(0, 1)(rng));
  return x;
}

// Operands, the mask among them, in memory of their own: k and v are shared by pairs of queries' matrices.
template <class T>
class Problem {
 public:
  Problem(const Case& c, int seed) : c_(c), rng_(seed) {
    const std::int64_t halves = (c.stack + 1) / 2, pairs = c.queries * c.keys;
    q_ = drawn<T>(rng_, c.stack * c.queries * c.width);
    k_ = drawn<T>(rng_, halves * c.keys * c.width);
    v_ = drawn<T>(rng_, halves * c.keys * c.value_width);
    d_ = drawn<T>(rng_, c.stack * c.queries * c.value_width);
    added_ = drawn<T>(rng_, c.stack * pairs);
    truth_.resize(added_.size());
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      truth_[i] = rng_() % 3 != 0;
      if (rng_() % 5 == 0) added_[i] = -std::numeric_limits<T>::infinity();
    }
    for (std::int64_t j = 0; j < c.keys && c.stack > 0 && c.queries > 1; ++j)  // a query that sees nothing
      truth_[size(c.keys + j)] = 0, added_[size(c.keys + j)] = -std::numeric_limits<T>::infinity();
    for (std::int64_t s = 0; s < c.stack; ++s) {
      of_q_.push_back(s * c.queries * c.width);
      of_k_.push_back(s / 2 * c.keys * c.width);
      of_v_.push_back(s / 2 * c.keys * c.value_width);
      of_d_.push_back(s * c.queries * c.value_width);
      of_mask_.push_back(s * pairs);
      of_y_.push_back(s * y_size());
    }
  }

  AttentionShape shape() const {
    return {c_.stack, c_.queries, c_.keys, c_.width, c_.value_width, kScale, c_.causal};
  }
  AttentionOperands operands() const {
    AttentionMask mask;
    if (c_.masked != Masked::kNo) {
      const bool truth = c_.masked == Masked::kTruth;
      const void* data = truth ? static_cast<const void*>(truth_.data()) : added_.data();
      mask = {data, truth, c_.keys, 1, of_mask_.data()};
    }
    return {{{q_.data(), c_.width, 1}, of_q_.data()},
            {{k_.data(), c_.width, 1}, of_k_.data()},
            {{v_.data(), c_.value_width, 1}, of_v_.data()},
            mask};
  }
  std::int64_t y_size() const {
    return (c_.queries + attention_extra_rows(c_.queries, c_.value_width)) * c_.value_width;
  }
  std::int64_t back_size() const { return c_.queries * c_.width + c_.keys * (c_.width + c_.value_width); }
  MatrixStack d() const { return {{d_.data(), c_.value_width, 1}, of_d_.data()}; }
  MatrixStack result(const std::vector<T>& y) const { return {{y.data(), c_.value_width, 1}, of_y_.data()}; }

  // Plain loops in long double, with what rounding may do.
  struct Expected {
    std::vector<long double> values, tolerance;
    void add(long double v, long double magnitude) {
      values.push_back(v);
      tolerance.push_back(magnitude);
    }
  };
  Expected forward() const {
    Expected e;
    for (std::int64_t s = 0; s < c_.stack; ++s)
      for (std::int64_t i = 0; i < c_.queries; ++i) {
        const auto w = weights(s, i);
        for (std::int64_t f = 0; f < c_.value_width; ++f) {
          long double sum = 0, magnitude = 0;
          for (std::int64_t j = 0; j < c_.keys; ++j) {
            sum += w[size(j)] * v(s, j, f);
            magnitude += std::fabs(w[size(j)] * v(s, j, f));
          }
          e.add(sum, error() * (magnitude + 1e-3L));
        }
      }
    return e;
  }
  // [cotangents of q, k, v] of each matrix.
  std::vector<long double> backward() const {
    std::vector<long double> all;
    for (std::int64_t s = 0; s < c_.stack; ++s) {
      std::vector<long double> dq(size(c_.queries * c_.width)), dk(size(c_.keys * c_.width)),
          dv(size(c_.keys * c_.value_width));
      for (std::int64_t i = 0; i < c_.queries; ++i) {
        const auto w = weights(s, i);
        std::vector<long double> of_w(size(c_.keys));
        long double mean = 0;
        for (std::int64_t j = 0; j < c_.keys; ++j) {
          for (std::int64_t f = 0; f < c_.value_width; ++f) {
            const long double d = d_[size((s * c_.queries + i) * c_.value_width + f)];
            of_w[size(j)] += d * v(s, j, f);
            dv[size(j * c_.value_width + f)] += w[size(j)] * d;
          }
          mean += w[size(j)] * of_w[size(j)];
        }
        for (std::int64_t j = 0; j < c_.keys; ++j)
          for (std::int64_t x = 0; x < c_.width; ++x) {
            const long double change = w[size(j)] * (of_w[size(j)] - mean) * kScale;
            dq[size(i * c_.width + x)] += change * k(s, j, x);
            dk[size(j * c_.width + x)] += change * q(s, i, x);
          }
      }
      for (const auto* part : {&dq, &dk, &dv}) all.insert(all.end(), part->begin(), part->end());
    }
    return all;
  }
  long double error() const {
    return kEpsilon<T> * (40 + static_cast<long double>(c_.width + std::max(c_.keys, c_.queries)) / 4);
  }

 private:
  static constexpr double kScale = 0.3;

  long double q(std::int64_t s, std::int64_t i, std::int64_t x) const {
    return q_[size((s * c_.queries + i) * c_.width + x)];
  }
  long double k(std::int64_t s, std::int64_t j, std::int64_t x) const {
    return k_[size((s / 2 * c_.keys + j) * c_.width + x)];
  }
  long double v(std::int64_t s, std::int64_t j, std::int64_t f) const {
    return v_[size((s / 2 * c_.keys + j) * c_.value_width + f)];
  }

  std::vector<long double> weights(std::int64_t s, std::int64_t i) const {
    std::vector<long double> w(size(c_.keys), -INFINITY);
    long double most = -INFINITY, sum = 0;
    for (std::int64_t j = 0; j < c_.keys; ++j) {
      const std::size_t at = size((s * c_.queries + i) * c_.keys + j);
      if ((c_.causal && j > i) || (c_.masked == Masked::kTruth && !truth_[at])) continue;
      long double score = 0;
      for (std::int64_t x = 0; x < c_.width; ++x) score += q(s, i, x) * k(s, j, x) * kScale;
      w[size(j)] = c_.masked == Masked::kAdded ? score + added_[at] : score;
      most = std::max(most, w[size(j)]);
    }
    for (auto& x : w) sum += x = most == -INFINITY ? 0 : std::exp(x - most);
    for (auto& x : w) x = sum == 0 ? 0 : x / sum;
    return w;
  }

  Case c_;
  Rng rng_;
  std::vector<T> q_, k_, v_, d_, added_;
  std::vector<std::uint8_t> truth_;
  std::vector<std::int64_t> of_q_, of_k_, of_v_, of_d_, of_mask_, of_y_;
};

// The rows of values, without what follows them.
template <class T>
std::vector<T> values_of(const Case& c, const std::vector<T>& y) {
  std::vector<T> values;
  const std::size_t step = c.stack == 0 ? 0 : y.size() / size(c.stack);
  for (std::size_t s = 0; s < size(c.stack); ++s) {
    const auto from = y.begin() + static_cast<std::ptrdiff_t>(s * step);
    values.insert(values.end(), from, from + c.queries * c.value_width);
  }
  return values;
}

template <class T>
void check(const Case& c) {
  SCOPED_TRACE(testing::Message() << c.stack << " x " << c.queries << " x " << c.keys << ", " << c.width
                                  << " and " << c.value_width << (c.causal ? ", causal" : "") << ", mask "
                                  << static_cast<int>(c.masked));
  const Problem<T> p(c, 7);
  const auto expected = p.forward();
  std::vector<T> result;
  everywhere<T>(
      size(c.stack * p.y_size()), [&](T* y) { attention(dtype_of<T>, p.shape(), p.operands(), y); },
      [&](const std::vector<T>& y) {
        result = y;
        expect_within(expected.values, expected.tolerance, values_of(c, y));
      });
  const auto gradient = p.backward();
  long double largest = 1;
  for (const long double g : gradient) largest = std::max(largest, std::fabs(g));
  const std::vector<long double> tolerance(gradient.size(), p.error() * largest);
  everywhere<T>(
      size(c.stack * p.back_size()),
      [&](T* to) { attention_back(dtype_of<T>, p.shape(), p.operands(), p.result(result), p.d(), to); },
      [&](const std::vector<T>& y) { expect_within(gradient, tolerance, y); });
}

TEST(Attention, SizesAroundThoseOfBlocks) {
  for_types<float, double>([]<class T>() {
    for (const std::int64_t queries : {1, 3, 4, 5, 14, 63, 65, 130})
      for (const std::int64_t keys : {1, 7, 64, 129, 300})
        for (const bool causal : {false, true}) check<T>({2, queries, keys, 8, 5, causal});
  });
}

TEST(Attention, WidthsAroundThoseOfVectors) {
  for_types<float, double>([]<class T>() {
    for (const std::int64_t width : {1, 2, 15, 16, 17, 33, 64, 80})
      for (const std::int64_t value_width : {1, 7, 32, 65}) check<T>({3, 17, 40, width, value_width});
  });
}

TEST(Attention, Masks) {
  for_types<float, double>([]<class T>() {
    for (const Masked masked : {Masked::kTruth, Masked::kAdded})
      for (const bool causal : {false, true})
        for (const std::int64_t queries : {1, 2, 70})
          for (const std::int64_t keys : {1, 50, 141, 700})
            check<T>({2, queries, keys, 9, 6, causal, masked});
  });
}

TEST(Attention, NothingToDo) {
  for_types<float, double>([]<class T>() {
    check<T>({2, 3, 0, 4, 2});
    check<T>({2, 0, 3, 4, 2});
    check<T>({0, 3, 3, 4, 2});
    check<T>({2, 3, 70, 0, 2});
    check<T>({2, 3, 70, 4, 0});
    check<T>({2, 9, 70, 0, 2, true});
  });
}

// Several chunks of keys, whose sums are joined in one order.
TEST(Attention, LongSequences) {
  for_types<float, double>([]<class T>() {
    check<T>({1, 200, 2100, 16, 16});
    check<T>({1, 1100, 1100, 8, 8, true});
  });
}

TEST(Attention, AMatrixAloneHasTheBitsThatItHasInAStack) {
  for_types<float, double>([]<class T>() {
    on_every_target([] {
      const Case many{6, 150, 333, 24, 40, true};
      const Problem<T> all(many, 3);
      std::vector<T> y(size(6 * all.y_size())), back(size(6 * all.back_size()));
      attention(dtype_of<T>, all.shape(), all.operands(), y.data());
      attention_back(dtype_of<T>, all.shape(), all.operands(), all.result(y), all.d(), back.data());
      AttentionShape shape = all.shape();
      shape.stack = 1;
      for (std::size_t s = 0; s < 6; ++s) {
        const auto alone = [s](MatrixStack m) { return MatrixStack{m.matrix, m.offsets + s}; };
        const AttentionOperands in = all.operands();
        const AttentionOperands part{alone(in.q), alone(in.k), alone(in.v), {}};
        std::vector<T> y1(size(all.y_size())), back1(size(all.back_size()));
        attention(dtype_of<T>, shape, part, y1.data());
        attention_back(dtype_of<T>, shape, part, alone(all.result(y)), alone(all.d()), back1.data());
        const auto same = [s](const std::vector<T>& a, const std::vector<T>& b) {
          return std::equal(a.begin(), a.end(), b.begin() + static_cast<std::ptrdiff_t>(s * a.size()));
        };
        EXPECT_TRUE(same(y1, y)) << "matrix " << s;
        EXPECT_TRUE(same(back1, back)) << "matrix " << s;
      }
    });
  });
}

// A number that is not one comes through; what a mask leaves out does no harm.
TEST(Attention, NotANumber) {
  for_types<float, double>([]<class T>() {
    on_every_target([] {
      const T nan = std::numeric_limits<T>::quiet_NaN();
      const std::vector<T> q{1, nan, 2, 2, 2, 2}, k{1, 2, nan}, v{1, 2, 3};
      const std::vector<std::uint8_t> mask{1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0};
      const std::int64_t zero = 0;
      const AttentionOperands in{{{q.data(), 1, 1}, &zero},
                                 {{k.data(), 1, 1}, &zero},
                                 {{v.data(), 1, 1}, &zero},
                                 {mask.data(), true, 3, 1, &zero}};
      std::vector<T> y(12);
      attention(dtype_of<T>, {1, 6, 3, 1, 1, 1, false}, in, y.data());
      EXPECT_NEAR(1 + 1 / (1 + std::exp(-1.0)), y[0], 1e-6);
      EXPECT_TRUE(std::isnan(y[1]));
      EXPECT_TRUE(std::isnan(y[2]));
      EXPECT_EQ(0, y[3]);
      EXPECT_NEAR(1 + 1 / (1 + std::exp(-2.0)), y[4], 1e-6);
    });
  });
}

}  // namespace
}  // namespace adjoint::kernels
