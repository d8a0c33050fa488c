// The C interface under hostile use: no argument, in any order, from any thread, may crash the process.
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <thread>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

adj_tensor vector_of(std::initializer_list<float> values) {
  const std::int64_t n = static_cast<std::int64_t>(values.size());
  adj_tensor t{};
  EXPECT_EQ(ADJ_OK, adj_from_data(ADJ_FLOAT32, &n, 1, values.begin(), n * 4, &t));
  return t;
}

double item(adj_tensor t) {
  double v = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(ADJ_OK, adj_item_float(t, &v)) << adj_last_error();
  return v;
}

std::int64_t live_tensors() {
  adj_statistics s{};
  EXPECT_EQ(ADJ_OK, adj_get_statistics(&s));
  return s.live_tensors;
}

TEST(Handles, NullIsRefused) {
  adj_tensor out{77};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_exp({0}, &out));
  EXPECT_EQ(77u, out.id) << "out-parameters stay untouched on failure";
  EXPECT_NE(std::string(adj_last_error()).find("exp"), std::string::npos);
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_release({0}));
}

TEST(Handles, ReleasedIsStale) {
  const adj_tensor x = vector_of({1, 2});
  EXPECT_EQ(ADJ_OK, adj_release(x));
  adj_tensor out{};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_exp(x, &out));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_release(x));
}

TEST(Handles, StaleStaysStaleWhenTheSlotIsUsedAgain) {
  const adj_tensor x = vector_of({1});
  adj_release(x);
  std::vector<adj_tensor> others;
  for (int i = 0; i < 1000; ++i) others.push_back(vector_of({2}));
  adj_tensor_info info;
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_info(x, &info));
  EXPECT_EQ(ADJ_OK, adj_release_many(others.data(), static_cast<std::int64_t>(others.size())));
}

TEST(Handles, ReleaseManyPassesOverStaleOnes) {
  const std::array<adj_tensor, 3> xs{vector_of({1}), {0}, vector_of({2})};
  adj_release(xs[0]);
  EXPECT_EQ(ADJ_OK, adj_release_many(xs.data(), 3));
  adj_tensor out{};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_exp(xs[2], &out));
}

TEST(Handles, OneHandleANode) {
  const adj_tensor x = vector_of({1, 2});
  adj_tensor same{};
  ASSERT_EQ(ADJ_OK, adj_contiguous(x, &same));
  EXPECT_NE(x.id, same.id);
  EXPECT_EQ(ADJ_OK, adj_release(x));
  adj_tensor sum{};
  ASSERT_EQ(ADJ_OK, adj_sum(same, nullptr, 0, 0, &sum));
  EXPECT_EQ(3, item(sum));
  adj_release(same);
  adj_release(sum);
}

TEST(Handles, NullPointersAreRefused) {
  const adj_tensor x = vector_of({1, 2});
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_exp(x, nullptr));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_info(x, nullptr));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_copy_to(x, nullptr, 8));
  adj_tensor out{};
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_concat(nullptr, 3, 0, &out));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_from_data(ADJ_FLOAT32, nullptr, 2, nullptr, 0, &out));
  adj_release(x);
}

TEST(Scopes, OwnTheHandlesMadeInside) {
  const std::int64_t before = live_tensors();
  adj_transform scope{};
  ASSERT_EQ(ADJ_OK, adj_scope_open(&scope));
  const adj_tensor dropped = vector_of({1}), kept = vector_of({2});
  EXPECT_TRUE(dropped.id & ADJ_HANDLE_SCOPED);
  std::int32_t outside = 0;
  ASSERT_EQ(ADJ_OK, adj_scope_close(scope, &kept, 1, &outside));
  EXPECT_EQ(1, outside);
  adj_tensor out{};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_exp(dropped, &out));
  EXPECT_EQ(2, item(kept));
  EXPECT_EQ(ADJ_OK, adj_release(kept));
  EXPECT_EQ(before, live_tensors());
}

TEST(Scopes, CloseInnermostFirst) {
  adj_transform outer{}, inner{};
  adj_scope_open(&outer);
  adj_scope_open(&inner);
  EXPECT_EQ(ADJ_ERROR_STATE, adj_scope_close(outer, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_scope_close(inner, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_scope_close(outer, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_ERROR_STATE, adj_scope_close(outer, nullptr, 0, nullptr));
}

TEST(Scopes, AFailedCloseKeepsEverything) {
  adj_transform scope{};
  adj_scope_open(&scope);
  const adj_tensor x = vector_of({5});
  const std::array<adj_tensor, 2> keep{x, {0}};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_scope_close(scope, keep.data(), 2, nullptr));
  EXPECT_EQ(5, item(x));
  EXPECT_EQ(ADJ_OK, adj_scope_close(scope, nullptr, 0, nullptr));
}

TEST(Transforms, GradientOfAProduct) {
  const std::int64_t before = live_tensors();
  const adj_tensor a = vector_of({1, 2, 3}), b = vector_of({4, 5, 6});
  adj_transform t{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&t));
  adj_tensor x{}, product{}, sum{}, gradient{};
  ASSERT_EQ(ADJ_OK, adj_transform_watch(t, a, &x));
  ASSERT_EQ(ADJ_OK, adj_mul(x, b, &product));
  ASSERT_EQ(ADJ_OK, adj_sum(product, nullptr, 0, 0, &sum));
  std::int32_t reached = 0;
  ASSERT_EQ(ADJ_OK, adj_transform_gradients(t, &sum, nullptr, 1, &x, 1, &gradient, &reached))
      << adj_last_error();
  ASSERT_EQ(ADJ_OK, adj_scope_close(t, &gradient, 1, nullptr));
  EXPECT_EQ(1, reached);
  std::array<float, 3> g{};
  ASSERT_EQ(ADJ_OK, adj_copy_to(gradient, g.data(), 12));
  EXPECT_EQ((std::array<float, 3>{4, 5, 6}), g);
  for (const adj_tensor h : {a, b, gradient}) EXPECT_EQ(ADJ_OK, adj_release(h));
  EXPECT_EQ(before, live_tensors());
}

TEST(Transforms, IntegersAreRefused) {
  const std::int64_t n = 2;
  const std::array<std::int64_t, 2> values{1, 2};
  adj_tensor x{}, watched{};
  adj_from_data(ADJ_INT64, &n, 1, values.data(), 16, &x);
  adj_transform t{};
  adj_transform_open(&t);
  EXPECT_EQ(ADJ_ERROR_DTYPE, adj_transform_watch(t, x, &watched));
  EXPECT_EQ(ADJ_OK, adj_scope_close(t, nullptr, 0, nullptr));
  adj_release(x);
}

TEST(Transforms, AtMostSixtyFour) {
  std::vector<adj_transform> open(64);
  for (adj_transform& t : open) ASSERT_EQ(ADJ_OK, adj_transform_open(&t));
  adj_transform one_more{};
  EXPECT_EQ(ADJ_ERROR_STATE, adj_transform_open(&one_more));
  for (auto t = open.rbegin(); t != open.rend(); ++t)
    EXPECT_EQ(ADJ_OK, adj_scope_close(*t, nullptr, 0, nullptr));
}

TEST(Threads, ARecordedTensorBelongsToItsThread) {
  const adj_tensor a = vector_of({1});
  adj_transform t{};
  adj_transform_open(&t);
  adj_tensor x{};
  adj_transform_watch(t, a, &x);
  std::thread([&] {
    adj_tensor out{};
    EXPECT_EQ(ADJ_ERROR_THREAD, adj_exp(x, &out));
    EXPECT_EQ(ADJ_ERROR_STATE, adj_scope_close(t, nullptr, 0, nullptr));
    EXPECT_EQ(ADJ_OK, adj_exp(a, &out)) << "a plain tensor may be used anywhere";
    EXPECT_EQ(ADJ_OK, adj_release(out));
    EXPECT_EQ(ADJ_OK, adj_release(x)) << "giving up from a finalizer's thread is allowed";
  }).join();
  adj_tensor out{};
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_exp(x, &out));
  EXPECT_EQ(ADJ_OK, adj_scope_close(t, nullptr, 0, nullptr));
  adj_release(a);
}

TEST(Threads, UseRacesWithRelease) {
  for (int round = 0; round < 200; ++round) {
    const adj_tensor x = vector_of({1, 2, 3});
    std::array<std::thread, 3> threads;
    for (std::thread& th : threads)
      th = std::thread([x] {
        for (int i = 0; i < 20; ++i) {
          adj_tensor out{};
          const adj_status s = adj_add(x, x, &out);
          if (s == ADJ_OK)
            adj_release(out);
          else
            EXPECT_EQ(ADJ_ERROR_HANDLE, s);
        }
      });
    EXPECT_EQ(ADJ_OK, adj_release(x));
    for (std::thread& th : threads) th.join();
  }
}

}  // namespace
