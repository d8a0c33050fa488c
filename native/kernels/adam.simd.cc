#include "kernels/adam_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// One vector of everything, from place i on; `load` and `store` take whole vectors or a part of one.
template <class T, class Load, class Store>
HWY_INLINE void step_vector(const AdamFactors& f, const AdamArrays& a, std::int64_t i, Load load,
                            Store store) {
  const Tag<T> d;
  const auto set = [d](double factor) { return hn::Set(d, static_cast<T>(factor)); };
  const auto from = [i, &load](const void* array) { return load(static_cast<const T*>(array) + i); };
  const auto to = [i, &store](auto v, void* array) { store(v, static_cast<T*>(array) + i); };

  const auto p = from(a.parameter);
  auto g = from(a.gradient);
  if (f.coupled_decay != 0) g = hn::MulAdd(set(f.coupled_decay), p, g);
  auto m = hn::Mul(set(f.mean_new), g), s = hn::Mul(set(f.squares_new), hn::Mul(g, g));
  if (a.mean) m = hn::MulAdd(set(f.mean_kept), from(a.mean), m);
  if (a.squares) s = hn::MulAdd(set(f.squares_kept), from(a.squares), s);
  const auto root = hn::MulAdd(hn::Sqrt(s), set(f.root_scale), set(f.epsilon));
  to(m, a.new_mean);
  to(s, a.new_squares);
  to(hn::NegMulAdd(set(f.rate), hn::Div(m, root), hn::Mul(set(f.kept), p)), a.new_parameter);
}

template <class T>
void step(const AdamFactors& factors, const AdamArrays& arrays, std::int64_t begin, std::int64_t end) {
  const Tag<T> d;
  std::int64_t i = begin;
  for (; i + kLanes<Tag<T>> <= end; i += kLanes<Tag<T>>)
    step_vector<T>(
        factors, arrays, i, [d](const T* p) { return hn::LoadU(d, p); },
        [d](auto v, T* p) { hn::StoreU(v, d, p); });
  if (const std::int64_t rest = end - i; rest > 0)
    step_vector<T>(
        factors, arrays, i, [=](const T* p) { return load_part(d, p, rest); },
        [=](auto v, T* p) { store_part(d, v, p, rest); });
}

constexpr AdamTable build() {
  AdamTable t{};
  t.step[static_cast<int>(DType::kFloat32)] = step<float>;
  t.step[static_cast<int>(DType::kFloat64)] = step<double>;
  return t;
}

}  // namespace

extern constinit const AdamTable adams_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
