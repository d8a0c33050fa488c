#include "program/emit/segment.h"

namespace adjoint::program {
namespace {

class Contraction {
 public:
  explicit Contraction(Segment& segment)
      : segment_(segment), maker_(segment.values.size(), -1), readers_(segment.values.size()) {
    for (std::size_t i = 0; i < segment.operations.size(); ++i) {
      maker_[at(segment.operations[i].result)] = static_cast<int>(i);
      for (int k = 0; k < operand_count(segment.operations[i].code); ++k)
        ++readers_[at(segment.operations[i].operands[k])];
    }
    is_gone_.resize(segment.operations.size());
  }

  void run() {
    for (Segment::Operation& o : segment_.operations) {
      if (o.code != VectorCode::kAdd && o.code != VectorCode::kSub) continue;
      const bool adds = o.code == VectorCode::kAdd;
      if (const Segment::Operation* product = product_at(o.operands[0]))
        put(o, *product, o.operands[1], adds ? VectorCode::kMulAdd : VectorCode::kMulSub);
      else if (const Segment::Operation* second = product_at(o.operands[1]))
        put(o, *second, o.operands[0], adds ? VectorCode::kMulAdd : VectorCode::kNegMulAdd);
    }
    std::vector<Segment::Operation> kept;
    for (std::size_t i = 0; i < is_gone_.size(); ++i)
      if (!is_gone_[i]) kept.push_back(segment_.operations[i]);
    segment_.operations = std::move(kept);
  }

 private:
  static std::size_t at(int k) { return static_cast<std::size_t>(k); }

  static int operand_count(VectorCode code) {
    if (code == VectorCode::kSelect) return 3;
    return code >= VectorCode::kAdd ? 2 : 1;
  }

  // The product that makes the value, if nothing else needs it.
  const Segment::Operation* product_at(int value) const {
    const int maker = maker_[at(value)];
    if (maker < 0 || readers_[at(value)] != 1 || segment_.values[at(value)].pointer != Segment::kNowhere)
      return nullptr;
    const Segment::Operation& o = segment_.operations[at(maker)];
    return o.code == VectorCode::kMul || o.code == VectorCode::kSquare ? &o : nullptr;
  }

  void put(Segment::Operation& sum, const Segment::Operation& product, int other, VectorCode code) {
    is_gone_[at(maker_[at(product.result)])] = true;
    const int second = product.operands[product.code == VectorCode::kSquare ? 0 : 1];
    sum = {code, {product.operands[0], second, other}, sum.result};
  }

  Segment& segment_;
  std::vector<int> maker_, readers_;
  std::vector<bool> is_gone_;
};

}  // namespace

void Segment::contract() { Contraction(*this).run(); }

}  // namespace adjoint::program
