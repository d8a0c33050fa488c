// Programs: made of what was recorded, run on other values, refused where they do not fit, and never a reason
// to crash.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "adjoint/adjoint.h"
#include "program/segments.h"

namespace {

using adjoint::DType;
using adjoint::VectorCode;
using adjoint::program::Candidate;
using adjoint::program::stretches_of;

adj_tensor vector_of(const std::vector<double>& values) {
  const auto n = static_cast<std::int64_t>(values.size());
  adj_tensor t{};
  EXPECT_EQ(ADJ_OK, adj_from_data(ADJ_FLOAT64, &n, 1, values.data(), n * 8, &t)) << adj_last_error();
  return t;
}

std::vector<double> values_of(adj_tensor t, std::size_t count) {
  std::vector<double> values(count);
  EXPECT_EQ(ADJ_OK, adj_copy_to(t, values.data(), static_cast<std::int64_t>(count * sizeof(double))))
      << adj_last_error();
  return values;
}

// exp(x) * x + x, and the sum of all of it.
adj_program example(const std::vector<double>& like) {
  adj_transform transform{};
  EXPECT_EQ(ADJ_OK, adj_program_open(&transform));
  const adj_tensor x = vector_of(like);
  adj_tensor in{}, e{}, product{}, y{}, total{};
  EXPECT_EQ(ADJ_OK, adj_program_placeholder(transform, x, &in));
  EXPECT_EQ(ADJ_OK, adj_exp(in, &e));
  EXPECT_EQ(ADJ_OK, adj_mul(e, in, &product));
  EXPECT_EQ(ADJ_OK, adj_add(product, in, &y));
  EXPECT_EQ(ADJ_OK, adj_sum(y, nullptr, 0, 0, &total));
  const adj_tensor outputs[] = {y, total};
  adj_program program{};
  EXPECT_EQ(ADJ_OK, adj_program_make(transform, &in, 1, outputs, 2, 0, &program)) << adj_last_error();
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  return program;
}

TEST(Programs, RunOnOtherValues) {
  for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{4097}, std::size_t{300000}}) {
    const adj_program program = example(std::vector<double>(count));
    std::vector<double> at(count);
    for (std::size_t i = 0; i < count; ++i) at[i] = std::sin(static_cast<double>(i));
    const adj_tensor x = vector_of(at);
    adj_tensor outputs[2];
    for (int run = 0; run < 2; ++run) {
      ASSERT_EQ(ADJ_OK, adj_program_run(program, &x, 1, outputs, 2)) << adj_last_error();
      const std::vector<double> y = values_of(outputs[0], count);
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) {
        EXPECT_NEAR(std::exp(at[i]) * at[i] + at[i], y[i], 1e-14);
        sum += y[i];
      }
      EXPECT_NEAR(sum, values_of(outputs[1], 1)[0], 1e-9 * static_cast<double>(count));
      EXPECT_EQ(ADJ_OK, adj_release_many(outputs, 2));
    }
    EXPECT_EQ(ADJ_OK, adj_release(x));
    EXPECT_EQ(ADJ_OK, adj_program_release(program));
  }
}

TEST(Programs, WhatDoesNotFitIsRefused) {
  const adj_program program = example({1, 2, 3});
  const adj_tensor three = vector_of({1, 2, 3}), two = vector_of({1, 2});
  adj_tensor outputs[2];
  EXPECT_EQ(ADJ_ERROR_SHAPE, adj_program_run(program, &two, 1, outputs, 2));
  EXPECT_NE(std::string(adj_last_error()).find("[3]"), std::string::npos) << adj_last_error();
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_run(program, &three, 1, outputs, 1));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_run(program, nullptr, 1, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_run(program, &three, 1, nullptr, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_run(program, &three, -1, outputs, 2));
  const adj_tensor none{0};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_program_run(program, &none, 1, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_program_run({program.id + 1000}, &three, 1, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_get_info(program, nullptr));
  std::int64_t length = 0;
  EXPECT_EQ(ADJ_ERROR_ARGUMENT,
            adj_program_describe(program, static_cast<adj_program_text>(77), nullptr, 0, &length));
  EXPECT_EQ(ADJ_OK, adj_program_release(program));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_program_release(program));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_program_run(program, &three, 1, outputs, 2));
  EXPECT_EQ(ADJ_OK, adj_release(three));
  EXPECT_EQ(ADJ_OK, adj_release(two));
}

TEST(Programs, AreOfNoUseToOtherTransforms) {
  adj_transform transform{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&transform));
  const adj_tensor x = vector_of({1});
  adj_tensor in{};
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_placeholder(transform, x, &in));
  adj_program program{};
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_make(transform, &x, 1, &x, 1, 0, &program));
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_release(x));
}

TEST(Programs, RunOnSeveralThreadsAtOnce) {
  const adj_program program = example(std::vector<double>(1000));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const std::vector<double> at(1000, t);
      const adj_tensor x = vector_of(at);
      for (int run = 0; run < 50; ++run) {
        adj_tensor outputs[2];
        ASSERT_EQ(ADJ_OK, adj_program_run(program, &x, 1, outputs, 2));
        EXPECT_NEAR(std::exp(t) * t + t, values_of(outputs[0], 1000)[999], 1e-12);
        EXPECT_EQ(ADJ_OK, adj_release_many(outputs, 2));
      }
      EXPECT_EQ(ADJ_OK, adj_release(x));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ADJ_OK, adj_program_release(program));
}

// ---- which instructions become machine code together ----

TEST(Stretches, ReachAcrossCallsThatTheyDoNotNeed) {
  const std::vector<Candidate> candidates{
      {VectorCode::kAdd, DType::kFloat32, false, {}},
      {VectorCode::kNone, DType::kFloat32, false, {0}},  // a call
      {VectorCode::kMul, DType::kFloat32, false, {0}},
      {VectorCode::kSub, DType::kFloat32, false, {1, 2}},
      {VectorCode::kNeg, DType::kFloat32, false, {3}},
  };
  EXPECT_EQ((std::vector<std::vector<int>>{{0, 2}, {1}, {3, 4}}), stretches_of(candidates));
}

TEST(Stretches, KeepTypesApart) {
  const std::vector<Candidate> candidates{
      {VectorCode::kAdd, DType::kFloat32, false, {}},
      {VectorCode::kAdd, DType::kFloat64, false, {}},
      {VectorCode::kMul, DType::kFloat32, false, {0}},
      {VectorCode::kMul, DType::kFloat64, false, {1}},
  };
  EXPECT_EQ((std::vector<std::vector<int>>{{0, 2}, {1, 3}}), stretches_of(candidates));
}

TEST(Stretches, TakeComparisonsWithTheChoicesThatReadThem) {
  const std::vector<Candidate> candidates{
      {VectorCode::kLess, DType::kFloat32, true, {}},
      {VectorCode::kSelect, DType::kFloat32, false, {0}, 0},
  };
  EXPECT_EQ((std::vector<std::vector<int>>{{0, 1}}), stretches_of(candidates));
  // Where somebody else reads it, it is a call, and so is the choice.
  std::vector<Candidate> read_elsewhere = candidates;
  read_elsewhere.push_back({VectorCode::kNone, DType::kBool, false, {0}});
  EXPECT_EQ((std::vector<std::vector<int>>{{0}, {1}, {2}}), stretches_of(read_elsewhere));
}

// y = x[i] * x[i + 1] and the sum of all x.
TEST(Programs, TellWhichDerivativesCanBeOtherThanZero) {
  adj_transform transform{};
  ASSERT_EQ(ADJ_OK, adj_program_open(&transform));
  const adj_tensor x = vector_of({1, 2, 3});
  adj_tensor in{}, first{}, second{}, y{}, total{}, starts{}, columns{};
  ASSERT_EQ(ADJ_OK, adj_program_placeholder(transform, x, &in));
  const std::int64_t zero = 0, one = 1, two = 2;
  ASSERT_EQ(ADJ_OK, adj_slice(in, &zero, &two, &one, 1, &first)) << adj_last_error();
  ASSERT_EQ(ADJ_OK, adj_slice(in, &one, &two, &one, 1, &second)) << adj_last_error();
  ASSERT_EQ(ADJ_OK, adj_mul(first, second, &y));
  ASSERT_EQ(ADJ_OK, adj_sum(in, nullptr, 0, 0, &total));
  const adj_tensor outputs[] = {y, total};
  ASSERT_EQ(ADJ_OK, adj_program_sparsity(transform, &in, 1, 1, outputs, 2, &starts, &columns))
      << adj_last_error();
  std::int64_t row_starts[4], found[7];
  EXPECT_EQ(ADJ_OK, adj_copy_to(starts, row_starts, sizeof row_starts));
  EXPECT_EQ(ADJ_OK, adj_copy_to(columns, found, sizeof found));
  EXPECT_EQ((std::vector<std::int64_t>{0, 2, 4, 7}), std::vector<std::int64_t>(row_starts, row_starts + 4));
  EXPECT_EQ((std::vector<std::int64_t>{0, 1, 1, 2, 0, 1, 2}), std::vector<std::int64_t>(found, found + 7));

  // Nothing followed, nothing found; what is not there is refused.
  ASSERT_EQ(ADJ_OK, adj_program_sparsity(transform, &in, 1, 0, outputs, 2, &starts, &columns));
  EXPECT_EQ(ADJ_OK, adj_copy_to(starts, row_starts, sizeof row_starts));
  EXPECT_EQ(0, row_starts[3]);
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_sparsity(transform, &in, 1, 2, outputs, 2, &starts, &columns));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_program_sparsity(transform, &in, 1, 1, outputs, 2, nullptr, &columns));
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  EXPECT_NE(ADJ_OK, adj_program_sparsity(transform, &in, 1, 1, outputs, 2, &starts, &columns));
  EXPECT_EQ(ADJ_OK, adj_release(x));
}

}  // namespace
