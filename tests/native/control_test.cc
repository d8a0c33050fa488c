// Loops and branches through the C interface: what they give, their gradients, and what is refused.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

adj_tensor tensor_of(const std::vector<double>& values, const std::vector<std::int64_t>& dims) {
  adj_tensor t{};
  EXPECT_EQ(ADJ_OK,
            adj_from_data(ADJ_FLOAT64, dims.data(), static_cast<std::int32_t>(dims.size()), values.data(),
                          static_cast<std::int64_t>(values.size() * sizeof(double)), &t))
      << adj_last_error();
  return t;
}

std::vector<double> values_of(adj_tensor t, std::size_t count) {
  std::vector<double> values(count);
  EXPECT_EQ(ADJ_OK, adj_copy_to(t, values.data(), static_cast<std::int64_t>(count * sizeof(double))))
      << adj_last_error();
  return values;
}

// What a body does with its stand-ins.
using Function = adj_tensor (*)(const adj_tensor* in, adj_tensor captured);

adj_body body_of(const std::vector<adj_tensor>& like, const std::vector<Function>& outputs,
                 adj_tensor captured = {}) {
  adj_transform transform{};
  EXPECT_EQ(ADJ_OK, adj_program_open(&transform));
  std::vector<adj_tensor> in(like.size()), out;
  for (std::size_t k = 0; k < like.size(); ++k)
    EXPECT_EQ(ADJ_OK, adj_program_placeholder(transform, like[k], &in[k])) << adj_last_error();
  for (const Function f : outputs) out.push_back(f(in.data(), captured));
  adj_body body{};
  EXPECT_EQ(ADJ_OK, adj_body_make(transform, in.data(), static_cast<std::int64_t>(in.size()), out.data(),
                                  static_cast<std::int64_t>(out.size()), &body))
      << adj_last_error();
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  return body;
}

adj_tensor product(const adj_tensor* in, adj_tensor) {
  adj_tensor y{};
  EXPECT_EQ(ADJ_OK, adj_mul(in[0], in[1], &y)) << adj_last_error();
  return y;
}

adj_tensor scaled(const adj_tensor* in, adj_tensor captured) {
  adj_tensor y{};
  EXPECT_EQ(ADJ_OK, adj_mul(in[0], captured, &y)) << adj_last_error();
  return y;
}

adj_tensor itself(const adj_tensor* in, adj_tensor) { return in[0]; }

adj_tensor is_below_captured(const adj_tensor* in, adj_tensor captured) {
  adj_tensor y{};
  EXPECT_EQ(ADJ_OK, adj_less(in[0], captured, &y)) << adj_last_error();
  return y;
}

TEST(Control, ScanCarriesStacksAndIsDifferentiated) {
  const adj_tensor first = tensor_of({2}, {}), factors = tensor_of({3, 4, 5}, {3});
  adj_transform transform{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&transform));
  adj_tensor watched{}, outputs[2];
  ASSERT_EQ(ADJ_OK, adj_transform_watch(transform, factors, &watched));
  const adj_body body = body_of({first, first}, {product, itself});
  ASSERT_EQ(ADJ_OK, adj_scan(body, &first, 1, &watched, 1, 3, 0, outputs, 2)) << adj_last_error();
  EXPECT_EQ(values_of(outputs[0], 1), std::vector<double>{120});
  EXPECT_EQ(values_of(outputs[1], 3), (std::vector<double>{2, 6, 24}));
  adj_tensor gradient{};
  ASSERT_EQ(ADJ_OK, adj_transform_gradients(transform, outputs, nullptr, 1, &watched, 1, &gradient, nullptr));
  EXPECT_EQ(values_of(gradient, 3), (std::vector<double>{40, 30, 24}));
  EXPECT_EQ(ADJ_OK, adj_body_release(body));
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  const adj_tensor all[] = {first, factors};
  EXPECT_EQ(ADJ_OK, adj_release_many(all, 2));
}

TEST(Control, WhatABodyCapturesIsDifferentiated) {
  const adj_tensor x = tensor_of({3}, {}), scale = tensor_of({2}, {}), limit = tensor_of({20}, {});
  adj_transform transform{};
  ASSERT_EQ(ADJ_OK, adj_transform_open(&transform));
  adj_tensor watched{}, y{}, gradient{};
  ASSERT_EQ(ADJ_OK, adj_transform_watch(transform, scale, &watched));
  const adj_body doubles = body_of({x}, {scaled}, watched), same = body_of({x}, {itself});
  const adj_body both[] = {same, doubles};
  const adj_tensor holds = [] {
    const std::int64_t one = 1;
    adj_tensor t{};
    EXPECT_EQ(ADJ_OK, adj_from_data(ADJ_INT64, nullptr, 0, &one, sizeof one, &t));
    return t;
  }();
  ASSERT_EQ(ADJ_OK, adj_branch(holds, both, 2, &x, 1, &y, 1)) << adj_last_error();
  EXPECT_EQ(values_of(y, 1), std::vector<double>{6});
  ASSERT_EQ(ADJ_OK, adj_transform_gradients(transform, &y, nullptr, 1, &watched, 1, &gradient, nullptr));
  EXPECT_EQ(values_of(gradient, 1), std::vector<double>{3});

  const adj_body condition = body_of({x}, {is_below_captured}, limit);
  ASSERT_EQ(ADJ_OK, adj_while(condition, doubles, &x, 1, &y)) << adj_last_error();
  EXPECT_EQ(values_of(y, 1), std::vector<double>{24});
  EXPECT_EQ(ADJ_ERROR_UNSUPPORTED,
            adj_transform_gradients(transform, &y, nullptr, 1, &watched, 1, &gradient, nullptr));
  for (const adj_body body : {doubles, same, condition}) EXPECT_EQ(ADJ_OK, adj_body_release(body));
  EXPECT_EQ(ADJ_OK, adj_scope_close(transform, nullptr, 0, nullptr));
  const adj_tensor all[] = {x, scale, limit, holds};
  EXPECT_EQ(ADJ_OK, adj_release_many(all, 4));
}

TEST(Control, WhatDoesNotFitIsRefused) {
  const adj_tensor x = tensor_of({1}, {}), pair = tensor_of({1, 2}, {2}), three = tensor_of({1, 2, 3}, {3});
  const adj_body body = body_of({x, x}, {product, itself});
  adj_tensor outputs[2];
  EXPECT_EQ(ADJ_ERROR_SHAPE, adj_scan(body, &pair, 1, &three, 1, 3, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_SHAPE, adj_scan(body, &x, 1, &three, 1, 4, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_scan(body, &x, 1, &three, 1, -1, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_scan(body, &x, 1, &three, 1, 3, 0, outputs, 1));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_scan(body, &x, 1, &three, 1, 3, 0, nullptr, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_scan(body, &x, 1, nullptr, 0, 3, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_scan({body.id + 1000}, &x, 1, &three, 1, 3, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_SHAPE, adj_branch(pair, &body, 1, outputs, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_DTYPE, adj_branch(x, &body, 1, outputs, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_branch(x, nullptr, 0, outputs, 0, outputs, 2));
  EXPECT_EQ(ADJ_ERROR_ARGUMENT, adj_while(body, body, &x, 1, outputs));
  EXPECT_EQ(ADJ_OK, adj_body_release(body));
  EXPECT_EQ(ADJ_ERROR_HANDLE, adj_body_release(body));
  const adj_tensor all[] = {x, pair, three};
  EXPECT_EQ(ADJ_OK, adj_release_many(all, 3));
}

TEST(Control, ABodyBelongsToItsThread) {
  const adj_tensor x = tensor_of({1}, {});
  const adj_body body = body_of({x, x}, {product, itself});
  std::thread([&] {
    adj_tensor outputs[2];
    EXPECT_EQ(ADJ_ERROR_STATE, adj_scan(body, &x, 1, &x, 1, 1, 0, outputs, 2));
    EXPECT_EQ(ADJ_ERROR_STATE, adj_body_release(body));
  }).join();
  EXPECT_EQ(ADJ_OK, adj_body_release(body));
  EXPECT_EQ(ADJ_OK, adj_release(x));
}

}  // namespace
