// Values that are kept from a function's first run and handed over in its second: what is computed again, and
// what is not.
#include "core/keeper.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/context.h"
#include "core/operation.h"

namespace adjoint {
namespace {

int products = 0, others = 0;

void infer_like(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape.set(i.in(0).shape);
}

void eval_next(const Evaluation& e, int& count) {
  ++count;
  *reinterpret_cast<double*>(e.allocate()) = *e.in(0).elements<double>() + 1;
}

const Operation kProduct = {.name = "test_product",
                            .infer = infer_like,
                            .eval = [](const Evaluation& e) { eval_next(e, products); },
                            .is_product = true};
const Operation kOther = {
    .name = "test_other", .infer = infer_like, .eval = [](const Evaluation& e) { eval_next(e, others); }};

class Keeping : public testing::Test {
 protected:
  Keeping() {
    *x_->elements<double>() = 1;
    products = others = 0;
  }
  ~Keeping() override {
    while (!context_.scopes().empty()) context_.close(context_.scopes().back().id, {});
  }
  std::uint64_t open(std::unique_ptr<Keeper> keeper) {
    const std::uint64_t scope = context_.open(ScopeKind::kDerivative, false).id;
    context_.capture();
    context_.set_keeper(scope, std::move(keeper));
    return scope;
  }
  // other, product, other, product: the value is 5.
  Ref run() {
    Ref y = apply_to(kOther, {}, x_);
    y = apply_to(kProduct, {}, y);
    if (name_here_) context_.innermost_keeper()->keep(*y);
    y = apply_to(kOther, {}, y);
    return apply_to(kProduct, {}, y);
  }
  static double value(const Ref& y) { return *y->elements<double>(); }

  Context& context_ = Context::current();
  Ref x_ = new_constant(DType::kFloat64, {});
  bool name_here_ = false;
};

TEST_F(Keeping, ProductsAreNotComputedAgain) {
  const std::uint64_t first = open(std::make_unique<Keeper>(true));
  EXPECT_EQ(5, value(run()));
  std::vector<Kept> kept = context_.keeper(first)->kept();
  const std::int64_t operations = context_.keeper(first)->operations();
  ASSERT_EQ(2u, kept.size());
  EXPECT_EQ(4, operations);
  context_.close(first, {});

  const std::uint64_t second = open(std::make_unique<Keeper>(kept, operations));
  EXPECT_EQ(5, value(run()));
  EXPECT_EQ(2, products) << "those of the first run";
  EXPECT_EQ(4, others);
  context_.finish_keeping(second);
}

TEST_F(Keeping, WhatIsPointedOutIsNotComputedAgain) {
  name_here_ = true;
  const std::uint64_t first = open(std::make_unique<Keeper>(false));
  run();
  std::vector<Kept> kept = context_.keeper(first)->kept();
  ASSERT_EQ(1u, kept.size());
  EXPECT_EQ(3, value(kept[0].value));
  context_.close(first, {});

  open(std::make_unique<Keeper>(kept, 4));
  EXPECT_EQ(5, value(run()));
  EXPECT_EQ(3, products);
}

TEST_F(Keeping, ValuesOutliveTheRun) {
  name_here_ = true;
  const std::uint64_t first = open(std::make_unique<Keeper>(true));
  run();
  const std::vector<Kept> kept = context_.keeper(first)->kept();
  context_.close(first, {});
  ASSERT_EQ(2u, kept.size()) << "a product that is pointed out is kept once";
  EXPECT_EQ(3, value(kept[0].value));
  EXPECT_EQ(5, value(kept[1].value));
}

TEST_F(Keeping, AnotherRunIsNoticed) {
  const std::uint64_t first = open(std::make_unique<Keeper>(true));
  run();
  const std::vector<Kept> kept = context_.keeper(first)->kept();
  context_.close(first, {});

  std::uint64_t second = open(std::make_unique<Keeper>(kept, 4));
  run();
  apply_to(kOther, {}, x_);
  EXPECT_THROW(context_.finish_keeping(second), Error) << "an operation more";
  context_.close(second, {});

  second = open(std::make_unique<Keeper>(kept, 4));
  apply_to(kOther, {}, x_);
  EXPECT_THROW(apply_to(kOther, {}, x_), Error) << "another operation in the place of a product";
  context_.close(second, {});

  second = open(std::make_unique<Keeper>(kept, 4));
  apply_to(kOther, {}, x_);
  const Ref wide = new_constant(DType::kFloat64, {2});
  EXPECT_THROW(apply_to(kProduct, {}, wide), Error) << "another shape";
}

TEST_F(Keeping, FunctionsInsideKeepForThemselves) {
  const std::uint64_t outer = open(std::make_unique<Keeper>(true));
  const std::uint64_t inner = open(std::make_unique<Keeper>(true));
  run();
  EXPECT_EQ(4, context_.keeper(inner)->operations());
  context_.close(inner, {});
  EXPECT_EQ(0, context_.keeper(outer)->operations());
  context_.pause_keeping(true);
  run();
  context_.pause_keeping(false);
  EXPECT_EQ(0, context_.keeper(outer)->operations());
  EXPECT_THROW(context_.pause_keeping(false), Error);
}

// A node is used again for the result of an operation that does not count: it is not the one that was
// counted.
TEST_F(Keeping, ARecycledNodeIsNotTakenForTheEarlierOne) {
  const std::uint64_t scope = open(std::make_unique<Keeper>(false));
  const Node* earlier = apply_to(kOther, {}, x_).get();
  context_.pause_keeping(true);
  const Ref later = apply_to(kOther, {}, x_);
  context_.pause_keeping(false);
  ASSERT_EQ(earlier, later.get()) << "the test needs the node to be used again";
  context_.innermost_keeper()->keep(*later);
  EXPECT_TRUE(context_.keeper(scope)->kept().empty());
}

}  // namespace
}  // namespace adjoint
