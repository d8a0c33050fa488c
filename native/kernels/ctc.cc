#include "kernels/ctc.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/ctc_table.h"

namespace adjoint::kernels {
namespace {

const CtcTable<float>& table_of(float) { return ctc_float(); }
const CtcTable<double>& table_of(double) { return ctc_double(); }

template <class T>
constexpr T kNever = -std::numeric_limits<T>::infinity();

// The alignments of one example. Rows of sums have two places more on either side, where no alignment is.
template <class T>
class Example {
 public:
  static constexpr std::int64_t kAround = 2;

  Example(const Alignments& shape, std::int64_t which, const T* x)
      : t_(table_of(T{})),
        s_(shape),
        which_(which),
        x_(x),
        steps_(shape.length[which]),
        width_(shape.places + 2 * kAround),
        rows_((steps_ + 5) * width_) {
    std::fill_n(rows_.data(), (steps_ + 5) * width_, kNever<T>);
    std::fill_n(zeros(), s_.places, T{0});
    const std::uint8_t* const leaps = shape.leaps + which * shape.places;
    for (std::int64_t u = 0; u < shape.places; ++u)
      if (leaps[u]) leap()[u] = 0;
  }

  // The logarithm of the sum. Row t of the sums is that before step t.
  T forward() {
    before(0)[0] = 0;
    for (std::int64_t t = 0; t < steps_; ++t) {
      const T* const from = before(t);
      t_.step(from, from - 1, from - 2, leap(), x_ + at(t), before(t + 1), s_.places);
    }
    const T* const last = before(steps_);
    const std::int64_t end = s_.end[which_];
    const T a = last[end], b = end > 0 ? last[end - 1] : kNever<T>, zero = 0, never = kNever<T>;
    T sum;
    t_.step(&a, &b, &never, &zero, &zero, &sum, 1);
    return sum;
  }

  // After `forward`.
  void shares(T sum, T* y) {
    const T divisor = sum == kNever<T> ? -kNever<T> : sum;
    T *const behind = row(steps_ + 1), *const ahead = row(steps_ + 2);
    const std::int64_t end = s_.end[which_];
    behind[end] = 0;
    if (end > 0) behind[end - 1] = 0;
    for (std::int64_t t = steps_ - 1; t >= 0; --t) {
      t_.shares(before(t + 1), behind, divisor, y + at(t), s_.places);
      const T* const here = x_ + at(t);
      for (std::int64_t u = 0; u < s_.places; ++u) ahead[u] = behind[u] + here[u];
      t_.step(ahead, ahead + 1, ahead + 2, leap() + 2, zeros(), behind, s_.places);
    }
    for (std::int64_t t = steps_; t < s_.steps; ++t) std::fill_n(y + at(t), s_.places, T{0});
  }

 private:
  std::int64_t at(std::int64_t t) const { return (t * s_.examples + which_) * s_.places; }
  T* row(std::int64_t i) { return rows_.data() + i * width_ + kAround; }
  T* before(std::int64_t t) { return row(t); }
  T* leap() { return row(steps_ + 3); }
  T* zeros() { return row(steps_ + 4); }

  const CtcTable<T>& t_;
  const Alignments& s_;
  const std::int64_t which_;
  const T* const x_;
  const std::int64_t steps_, width_;
  Workspace<T> rows_;
};

template <class Call>
void by_examples(const Alignments& s, Call call) {
  constexpr std::int64_t kWorth = 16384;  // places that are worth another thread
  const std::int64_t work = std::max<std::int64_t>(1, s.steps * s.places);
  parallel_for(s.examples, std::max<std::int64_t>(1, kWorth / work),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t i = begin; i < end; ++i) call(i);
               });
}

template <class T>
void sums(const Alignments& shape, const T* x, T* y) {
  by_examples(shape, [&](std::int64_t i) { y[i] = Example<T>(shape, i, x).forward(); });
}

template <class T>
void all_shares(const Alignments& shape, const T* x, T* y) {
  by_examples(shape, [&](std::int64_t i) {
    Example<T> example(shape, i, x);
    const T sum = example.forward();
    example.shares(sum, y);
  });
}

}  // namespace

void alignment_sum(DType type, const Alignments& shape, const void* x, void* y) {
  if (type == DType::kFloat32)
    sums(shape, static_cast<const float*>(x), static_cast<float*>(y));
  else
    sums(shape, static_cast<const double*>(x), static_cast<double*>(y));
}

void alignment_shares(DType type, const Alignments& shape, const void* x, void* y) {
  if (type == DType::kFloat32)
    all_shares(shape, static_cast<const float*>(x), static_cast<float*>(y));
  else
    all_shares(shape, static_cast<const double*>(x), static_cast<double*>(y));
}

}  // namespace adjoint::kernels
