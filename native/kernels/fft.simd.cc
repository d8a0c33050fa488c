#include "kernels/fft_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
using Lanes = hn::CappedTag<T, kFftColumns>;  // a block's row is a whole number of vectors

template <class V>
struct Complex {
  V re, im;
};

template <class V>
HWY_INLINE Complex<V> operator+(const Complex<V>& a, const Complex<V>& b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
template <class V>
HWY_INLINE Complex<V> operator-(const Complex<V>& a, const Complex<V>& b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}
template <class V>
HWY_INLINE Complex<V> operator*(const Complex<V>& a, const Complex<V>& w) {
  return {hn::NegMulAdd(a.im, w.im, hn::Mul(a.re, w.re)), hn::MulAdd(a.re, w.im, hn::Mul(a.im, w.re))};
}
template <class V>
HWY_INLINE Complex<V> times_minus_i(const Complex<V>& a) {
  return {a.im, hn::Neg(a.re)};
}

template <class T>
HWY_INLINE auto get(Parts<T> x, std::int64_t at) {
  const Lanes<T> d;
  return Complex<hn::Vec<Lanes<T>>>{hn::Load(d, x.re + at), hn::Load(d, x.im + at)};
}
template <class V, class T>
HWY_INLINE void put(const Complex<V>& v, Parts<T> y, std::int64_t at) {
  const Lanes<T> d;
  hn::Store(v.re, d, y.re + at);
  hn::Store(v.im, d, y.im + at);
}
template <class T>
HWY_INLINE auto repeat(const T* pair) {
  const Lanes<T> d;
  return Complex<hn::Vec<Lanes<T>>>{hn::Set(d, pair[0]), hn::Set(d, pair[1])};
}

// The last step has no factors but 1.
template <bool kLast, class V, class T>
HWY_INLINE Complex<V> twisted(const Complex<V>& x, const T* pair) {
  if constexpr (kLast)
    return x;
  else
    return x * repeat(pair);
}

template <class T, bool kLast>
void by_two(const FftStep<T>& s, Parts<T> x, Parts<T> y) {
  const std::int64_t m = s.length / 2, run = s.stride * kFftColumns;
  for (std::int64_t p = 0; p < m; ++p)
    for (std::int64_t q = 0; q < run; q += static_cast<std::int64_t>(hn::Lanes(Lanes<T>()))) {
      const auto a = get(x, p * run + q), b = get(x, (p + m) * run + q);
      put(a + b, y, 2 * p * run + q);
      put(twisted<kLast>(a - b, s.twiddles + 2 * p), y, (2 * p + 1) * run + q);
    }
}

template <class T, bool kLast>
void by_four(const FftStep<T>& s, Parts<T> x, Parts<T> y) {
  const std::int64_t m = s.length / 4, run = s.stride * kFftColumns;
  for (std::int64_t p = 0; p < m; ++p) {
    const T* w = s.twiddles + 6 * p;
    for (std::int64_t q = 0; q < run; q += static_cast<std::int64_t>(hn::Lanes(Lanes<T>()))) {
      const std::int64_t from = p * run + q, to = 4 * p * run + q;
      const auto a = get(x, from), b = get(x, from + m * run), c = get(x, from + 2 * m * run),
                 d = get(x, from + 3 * m * run);
      const auto even = a + c, odd = b + d, difference = a - c, turned = times_minus_i(b - d);
      put(even + odd, y, to);
      put(twisted<kLast>(difference + turned, w), y, to + run);
      put(twisted<kLast>(even - odd, w + 2), y, to + 2 * run);
      put(twisted<kLast>(difference - turned, w + 4), y, to + 3 * run);
    }
  }
}

template <class T>
void by_any(const FftStep<T>& s, Parts<T> x, Parts<T> y) {
  const std::int64_t radix = s.radix, m = s.length / radix, run = s.stride * kFftColumns;
  for (std::int64_t p = 0; p < m; ++p)
    for (std::int64_t k = 0; k < radix; ++k)
      for (std::int64_t q = 0; q < run; q += static_cast<std::int64_t>(hn::Lanes(Lanes<T>()))) {
        auto sum = get(x, p * run + q);
        for (std::int64_t j = 1; j < radix; ++j)
          sum = sum + get(x, (p + j * m) * run + q) * repeat(s.roots + 2 * (j * k % radix));
        if (k > 0 && m > 1) sum = sum * repeat(s.twiddles + 2 * (p * (radix - 1) + k - 1));
        put(sum, y, (radix * p + k) * run + q);
      }
}

template <class T>
void step(const FftStep<T>& s, Parts<T> x, Parts<T> y) {
  const bool last = s.length == s.radix;
  if (s.radix == 2) return last ? by_two<T, true>(s, x, y) : by_two<T, false>(s, x, y);
  if (s.radix == 4) return last ? by_four<T, true>(s, x, y) : by_four<T, false>(s, x, y);
  by_any(s, x, y);
}

template <class T>
void load(const T* x, std::int64_t rows, std::int64_t width, std::int64_t distance, Parts<T> to) {
  const Lanes<T> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t k = 0; k < rows; ++k) {
    const T* row = x + 2 * k * distance;
    const std::int64_t at = k * kFftColumns;
    std::int64_t c = 0;
    for (; c + lanes <= width; c += lanes) {
      hn::Vec<Lanes<T>> re, im;
      hn::LoadInterleaved2(d, row + 2 * c, re, im);
      hn::Store(re, d, to.re + at + c);
      hn::Store(im, d, to.im + at + c);
    }
    for (; c < kFftColumns; ++c) {  // columns that are not there stay finite
      to.re[at + c] = c < width ? row[2 * c] : 0;
      to.im[at + c] = c < width ? row[2 * c + 1] : 0;
    }
  }
}

template <class T>
void store(Parts<T> from, std::int64_t rows, std::int64_t width, T* y, std::int64_t distance) {
  const Lanes<T> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t k = 0; k < rows; ++k) {
    T* row = y + 2 * k * distance;
    const std::int64_t at = k * kFftColumns;
    std::int64_t c = 0;
    for (; c + lanes <= width; c += lanes)
      hn::StoreInterleaved2(hn::Load(d, from.re + at + c), hn::Load(d, from.im + at + c), d, row + 2 * c);
    for (; c < width; ++c) {
      row[2 * c] = from.re[at + c];
      row[2 * c + 1] = from.im[at + c];
    }
  }
}

template <class T>
void twist(Parts<T> x, std::int64_t rows, const T* base, const T* fine_re, const T* fine_im) {
  const Lanes<T> d;
  for (std::int64_t k = 0; k < rows; ++k) {
    const auto of_row = repeat(base + 2 * k);
    for (std::int64_t c = 0; c < kFftColumns; c += static_cast<std::int64_t>(hn::Lanes(d))) {
      const std::int64_t at = k * kFftColumns + c;
      const Complex<hn::Vec<Lanes<T>>> fine{hn::LoadU(d, fine_re + at), hn::LoadU(d, fine_im + at)};
      put(get(x, at) * (fine * of_row), x, at);
    }
  }
}

template <class T>
constexpr FftTable<T> build() {
  return {step<T>, load<T>, store<T>, twist<T>};
}

}  // namespace

extern constinit const FftTable<float> fft_float_table = build<float>();
extern constinit const FftTable<double> fft_double_table = build<double>();

}  // namespace adjoint::kernels::SIMD_TARGET
