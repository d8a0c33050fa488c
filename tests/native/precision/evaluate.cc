#include "precision/evaluate.h"

#include <stdexcept>

#include "adjoint/adjoint.h"

namespace adjoint::precision {
namespace {

void require(adj_status status) {
  if (status != ADJ_OK) throw std::runtime_error(adj_last_error());
}

}  // namespace

template <class T>
Evaluated<T> evaluate(const Function& f, std::span<const T> x) {
  const auto count = static_cast<std::int64_t>(x.size());
  const auto bytes = static_cast<std::int64_t>(x.size_bytes());
  Evaluated<T> result{std::vector<T>(x.size()), std::vector<T>(x.size())};
  adj_transform transform;
  adj_tensor given, watched, value, slope;
  require(adj_transform_open(&transform));
  require(adj_from_data(sizeof(T) == 4 ? ADJ_FLOAT32 : ADJ_FLOAT64, &count, 1, x.data(), bytes, &given));
  require(adj_transform_watch(transform, given, &watched));
  require(f.call(watched, &value));
  require(adj_transform_gradients(transform, &value, nullptr, 1, &watched, 1, &slope, nullptr));
  require(adj_copy_to(value, result.value.data(), bytes));
  require(adj_copy_to(slope, result.slope.data(), bytes));
  require(adj_scope_close(transform, nullptr, 0, nullptr));
  return result;
}

template Evaluated<float> evaluate(const Function&, std::span<const float>);
template Evaluated<double> evaluate(const Function&, std::span<const double>);

}  // namespace adjoint::precision
