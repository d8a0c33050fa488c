// A function and its first derivative by the C interface, as users get them.
#pragma once

#include <span>
#include <vector>

#include "precision/functions.h"

namespace adjoint::precision {

template <class T>
struct Evaluated {
  std::vector<T> value, slope;
};

template <class T>
Evaluated<T> evaluate(const Function& f, std::span<const T> x);

}  // namespace adjoint::precision
