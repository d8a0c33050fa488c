// A step of Adam in one pass: against its formula on every instruction set, and when it may write in place.
#include "kernels/adam.h"

#include <cmath>

#include "adjoint/adjoint.h"
#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

template <class T>
void expect_formula(std::int64_t n, const AdamFactors& f, bool first) {
  Rng random(static_cast<unsigned>(n));
  std::normal_distribution<double> normal;
  std::vector<T> p(static_cast<std::size_t>(n)), g = p, m = p, v = p, new_p = p, new_m = p, new_v = p;
  for (auto* values : {&p, &g, &m})
    std::generate(values->begin(), values->end(), [&] { return normal(random); });
  std::transform(m.begin(), m.end(), v.begin(), [](T x) { return x * x; });
  adam(dtype_of<T>, n, f,
       {p.data(), g.data(), first ? nullptr : m.data(), first ? nullptr : v.data(), new_p.data(),
        new_m.data(), new_v.data()});
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double gradient = static_cast<double>(g[i]) + f.coupled_decay * static_cast<double>(p[i]);
    const double mean = f.mean_new * gradient + (first ? 0 : f.mean_kept * static_cast<double>(m[i]));
    const double squares =
        f.squares_new * gradient * gradient + (first ? 0 : f.squares_kept * static_cast<double>(v[i]));
    const double value =
        f.kept * static_cast<double>(p[i]) - f.rate * mean / (f.root_scale * std::sqrt(squares) + f.epsilon);
    const double close = 16 * static_cast<double>(std::numeric_limits<T>::epsilon());
    ASSERT_NEAR(mean, static_cast<double>(new_m[i]), close * (1 + std::abs(mean))) << i << " of " << n;
    ASSERT_NEAR(squares, static_cast<double>(new_v[i]), close * (1 + squares)) << i << " of " << n;
    ASSERT_NEAR(value, static_cast<double>(new_p[i]), close * (1 + std::abs(value))) << i << " of " << n;
  }
}

TEST(Adam, IsItsFormulaOnEveryTarget) {
  Target targets[4];
  const int count = supported_targets(targets);
  for (int t = 0; t < count; ++t) {
    SCOPED_TRACE(name_of(targets[t]));
    ASSERT_TRUE(force_target(targets[t]));
    for (const std::int64_t n : {0, 1, 3, 7, 16, 33, 1000, 50'001})
      for (const bool first : {true, false})
        for (const double decay : {0.0, 0.1}) {
          const AdamFactors f{0.9, 0.1, 0.99, 0.01, 1.3, 1e-3, 0.01, decay, 1 - decay};
          expect_formula<float>(n, f, first);
          expect_formula<double>(n, f, first);
        }
  }
  force_target(targets[count - 1]);
}

class AdamInPlace : public testing::Test {
 protected:
  static adj_tensor vector_of(std::int64_t n, double value) {
    const std::vector<float> values(static_cast<std::size_t>(n), static_cast<float>(value));
    adj_tensor t{};
    EXPECT_EQ(ADJ_OK, adj_from_data(ADJ_FLOAT32, &n, 1, values.data(), n * 4, &t)) << adj_last_error();
    return t;
  }
  struct Result {
    adj_tensor parameter, mean, squares;
  };
  Result step(adj_tensor p, adj_tensor g, adj_tensor m, adj_tensor v, bool in_place = true) {
    const adj_adam_options options{0.1, 0.9, 0.99, 1e-8, 0, 0, in_place ? 1 : 0, 2};
    Result r{};
    EXPECT_EQ(ADJ_OK, adj_adam(&options, 1, &p, &g, &m, &v, &r.parameter, &r.mean, &r.squares))
        << adj_last_error();
    return r;
  }
  adj_tensor p_ = vector_of(100, 1), g_ = vector_of(100, 2), m_ = vector_of(100, 3), v_ = vector_of(100, 4);
};

TEST_F(AdamInPlace, WritesWhereNobodyElseLooks) {
  const Result apart = step(p_, g_, m_, v_, false);
  EXPECT_NE(m_.id, apart.mean.id);
  const Result in_place = step(p_, g_, m_, v_);
  EXPECT_EQ(m_.id, in_place.mean.id);
  EXPECT_EQ(v_.id, in_place.squares.id);
  EXPECT_NE(p_.id, in_place.parameter.id) << "the parameter may be in use elsewhere";
  float expected[100], found[100];
  for (const auto& [a, b] : {std::pair{apart.parameter, in_place.parameter}, std::pair{apart.mean, m_},
                             std::pair{apart.squares, v_}}) {
    ASSERT_EQ(ADJ_OK, adj_copy_to(a, expected, sizeof expected));
    ASSERT_EQ(ADJ_OK, adj_copy_to(b, found, sizeof found));
    EXPECT_EQ(0, std::memcmp(expected, found, sizeof expected));
  }
}

TEST_F(AdamInPlace, LeavesAloneWhatAViewLooksAt) {
  adj_tensor view{};
  const std::int64_t shape[] = {10, 10};
  ASSERT_EQ(ADJ_OK, adj_reshape(m_, shape, 2, &view));
  EXPECT_NE(m_.id, step(p_, g_, m_, v_).mean.id);
}

TEST_F(AdamInPlace, LeavesAloneWhatIsGivenTwice) {
  EXPECT_NE(m_.id, step(p_, g_, m_, m_).mean.id);
  EXPECT_NE(p_.id, step(p_, g_, p_, v_).mean.id);
  EXPECT_NE(g_.id, step(p_, g_, g_, v_).mean.id);
}

TEST_F(AdamInPlace, LeavesAloneWhatATransformFollows) {
  adj_transform t{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&t));
  adj_tensor g{}, gradient{};
  ASSERT_EQ(ADJ_OK, adj_transform_watch(t, g_, &g));
  const Result r = step(p_, g, m_, v_);
  EXPECT_NE(m_.id, r.mean.id);
  ASSERT_EQ(ADJ_OK, adj_transform_gradients(t, &r.mean, nullptr, 1, &g, 1, &gradient, nullptr))
      << adj_last_error();
  float values[100];
  ASSERT_EQ(ADJ_OK, adj_copy_to(gradient, values, sizeof values));
  EXPECT_NEAR(0.1, static_cast<double>(values[7]), 1e-6);
  ASSERT_EQ(ADJ_OK, adj_scope_close(t, nullptr, 0, nullptr));
}

TEST_F(AdamInPlace, RefusesWhatDoesNotFit) {
  const adj_adam_options options{0.1, 0.9, 0.99, 1e-8, 0, 0, 1, 1};
  adj_tensor a{}, b{}, c{};
  const auto call = [&](adj_tensor g, adj_tensor m, adj_tensor v) {
    return adj_adam(&options, 1, &p_, &g, &m, &v, &a, &b, &c);
  };
  EXPECT_EQ(ADJ_ERROR_SHAPE, call(vector_of(99, 1), {0}, {0}));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, call(g_, m_, {0}));
  EXPECT_EQ(ADJ_ERROR_SHAPE, call(g_, m_, vector_of(3, 1)));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_adam(nullptr, 1, &p_, &g_, &m_, &v_, &a, &b, &c));
}

}  // namespace
}  // namespace adjoint::kernels
