#include "kernels/ctc_table.h"
#include "kernels/map_row.h"
#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// Where all three are -infinity, so is their sum; the largest is taken out of the exponentials.
template <class D, class V>
HWY_INLINE V sum_of_three(D d, V a, V b, V c) {
  const V most = hn::Max(a, hn::Max(b, c));
  const V shift = hn::IfThenElse(hn::Eq(most, hn::Neg(hn::Inf(d))), hn::Zero(d), most);
  const V sum =
      hn::Add(hn::Add(Exp()(d, hn::Sub(a, shift)), Exp()(d, hn::Sub(b, shift))), Exp()(d, hn::Sub(c, shift)));
  return hn::Add(shift, Log()(d, sum));
}

template <class T>
void step(const T* a, const T* b, const T* c, const T* leap, const T* added, T* y, std::int64_t n) {
  const Tag<T> d;
  map_row<T>(n, y, [&](auto load) {
    return hn::Add(sum_of_three(d, load(a), load(b), hn::Add(load(c), load(leap))), load(added));
  });
}

template <class T>
void shares(const T* a, const T* b, T sum, T* y, std::int64_t n) {
  const Tag<T> d;
  const auto shift = hn::Set(d, sum);
  map_row<T>(n, y, [&](auto load) { return Exp()(d, hn::Sub(hn::Add(load(a), load(b)), shift)); });
}

}  // namespace

extern constinit const CtcTable<float> ctc_float_table = {step<float>, shares<float>};
extern constinit const CtcTable<double> ctc_double_table = {step<double>, shares<double>};

}  // namespace adjoint::kernels::SIMD_TARGET
