// Rules of a host's language, and hosts that come and go.
#include <gtest/gtest.h>

#include <string>

#include "adjoint/adjoint.h"

namespace {

// Gives the cotangent on to every operand.
adj_status passing_rule(std::int64_t, std::int32_t kind, std::int32_t, const adj_tensor* in, std::int64_t,
                        adj_tensor* out, std::int64_t out_count) {
  if (kind == 0)
    for (std::int64_t i = 0; i < out_count; ++i) out[i] = in[0];
  return ADJ_OK;
}

std::int32_t host_of(adj_status (*rule)(std::int64_t, std::int32_t, std::int32_t, const adj_tensor*,
                                        std::int64_t, adj_tensor*, std::int64_t)) {
  std::int32_t host = -1;
  EXPECT_EQ(ADJ_OK, adj_host_open(reinterpret_cast<const void*>(rule), &host));
  return host;
}

TEST(Hosts, ARuleWhoseHostHasGoneIsAStatus) {
  const std::int32_t gone = host_of(passing_rule), other = host_of(passing_rule);
  adj_tensor one{};
  ASSERT_EQ(ADJ_OK, adj_scalar_float(2, ADJ_FLOAT32, 0, &one));
  adj_transform t{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&t));
  adj_tensor x{}, y{}, gradient{};
  ASSERT_EQ(ADJ_OK, adj_transform_watch(t, one, &x));
  ASSERT_EQ(ADJ_OK, adj_custom(one, &x, 1, gone, 1, -1, &y));
  EXPECT_EQ(ADJ_OK, adj_transform_gradients(t, &y, nullptr, 1, &x, 1, &gradient, nullptr));
  EXPECT_EQ(ADJ_OK, adj_host_close(gone));
  EXPECT_EQ(ADJ_ERROR_STATE, adj_transform_gradients(t, &y, nullptr, 1, &x, 1, &gradient, nullptr));
  EXPECT_NE(std::string(adj_last_error()).find("unloaded"), std::string::npos);
  EXPECT_EQ(ADJ_ERROR_STATE, adj_custom(one, &x, 1, gone, 1, -1, &y));
  ASSERT_EQ(ADJ_OK, adj_custom(one, &x, 1, other, 1, -1, &y));
  EXPECT_EQ(ADJ_OK, adj_transform_gradients(t, &y, nullptr, 1, &x, 1, &gradient, nullptr));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_custom(one, &x, 1, 1 << 20, 1, -1, &y));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_host_close(-1));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_host_open(nullptr, nullptr));
  ASSERT_EQ(ADJ_OK, adj_scope_close(t, nullptr, 0, nullptr));
  EXPECT_EQ(ADJ_OK, adj_host_close(other));
  EXPECT_EQ(ADJ_OK, adj_release(one));
}

}  // namespace
