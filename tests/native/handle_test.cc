// Handles: no two tensors ever have the same, and giving back what is gone is no matter.
#include <gtest/gtest.h>

#include <vector>

#include "adjoint/adjoint.h"
#include "core/handle_state.h"
#include "core/node.h"

namespace adjoint {
namespace {

adj_tensor scalar() {
  adj_tensor x{};
  EXPECT_EQ(adj_scalar_float(1, ADJ_FLOAT64, 0, &x), ADJ_OK);
  return x;
}

// As if the slot of a tensor had been used ever so often: its handle is the last that it can have.
adj_tensor with_last_generation(adj_tensor x) {
  Node* n = node_at(slot_in(x));
  const std::uint64_t others = n->state.load() & ~(std::uint64_t{kGenerationMask} << 32);
  n->state.store(others | (std::uint64_t{kGenerationMask} << 32));
  return {handle_id(n->state.load(), n->slot)};
}

std::int64_t live() {
  adj_statistics s{};
  EXPECT_EQ(adj_get_statistics(&s), ADJ_OK);
  return s.live_tensors;
}

TEST(Handles, OfASlotWhoseGenerationsAreUsedUpAreNotGivenAgain) {
  const std::int64_t before = live();
  const adj_tensor first = scalar(), last = with_last_generation(first);
  const auto slot = slot_in(last);
  EXPECT_EQ(adj_release(first), ADJ_ERROR_HANDLE);
  EXPECT_EQ(adj_release(last), ADJ_OK);
  EXPECT_EQ(live(), before);
  std::vector<adj_tensor> later;
  for (int i = 0; i < 5000; ++i) later.push_back(scalar());  // more than a thread keeps in stock
  for (const adj_tensor x : later) EXPECT_NE(slot_in(x), slot);
  adj_tensor_info info{};
  for (const adj_tensor stale : {first, last, adj_tensor{slot}})
    EXPECT_EQ(adj_info(stale, &info), ADJ_ERROR_HANDLE) << stale.id;
  EXPECT_EQ(adj_release_many(later.data(), static_cast<std::int64_t>(later.size())), ADJ_OK);
  EXPECT_EQ(live(), before);
}

TEST(Handles, OfATensorThatLivesOnAreNotGivenAgainEither) {
  adj_transform transform{};
  ASSERT_EQ(adj_transform_open(&transform), ADJ_OK);
  const adj_tensor x = scalar();
  adj_tensor watched{}, again{}, sum{};
  ASSERT_EQ(adj_transform_watch(transform, x, &watched), ADJ_OK);
  const adj_tensor last = with_last_generation(watched);
  ASSERT_EQ(adj_add(last, x, &sum), ADJ_OK) << adj_last_error();
  EXPECT_EQ(adj_release(last), ADJ_OK);  // the recording still refers to it
  ASSERT_EQ(adj_transform_watch(transform, x, &again), ADJ_OK);
  EXPECT_NE(slot_in(again), slot_in(last));
  EXPECT_EQ(adj_release(last), ADJ_ERROR_HANDLE);
  EXPECT_EQ(adj_scope_close(transform, nullptr, 0, nullptr), ADJ_OK);
  EXPECT_EQ(adj_release(last), ADJ_ERROR_HANDLE);
  adj_release(x);
}

TEST(Handles, GivenBackTwiceSayThatTheyAreGone) {
  const adj_tensor x = scalar();
  EXPECT_EQ(adj_release(x), ADJ_OK);
  EXPECT_EQ(adj_release(x), ADJ_ERROR_HANDLE);
  EXPECT_STREQ(adj_last_error(), "release: the tensor is gone already");
  EXPECT_EQ(adj_release_many(&x, 1), ADJ_OK);
}

std::uint64_t size(adj_tensor x) { return (x.id & ADJ_HANDLE_SIZE) / (ADJ_HANDLE_SIZE & -ADJ_HANDLE_SIZE); }
bool is_scoped(adj_tensor x) { return x.id & ADJ_HANDLE_SCOPED; }

adj_tensor vector(std::int64_t count) {
  adj_tensor x{};
  EXPECT_EQ(adj_arange(0, 1, count, ADJ_FLOAT32, &x), ADJ_OK);
  return x;
}

adj_tensor first_of(adj_tensor x, std::int64_t count) {
  const std::int64_t start = 0, step = 1;
  adj_tensor y{};
  EXPECT_EQ(adj_slice(x, &start, &count, &step, 1, &y), ADJ_OK);
  return y;
}

TEST(Handles, SayHowMuchMemoryHangsOnThem) {
  const std::vector<adj_tensor> all = {scalar(),    vector(40),   vector(64),       vector(200),
                                       vector(256), vector(1000), vector(1'000'000)};
  const std::vector<std::uint64_t> sizes = {0, 1, 2, 3, 4, 5, 15};
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(size(all[i]), sizes[i]) << i;
  const adj_tensor large = all.back(), view = first_of(large, 2);
  EXPECT_EQ(size(view), 15u);  // all of it hangs on the view
  adj_transform scope{};
  ASSERT_EQ(adj_scope_open(&scope), ADJ_OK);
  EXPECT_TRUE(is_scoped(vector(400)));
  EXPECT_FALSE(is_scoped(vector(100'000)));
  EXPECT_TRUE(is_scoped(first_of(large, 2)));
  EXPECT_FALSE(is_scoped(first_of(large, 50'000)));
  EXPECT_EQ(adj_scope_close(scope, nullptr, 0, nullptr), ADJ_OK);
  EXPECT_EQ(adj_release_many(all.data(), static_cast<std::int64_t>(all.size())), ADJ_OK);
  EXPECT_EQ(adj_release(view), ADJ_OK);
}

}  // namespace
}  // namespace adjoint
