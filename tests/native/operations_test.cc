// What the operations say of themselves.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "adjoint/adjoint.h"

namespace {

std::vector<adj_operation> all_operations() {
  int64_t count = 0;
  EXPECT_EQ(adj_operations(nullptr, 0, &count), ADJ_OK);
  std::vector<adj_operation> all(static_cast<std::size_t>(count));
  EXPECT_EQ(adj_operations(all.data(), count, &count), ADJ_OK);
  return all;
}

TEST(Operations, HaveNamesOfTheirOwn) {
  std::map<std::string, int> seen;
  for (const adj_operation& o : all_operations()) ++seen[o.name];
  EXPECT_GT(seen.size(), 60u);
  for (const auto& [name, times] : seen) EXPECT_EQ(times, 1) << name;
}

TEST(Operations, SayWhatTheyAre) {
  std::map<std::string, int32_t> kinds;
  for (const adj_operation& o : all_operations()) kinds[o.name] = o.kind;
  EXPECT_EQ(kinds.at("exp"), ADJ_KIND_ELEMENTWISE);
  EXPECT_EQ(kinds.at("where"), ADJ_KIND_ELEMENTWISE);
  EXPECT_EQ(kinds.at("logsumexp"), ADJ_KIND_REDUCTION);
  EXPECT_EQ(kinds.at("argmax"), ADJ_KIND_REDUCTION);
  EXPECT_EQ(kinds.at("permute"), ADJ_KIND_VIEW);
  EXPECT_EQ(kinds.at("matmul"), ADJ_KIND_PRODUCT);
  EXPECT_EQ(kinds.at("random_fold"), ADJ_KIND_RANDOM);
  EXPECT_EQ(kinds.at("take"), ADJ_KIND_OPAQUE);
}

TEST(Operations, WhereADerivativePassesBothModesHaveRules) {
  for (const adj_operation& o : all_operations()) {
    EXPECT_EQ(o.has_vjp, o.has_jvp) << o.name;
    EXPECT_FALSE(o.blocks_gradient && o.has_vjp) << o.name;
  }
}

TEST(Operations, WriteNoMoreThanThereIsRoomFor) {
  int64_t count = 0;
  adj_operation two[3] = {};
  EXPECT_EQ(adj_operations(two, 2, &count), ADJ_OK);
  EXPECT_GT(count, 2);
  EXPECT_NE(two[1].name, nullptr);
  EXPECT_EQ(two[2].name, nullptr);
  EXPECT_EQ(adj_operations(two, 2, nullptr), ADJ_ERROR_ARGUMENT);
  EXPECT_EQ(adj_operations(nullptr, 2, &count), ADJ_ERROR_ARGUMENT);
  EXPECT_EQ(adj_operations(two, -1, &count), ADJ_ERROR_ARGUMENT);
}

}  // namespace
