// The libraries that the kernels are measured beside, each loaded by itself at run time.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace adjoint::bench {

// y[m, n] = a b, all row-major; with `transposed_a`, a is stored k x m, and so for b.
template <class T>
struct Product {
  std::int64_t m, n, k;
  bool transposed_a, transposed_b;
  const T *a, *b;
  T* y;
};

template <class T>
class Peer {
 public:
  virtual ~Peer() = default;
  virtual const char* name() const = 0;
  virtual void set_threads(int count) = 0;
  virtual void multiply(const Product<T>& p) = 0;
};

// Those that this machine has for the type.
template <class T>
const std::vector<Peer<T>*>& peers();

// The versions of those that this machine has, by name.
std::vector<std::pair<std::string, std::string>> peer_versions();

}  // namespace adjoint::bench
