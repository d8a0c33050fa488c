#include "kernels/recurrent_table.h"
#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// A vector's place in a row, or what is left of one at its end.
template <class T>
struct Whole {
  std::int64_t at;
  HWY_INLINE auto load(const T* p) const { return hn::LoadU(Tag<T>(), p + at); }
  template <class V>
  HWY_INLINE void store(V v, T* p) const {
    hn::StoreU(v, Tag<T>(), p + at);
  }
};
template <class T>
struct Rest {
  std::int64_t at, count;
  HWY_INLINE auto load(const T* p) const { return load_part(Tag<T>(), p + at, count); }
  template <class V>
  HWY_INLINE void store(V v, T* p) const {
    store_part(Tag<T>(), v, p + at, count);
  }
};

template <class T, class F>
HWY_INLINE void units(std::int64_t n, F f) {
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t i = 0;
  for (; i + step <= n; i += step) f(Whole<T>{i});
  if (i < n) f(Rest<T>{i, n - i});
}

// s (1 - s) of a sigmoid, and 1 - t^2 of a tanh.
template <class D, class V>
HWY_INLINE V sigmoid_slope(D d, V s) {
  return hn::Mul(s, hn::Sub(constant(d, 1.0), s));
}
template <class D, class V>
HWY_INLINE V tanh_slope(D d, V t) {
  return hn::NegMulAdd(t, t, constant(d, 1.0));
}

// ---- LSTM ----

template <class T>
void lstm_row(const T* gates, const T* memory, T* out, std::int64_t n) {
  const Tag<T> d;
  units<T>(n, [=](auto at) {
    const auto i = Sigmoid()(d, at.load(gates)), f = Sigmoid()(d, at.load(gates + n));
    const auto g = Tanh()(d, at.load(gates + 2 * n)), o = Sigmoid()(d, at.load(gates + 3 * n));
    const auto m = hn::MulAdd(f, at.load(memory), hn::Mul(i, g));
    at.store(hn::Mul(o, Tanh()(d, m)), out);
    at.store(m, out + n);
  });
}

template <class T>
void lstm_row_back(const T* gates, const T* memory, const T* cotangent, T* out, std::int64_t n) {
  const Tag<T> d;
  units<T>(n, [=](auto at) {
    const auto i = Sigmoid()(d, at.load(gates)), f = Sigmoid()(d, at.load(gates + n));
    const auto g = Tanh()(d, at.load(gates + 2 * n)), o = Sigmoid()(d, at.load(gates + 3 * n));
    const auto c = at.load(memory), t = Tanh()(d, hn::MulAdd(f, c, hn::Mul(i, g)));
    const auto u = at.load(cotangent);
    const auto of_memory = hn::MulAdd(hn::Mul(u, o), tanh_slope(d, t), at.load(cotangent + n));
    at.store(hn::Mul(hn::Mul(of_memory, g), sigmoid_slope(d, i)), out);
    at.store(hn::Mul(hn::Mul(of_memory, c), sigmoid_slope(d, f)), out + n);
    at.store(hn::Mul(hn::Mul(of_memory, i), tanh_slope(d, g)), out + 2 * n);
    at.store(hn::Mul(hn::Mul(u, t), sigmoid_slope(d, o)), out + 3 * n);
    at.store(hn::Mul(of_memory, f), out + 4 * n);
  });
}

// ---- GRU ----

template <class T>
void gru_row(const T* of_inputs, const T* of_hidden, const T* hidden, T* out, std::int64_t n) {
  const Tag<T> d;
  units<T>(n, [=](auto at) {
    const auto r = Sigmoid()(d, hn::Add(at.load(of_inputs), at.load(of_hidden)));
    const auto z = Sigmoid()(d, hn::Add(at.load(of_inputs + n), at.load(of_hidden + n)));
    const auto fresh = Tanh()(d, hn::MulAdd(r, at.load(of_hidden + 2 * n), at.load(of_inputs + 2 * n)));
    at.store(hn::MulAdd(z, hn::Sub(at.load(hidden), fresh), fresh), out);
  });
}

template <class T>
void gru_row_back(const T* of_inputs, const T* of_hidden, const T* hidden, const T* cotangent, T* out,
                  std::int64_t n) {
  const Tag<T> d;
  units<T>(n, [=](auto at) {
    const auto r = Sigmoid()(d, hn::Add(at.load(of_inputs), at.load(of_hidden)));
    const auto z = Sigmoid()(d, hn::Add(at.load(of_inputs + n), at.load(of_hidden + n)));
    const auto q = at.load(of_hidden + 2 * n), u = at.load(cotangent);
    const auto fresh = Tanh()(d, hn::MulAdd(r, q, at.load(of_inputs + 2 * n)));
    const auto kept = hn::Mul(u, z), of_fresh = hn::Mul(hn::Sub(u, kept), tanh_slope(d, fresh));
    const auto of_reset = hn::Mul(hn::Mul(of_fresh, q), sigmoid_slope(d, r));
    const auto of_update = hn::Mul(hn::Mul(u, hn::Sub(at.load(hidden), fresh)), sigmoid_slope(d, z));
    at.store(of_reset, out), at.store(of_reset, out + 3 * n);
    at.store(of_update, out + n), at.store(of_update, out + 4 * n);
    at.store(of_fresh, out + 2 * n), at.store(hn::Mul(of_fresh, r), out + 5 * n);
    at.store(kept, out + 6 * n);
  });
}

// ---- the table ----

template <class T>
void lstm_rows(const void* gates, const void* memory, void* out, const GateRows& s) {
  for (std::int64_t k = 0, n = s.width; k < s.rows; ++k)
    lstm_row(static_cast<const T*>(gates) + 4 * n * k, static_cast<const T*>(memory) + n * k,
             static_cast<T*>(out) + 2 * n * k, n);
}

template <class T>
void lstm_rows_back(const void* gates, const void* memory, const void* cotangent, void* out,
                    const GateRows& s) {
  for (std::int64_t k = 0, n = s.width; k < s.rows; ++k)
    lstm_row_back(static_cast<const T*>(gates) + 4 * n * k, static_cast<const T*>(memory) + n * k,
                  static_cast<const T*>(cotangent) + 2 * n * k, static_cast<T*>(out) + 5 * n * k, n);
}

template <class T>
void gru_rows(const void* of_inputs, const void* of_hidden, const void* hidden, void* out,
              const GateRows& s) {
  for (std::int64_t k = 0, n = s.width; k < s.rows; ++k)
    gru_row(static_cast<const T*>(of_inputs) + 3 * n * k, static_cast<const T*>(of_hidden) + 3 * n * k,
            static_cast<const T*>(hidden) + n * k, static_cast<T*>(out) + n * k, n);
}

template <class T>
void gru_rows_back(const void* of_inputs, const void* of_hidden, const void* hidden, const void* cotangent,
                   void* out, const GateRows& s) {
  for (std::int64_t k = 0, n = s.width; k < s.rows; ++k)
    gru_row_back(static_cast<const T*>(of_inputs) + 3 * n * k, static_cast<const T*>(of_hidden) + 3 * n * k,
                 static_cast<const T*>(hidden) + n * k, static_cast<const T*>(cotangent) + n * k,
                 static_cast<T*>(out) + 7 * n * k, n);
}

template <class T>
constexpr void floating(RecurrentTable& t, DType type) {
  const int i = static_cast<int>(type);
  t.lstm[i] = lstm_rows<T>;
  t.lstm_back[i] = lstm_rows_back<T>;
  t.gru[i] = gru_rows<T>;
  t.gru_back[i] = gru_rows_back<T>;
}

constexpr RecurrentTable build() {
  RecurrentTable t{};
  floating<float>(t, DType::kFloat32);
  floating<double>(t, DType::kFloat64);
  return t;
}

}  // namespace

extern constinit const RecurrentTable recurrent_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
