#include "program/segments.h"

#include <algorithm>

namespace adjoint::program {
namespace {

constexpr std::size_t kMostInStretch = 300;  // what allocates registers takes long for more

bool is_choice(const Candidate& c) { return c.code == VectorCode::kSelect; }

class Stretches {
 public:
  explicit Stretches(const std::vector<Candidate>& all)
      : all_(all),
        is_vector_(all.size()),
        is_pulled_(all.size()),
        is_done_(all.size()),
        no_stretch_(all.size()) {
    find_vectors();
  }

  std::vector<std::vector<int>> run() {
    std::size_t left = all_.size();
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (is_pulled_[c]) --left;
    while (left > 0) {
      const std::size_t before = left;
      for (const DType type : {DType::kFloat32, DType::kFloat64}) left -= take_stretch(type);
      left -= take_singles();
      if (left == before) left -= take_any();
    }
    return std::move(found_);
  }

 private:
  static std::size_t at(int c) { return static_cast<std::size_t>(c); }

  // A comparison is vector code where choices alone read it; a choice where its condition is such a
  // comparison.
  void find_vectors() {
    for (std::size_t c = 0; c < all_.size(); ++c) {
      const bool floating = all_[c].type == DType::kFloat32 || all_[c].type == DType::kFloat64;
      is_vector_[c] = all_[c].code != VectorCode::kNone && floating;
      is_pulled_[c] = is_vector_[c] && all_[c].is_truth;
    }
    std::vector<bool> is_read(all_.size());
    for (std::size_t c = 0; c < all_.size(); ++c)
      for (const int operand : all_[c].operands) {
        is_read[at(operand)] = true;
        if (!is_choice(all_[c]) || operand != all_[c].condition) is_pulled_[at(operand)] = false;
      }
    for (std::size_t c = 0; c < all_.size(); ++c) {
      if (!is_read[c]) is_pulled_[c] = false;
      if (is_compare(c) && !is_pulled_[c]) is_vector_[c] = false;
    }
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (is_choice(all_[c]))
        is_vector_[c] = is_vector_[c] && all_[c].condition >= 0 && is_pulled_[at(all_[c].condition)] &&
                        all_[at(all_[c].condition)].type == all_[c].type;
    // A comparison that some choice cannot take as a mask must leave its result in memory.
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (is_choice(all_[c]) && !is_vector_[c] && all_[c].condition >= 0) unpull(at(all_[c].condition));
  }

  bool is_compare(std::size_t c) const {
    return all_[c].code >= VectorCode::kEqual && all_[c].code <= VectorCode::kGreaterEqual;
  }

  void unpull(std::size_t compare) {
    if (!is_pulled_[compare]) return;
    is_pulled_[compare] = is_vector_[compare] = false;
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (is_choice(all_[c]) && all_[c].condition == static_cast<int>(compare)) is_vector_[c] = false;
  }

  // Whether everything that c needs is there, or in the stretch.
  bool is_ready(std::size_t c, const std::vector<bool>& in_stretch) const {
    return std::all_of(all_[c].operands.begin(), all_[c].operands.end(), [&](int operand) {
      if (is_pulled_[at(operand)]) return is_ready(at(operand), in_stretch);
      return is_done_[at(operand)] || in_stretch[at(operand)];
    });
  }

  std::size_t take_stretch(DType type) {
    std::vector<bool> in_stretch(all_.size());
    std::vector<int> members;
    std::size_t taken = 0;
    for (bool grows = true; grows;) {
      grows = false;
      for (std::size_t c = 0; c < all_.size() && members.size() < kMostInStretch; ++c) {
        if (is_done_[c] || in_stretch[c] || !is_vector_[c] || is_pulled_[c] || all_[c].type != type) continue;
        if (!is_ready(c, in_stretch)) continue;
        const int condition = all_[c].condition;
        if (is_choice(all_[c]) && !in_stretch[at(condition)]) {
          in_stretch[at(condition)] = true;
          members.push_back(condition);
        }
        in_stretch[c] = grows = true;
        members.push_back(static_cast<int>(c));
        ++taken;
      }
    }
    if (members.size() < 2) return 0;
    for (const int c : members) is_done_[at(c)] = !is_pulled_[at(c)];
    found_.push_back(std::move(members));
    return taken;
  }

  // All instructions that are ready and are not vector code.
  std::size_t take_singles() {
    std::size_t taken = 0;
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (!is_vector_[c]) taken += take(c);
    return taken;
  }

  // The first that is ready: vector code that nothing else could join.
  std::size_t take_any() {
    for (std::size_t c = 0; c < all_.size(); ++c)
      if (const std::size_t taken = is_pulled_[c] ? 0 : take(c)) return taken;
    return all_.size();  // nothing is left
  }

  std::size_t take(std::size_t c) {
    if (is_done_[c] || !is_ready(c, no_stretch_)) return 0;
    is_done_[c] = true;
    found_.push_back({static_cast<int>(c)});
    return 1;
  }

  const std::vector<Candidate>& all_;
  std::vector<bool> is_vector_, is_pulled_, is_done_;
  const std::vector<bool> no_stretch_;
  std::vector<std::vector<int>> found_;
};

}  // namespace

std::vector<std::vector<int>> stretches_of(const std::vector<Candidate>& candidates) {
  return Stretches(candidates).run();
}

}  // namespace adjoint::program
