// A random program over the C interface: the tensors that it has, the scopes that it has open, and arguments
// for its next call. A careful program draws arguments that mostly fit, a careless one mostly such that do
// not.
#ifndef ADJOINT_FUZZ_PROGRAM_H_
#define ADJOINT_FUZZ_PROGRAM_H_

#include <array>
#include <cstdint>
#include <vector>

#include "adjoint/adjoint.h"
#include "choices.h"

namespace adjoint::fuzz {

class Program {
 public:
  explicit Program(Choices choices);

  /** Does one call after another until the choices or so many calls are at an end, and gives all back. */
  void run(int calls);

  // ---- arguments ----

  std::size_t pick(std::size_t n) { return choices_.pick(n); }
  bool careful() const { return careful_; }

  /** Small, an axis say. */
  std::int64_t small() { return static_cast<std::int64_t>(pick(careful_ ? 3 : 5)); }
  /** Odd in one way or another: at the limits of its type, negative, large. */
  std::int64_t number();
  /** An extent: small, or near a power of two so large that no memory holds it. */
  std::int64_t extent();
  std::int32_t count();
  double real();
  adj_dtype dtype();
  adj_reduction reduction() { return static_cast<adj_reduction>(small()); }
  /** Sixteen numbers; a careless program may get none. */
  const std::int64_t* numbers() { return fill(numbers_, !careful_); }
  const std::int64_t* other_numbers() { return fill(others_, false); }

  /** One of the program's tensors; now and then none, one that is gone, or a forged one. */
  adj_tensor tensor();
  /** A tensor with more elements than memory holds, for calls that make shapes; else any. */
  adj_tensor huge();
  /** Sixteen of its tensors. */
  const adj_tensor* list();
  const adj_tensor* huge_list();
  adj_transform transform();
  adj_recording recording() { return choices_.one_in(4) ? adj_recording{pick(100)} : recording_; }
  /** The host of rules that give what they like. */
  static std::int32_t host();

  // ---- results ----

  /** Where a call writes its result, which the program takes over after the call. */
  adj_tensor* out() { return !careful_ && choices_.one_in(30) ? nullptr : &result_; }
  /** Where a call writes several results. */
  adj_tensor* outs() { return results_.data(); }
  adj_recording* out_recording() { return &made_recording_; }
  std::array<std::uint64_t, 16> places{};
  std::array<std::int32_t, 16> reached{};

  // ---- scopes ----

  std::size_t depth() const { return scopes_.size(); }
  adj_status open(adj_status (*opener)(adj_transform*));
  adj_status open_capturing(std::int32_t isolated);
  /** Closes the innermost, or tries to close another; some of its tensors are kept. */
  adj_status close();

  /** The last of the tensors, as the result of what came before. */
  adj_tensor last() const { return tensors_.empty() ? adj_tensor{0} : tensors_.back(); }
  /** Takes a tensor over, to work with it and to release it in the end. */
  void take_over(adj_tensor tensor);
  /** Takes the results of a call over. */
  void finish_call(adj_status status);

 private:
  struct Scope {
    adj_transform transform;
    std::size_t tensors;  // that there were when it opened
  };

  const std::int64_t* fill(std::array<std::int64_t, 16>& to, bool may_be_none);
  void opened(adj_transform transform) { scopes_.push_back({transform, tensors_.size()}); }
  void finish();

  Choices choices_;
  bool careful_;
  std::array<std::int64_t, 16> numbers_{}, others_{};
  std::array<adj_tensor, 16> list_{}, results_{};
  std::vector<adj_tensor> tensors_, huge_;
  std::vector<Scope> scopes_;
  adj_tensor result_{};
  adj_recording recording_{}, made_recording_{};
};

/** One random call, or a few that belong together. */
using Call = adj_status (*)(Program&);

/** Draws a call and does it; what it gave belongs to the program then. */
void call_any(Program& program);
/** The same of calls of operations alone. */
void call_operation(Program& program);

}  // namespace adjoint::fuzz

#endif
