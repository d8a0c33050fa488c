// What a checkpoint keeps of a run, and that a later run takes it instead of computing it.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

adj_tensor matrix(std::initializer_list<float> values) {
  const std::array<std::int64_t, 2> dims{2, 2};
  adj_tensor t{};
  EXPECT_EQ(ADJ_OK, adj_from_data(ADJ_FLOAT32, dims.data(), 2, values.begin(), 16, &t));
  return t;
}

adj_tensor sum_of(adj_tensor x) {
  adj_tensor y{};
  EXPECT_EQ(ADJ_OK, adj_sum(x, nullptr, 0, 0, &y)) << adj_last_error();
  return y;
}

double total(adj_tensor x) {
  double v = 0;
  EXPECT_EQ(ADJ_OK, adj_item_float(sum_of(x), &v)) << adj_last_error();
  return v;
}

// sin(x x) x, where the sine may be named.
adj_tensor function(adj_tensor x, bool named) {
  adj_tensor product{}, sine{}, y{};
  EXPECT_EQ(ADJ_OK, adj_matmul(x, x, &product)) << adj_last_error();
  EXPECT_EQ(ADJ_OK, adj_sin(product, &sine));
  if (named) {
    EXPECT_EQ(ADJ_OK, adj_transform_keep_value(sine));
  }
  EXPECT_EQ(ADJ_OK, adj_matmul(sine, x, &y));
  return y;
}

class Checkpoint : public ::testing::Test {
 protected:
  void open(bool isolated) {
    ASSERT_EQ(ADJ_OK, adj_transform_open_capturing(isolated, &transform_));
    ASSERT_EQ(ADJ_OK, adj_transform_watch(transform_, x_, &watched_));
  }
  // Runs the function as a checkpoint does first; what it kept is in values_ and places_.
  void run_first(bool products, bool named) {
    open(true);
    EXPECT_EQ(ADJ_OK, adj_transform_keep(transform_, products));
    function(watched_, named);
    std::int64_t count = 0;
    EXPECT_EQ(ADJ_OK, adj_transform_kept(transform_, nullptr, nullptr, 0, &count));
    values_.resize(static_cast<std::size_t>(count));
    places_.resize(values_.size());
    EXPECT_EQ(ADJ_OK, adj_transform_kept(transform_, values_.data(), places_.data(), count, &count));
    EXPECT_EQ(ADJ_OK, adj_scope_close(transform_, values_.data(), count, nullptr));
  }
  void open_again() {
    open(false);
    EXPECT_EQ(ADJ_OK, adj_transform_replay(transform_, values_.data(), places_.data(),
                                           static_cast<std::int64_t>(values_.size())));
  }
  adj_status gradient(adj_tensor y) {
    return adj_transform_gradients_captured(transform_, &y, nullptr, 1, &watched_, 1, 0, &gradient_);
  }
  void close() { EXPECT_EQ(ADJ_OK, adj_scope_close(transform_, nullptr, 0, nullptr)); }

  adj_tensor x_ = matrix({1, 2, 3, 4});
  adj_transform transform_{};
  adj_tensor watched_{}, gradient_{};
  std::vector<adj_tensor> values_;
  std::vector<std::uint64_t> places_;
};

TEST_F(Checkpoint, KeepsNothingUnlessTold) {
  run_first(false, false);
  EXPECT_TRUE(values_.empty());
}

TEST_F(Checkpoint, KeepsProducts) {
  run_first(true, false);
  ASSERT_EQ(2u, values_.size());
  EXPECT_DOUBLE_EQ(7 + 10 + 15 + 22, total(values_[0]));
}

TEST_F(Checkpoint, KeepsWhatIsNamed) {
  run_first(false, true);
  ASSERT_EQ(1u, values_.size());
  run_first(true, true);
  EXPECT_EQ(3u, values_.size());
}

TEST_F(Checkpoint, DoesNotComputeAgainWhatIsKept) {
  run_first(true, false);
  values_[1] = matrix({100, 0, 0, 0});  // what no computation would give
  open_again();
  EXPECT_DOUBLE_EQ(100, total(function(watched_, false)));
  close();
}

TEST_F(Checkpoint, ComputesAgainWhatIsNotKept) {
  run_first(false, true);
  values_[0] = matrix({1, 1, 1, 1});
  open_again();
  EXPECT_DOUBLE_EQ(2 * (1 + 2 + 3 + 4), total(function(watched_, true)));
  close();
}

TEST_F(Checkpoint, HasTheSameGradient) {
  open(false);
  ASSERT_EQ(ADJ_OK, gradient(function(watched_, false)));
  const double expected = total(gradient_);
  close();
  for (const bool products : {false, true}) {
    run_first(products, true);
    open_again();
    ASSERT_EQ(ADJ_OK, gradient(function(watched_, true))) << adj_last_error();
    EXPECT_DOUBLE_EQ(expected, total(gradient_));
    close();
  }
}

TEST_F(Checkpoint, AnInnerOneSeesToItself) {
  open(true);
  EXPECT_EQ(ADJ_OK, adj_transform_keep(transform_, 1));
  adj_transform inner{};
  ASSERT_EQ(ADJ_OK, adj_transform_open_capturing(1, &inner));
  function(watched_, true);
  std::int64_t count = -1;
  EXPECT_EQ(ADJ_OK, adj_transform_kept(inner, nullptr, nullptr, 0, &count));
  EXPECT_EQ(0, count);
  EXPECT_EQ(ADJ_ERROR_STATE, adj_transform_keep(transform_, 1)) << "a later one is open";
  EXPECT_EQ(ADJ_OK, adj_scope_close(inner, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_transform_kept(transform_, nullptr, nullptr, 0, &count));
  EXPECT_EQ(0, count);
  function(watched_, false);
  EXPECT_EQ(ADJ_OK, adj_transform_kept(transform_, nullptr, nullptr, 0, &count));
  EXPECT_EQ(2, count);
  close();
}

TEST_F(Checkpoint, RefusesAnotherOperation) {
  run_first(true, false);
  open_again();
  adj_tensor y{};
  EXPECT_EQ(ADJ_ERROR_STATE, adj_sin(watched_, &y));
  EXPECT_NE(std::string::npos, std::string(adj_last_error()).find("same each time"));
  close();
}

TEST_F(Checkpoint, RefusesAnotherShape) {
  run_first(true, false);
  values_[0] = sum_of(x_);
  open_again();
  adj_tensor y{};
  EXPECT_EQ(ADJ_ERROR_STATE, adj_matmul(watched_, watched_, &y));
  close();
}

TEST_F(Checkpoint, RefusesARunThatIsTooShort) {
  run_first(true, false);
  open_again();
  adj_tensor y{};
  ASSERT_EQ(ADJ_OK, adj_matmul(watched_, watched_, &y));
  EXPECT_EQ(ADJ_ERROR_STATE, gradient(y));
  close();
}

// The scope of what the function captured closes between its runs.
TEST_F(Checkpoint, LendsWhatHasEnded) {
  adj_transform around{}, within{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&around));
  adj_tensor followed{};
  ASSERT_EQ(ADJ_OK, adj_transform_watch(around, x_, &followed));
  ASSERT_EQ(ADJ_OK, adj_scope_open(&within));
  adj_tensor mine{}, constant{}, y{};
  ASSERT_EQ(ADJ_OK, adj_sin(followed, &mine));
  ASSERT_EQ(ADJ_OK, adj_sin(x_, &constant));
  const auto function = [&] {
    const adj_status s = adj_matmul(watched_, mine, &y);
    return s == ADJ_OK ? adj_matmul(y, constant, &y) : s;
  };

  open(true);
  ASSERT_EQ(ADJ_OK, function());
  const double expected = total(y);
  std::array<adj_tensor, 2> captured{}, known_as{};
  std::int64_t count = 0, followed_count = 0;
  ASSERT_EQ(ADJ_OK,
            adj_transform_captured(transform_, captured.data(), known_as.data(), 2, &count, &followed_count));
  EXPECT_EQ(2, count);
  EXPECT_EQ(1, followed_count);
  ASSERT_EQ(ADJ_OK, adj_scope_close(transform_, captured.data(), 2, nullptr));
  ASSERT_EQ(ADJ_OK, adj_scope_close(within, captured.data(), 2, nullptr));

  open(false);
  EXPECT_EQ(ADJ_ERROR_HANDLE, function());
  ASSERT_EQ(ADJ_OK, adj_transform_lend(transform_, known_as.data(), captured.data(), 2));
  ASSERT_EQ(ADJ_OK, function()) << adj_last_error();
  EXPECT_DOUBLE_EQ(expected, total(y));
  std::array<adj_tensor, 2> gradients{};
  EXPECT_EQ(ADJ_OK,
            adj_transform_gradients_captured(transform_, &y, nullptr, 1, &watched_, 1, 1, gradients.data()));
  close();
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_sin(mine, &y)) << "lent no longer";
  EXPECT_EQ(ADJ_OK, adj_scope_close(around, nullptr, 0, nullptr));
}

TEST_F(Checkpoint, OnlyWhatCapturesKeeps) {
  ASSERT_EQ(ADJ_OK, adj_transform_open(&transform_));
  std::int64_t count = 0;
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_transform_keep(transform_, 1));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_transform_kept(transform_, nullptr, nullptr, 0, &count));
  EXPECT_EQ(ADJ_OK, adj_transform_keep_value(x_)) << "nothing to do";
  close();
}

// A function may let go of what it captured, as a collector does, before it is known what that was.
TEST(Capture, KeepsTheValueOfWhatHasEnded) {
  const adj_tensor given = matrix({1, 2, 3, 4});
  adj_transform outer{}, inner{};
  adj_tensor x{}, captured{}, y{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&outer));
  ASSERT_EQ(ADJ_OK, adj_transform_watch(outer, given, &x));
  ASSERT_EQ(ADJ_OK, adj_neg(x, &captured));
  ASSERT_EQ(ADJ_OK, adj_transform_open_capturing(1, &inner));
  ASSERT_EQ(ADJ_OK, adj_add(given, captured, &y));
  ASSERT_EQ(ADJ_OK, adj_release(captured));
  adj_tensor found{}, known_as{};
  std::int64_t count = 0, followed = 0;
  ASSERT_EQ(ADJ_OK, adj_transform_captured(inner, &found, &known_as, 1, &count, &followed));
  ASSERT_EQ(1, count);
  EXPECT_EQ(-10, total(found));
  EXPECT_EQ(ADJ_OK, adj_scope_close(inner, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_scope_close(outer, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_release(given));
}

// What the rule below differentiates inside the sweep that runs it: v + seen, by v alone.
adj_tensor seen{};
double inner_tangent = 0;

adj_status differentiating_rule(std::int64_t, std::int32_t kind, std::int32_t, const adj_tensor* in,
                                std::int64_t, adj_tensor* out, std::int64_t) {
  static adj_transform scope{};
  if (kind == 2) return adj_scope_open(&scope);
  if (kind == 3) return adj_scope_close(scope, nullptr, 0, nullptr);
  out[0] = in[3];
  adj_transform t{};
  adj_tensor v{}, y{}, tangent{};
  EXPECT_EQ(ADJ_OK, adj_transform_open_capturing(1, &t));
  EXPECT_EQ(ADJ_OK, adj_transform_watch(t, in[3], &v));
  EXPECT_EQ(ADJ_OK, adj_add(v, seen, &y));
  EXPECT_EQ(ADJ_OK, adj_transform_tangents(t, &v, &in[3], 1, &y, 1, &tangent));
  inner_tangent = total(tangent);
  return adj_scope_close(t, nullptr, 0, nullptr);
}

TEST(Capture, ASweepDoesNotFindWhatOneAroundItLeft) {
  const adj_tensor given = matrix({1, 2, 3, 4}), direction = matrix({1, 1, 1, 1});
  std::int32_t host = -1;
  ASSERT_EQ(ADJ_OK, adj_host_open(reinterpret_cast<const void*>(differentiating_rule), &host));
  adj_transform outer{};
  adj_tensor x{}, y{}, z{}, tangent{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&outer));
  ASSERT_EQ(ADJ_OK, adj_transform_watch(outer, given, &x));
  ASSERT_EQ(ADJ_OK, adj_neg(x, &seen));
  ASSERT_EQ(ADJ_OK, adj_custom(given, &seen, 1, host, 1, -1, &y));
  ASSERT_EQ(ADJ_OK, adj_add(y, seen, &z));
  ASSERT_EQ(ADJ_OK, adj_transform_tangents(outer, &x, &direction, 1, &z, 1, &tangent)) << adj_last_error();
  EXPECT_EQ(-4, inner_tangent) << "the tangent of v alone";
  EXPECT_EQ(-8, total(tangent)) << "that of the sweep around is what it was";
  EXPECT_EQ(ADJ_OK, adj_scope_close(outer, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_host_close(host));
  EXPECT_EQ(ADJ_OK, adj_release(given));
  EXPECT_EQ(ADJ_OK, adj_release(direction));
}

}  // namespace
