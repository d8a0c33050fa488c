// Fourier transforms of rows of complex numbers, beside FFTW as it plans without measuring.
#include <dlfcn.h>

#include "arrays.h"
#include "kernels/fft.h"

namespace adjoint::bench {
namespace {

// Loaded at run time, so that nothing of ours is linked with it.
template <class T>
class Fftw {
 public:
  Fftw() {
    constexpr bool single = std::is_same_v<T, float>;
    void* library = dlopen(single ? FFTWF_PATH : FFTW_PATH, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    const std::string prefix = single ? "fftwf_" : "fftw_";
    plan_ = reinterpret_cast<Plan*>(dlsym(library, (prefix + "plan_many_dft").c_str()));
    execute_ = reinterpret_cast<Execute*>(dlsym(library, (prefix + "execute").c_str()));
  }
  bool usable() const { return plan_ && execute_; }
  void* plan(int rows, int n, T* x, T* y) const {
    constexpr int forward = -1;
    constexpr unsigned estimate = 1u << 6;
    return plan_(1, &n, rows, x, nullptr, 1, n, y, nullptr, 1, n, forward, estimate);
  }
  void execute(void* plan) const { execute_(plan); }

 private:
  using Plan = void*(int, const int*, int, T*, const int*, int, int, T*, const int*, int, int, int, unsigned);
  using Execute = void(void*);
  Plan* plan_ = nullptr;
  Execute* execute_ = nullptr;
};

template <class T>
void add_rows(const char* type, int rows, int n, int threads) {
  const std::string name = std::string("fft/") + type + "/" + std::to_string(rows) + "x" + std::to_string(n);
  const std::int64_t bytes = std::int64_t{4} * rows * n * static_cast<std::int64_t>(sizeof(T));
  T *x = reinterpret_cast<T*>(array(0)), *y = reinterpret_cast<T*>(array(1));
  const DType part = sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64;
  add(name, threads, bytes, [=] { kernels::fft(part, {rows, n, n, n}, false, x, y); });
  static const Fftw<T> peer;
  if (threads > 1 || !peer.usable()) return;
  void* plan = peer.plan(rows, n, x, y);
  add(name + "/peer", threads, bytes, [=] { peer.execute(plan); });
}

[[maybe_unused]] const bool registered = [] {
  for (const int threads : {1, 2})
    for (const int power : {10, 12, 14, 16, 18, 20})
      for (const int rows : {1, 8}) {
        if (rows << power > 1 << 20) continue;
        add_rows<float>("float", rows, 1 << power, threads);
        add_rows<double>("double", rows, 1 << power, threads);
      }
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
