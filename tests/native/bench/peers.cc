#include "peers.h"

#include <dlfcn.h>

#include <memory>
#include <type_traits>

namespace adjoint::bench {
namespace {

void* load(const char* path) { return *path ? dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND) : nullptr; }

template <class F>
F* find(void* library, const char* name) {
  return library ? reinterpret_cast<F*>(dlsym(library, name)) : nullptr;
}

constexpr int kRowMajor = 101, kPlain = 111, kTransposed = 112;  // of every CBLAS

template <class T>
class Cblas final : public Peer<T> {
 public:
  Cblas(const char* name, void* library, const char* set_threads)
      : name_(name),
        gemm_(find<Gemm>(library, kFloat ? "cblas_sgemm" : "cblas_dgemm")),
        gemv_(find<Gemv>(library, kFloat ? "cblas_sgemv" : "cblas_dgemv")),
        set_threads_(find<void(Count)>(library, set_threads)) {}

  bool usable() const { return gemm_ && gemv_ && set_threads_; }
  const char* name() const override { return name_; }
  void set_threads(int count) override { set_threads_(count); }

  void multiply(const Product<T>& p) override {
    const int m = static_cast<int>(p.m), n = static_cast<int>(p.n), k = static_cast<int>(p.k);
    const int lda = p.transposed_a ? m : k, ldb = p.transposed_b ? k : n;
    if (n == 1)
      gemv_(kRowMajor, p.transposed_a ? kTransposed : kPlain, p.transposed_a ? k : m, lda, T{1}, p.a, lda,
            p.b, 1, T{0}, p.y, 1);
    else if (m == 1)
      gemv_(kRowMajor, p.transposed_b ? kPlain : kTransposed, p.transposed_b ? n : k, ldb, T{1}, p.b, ldb,
            p.a, 1, T{0}, p.y, 1);
    else
      gemm_(kRowMajor, p.transposed_a ? kTransposed : kPlain, p.transposed_b ? kTransposed : kPlain, m, n, k,
            T{1}, p.a, lda, p.b, ldb, T{0}, p.y, n);
  }

 private:
  static constexpr bool kFloat = std::is_same_v<T, float>;
  using Count = std::int64_t;  // of threads: int in one library, 64 bits in the other; both read it from here
  using Gemm = void(int, int, int, int, int, int, T, const T*, int, const T*, int, T, T*, int);
  using Gemv = void(int, int, int, int, T, const T*, int, const T*, int, T, T*, int);

  const char* name_;
  Gemm* gemm_;
  Gemv* gemv_;
  void (*set_threads_)(Count);
};

class Dnnl final : public Peer<float> {
 public:
  explicit Dnnl(void* library)
      : gemm_(find<Gemm>(library, "dnnl_sgemm")),
        set_threads_(find<void(int)>(library, "omp_set_num_threads")) {}

  bool usable() const { return gemm_ && set_threads_; }
  const char* name() const override { return "dnnl"; }
  void set_threads(int count) override { set_threads_(count); }
  void multiply(const Product<float>& p) override {
    gemm_(p.transposed_a ? 'T' : 'N', p.transposed_b ? 'T' : 'N', p.m, p.n, p.k, 1, p.a,
          p.transposed_a ? p.m : p.k, p.b, p.transposed_b ? p.k : p.n, 0, p.y, p.n);
  }

 private:
  using Gemm = int(char, char, std::int64_t, std::int64_t, std::int64_t, float, const float*, std::int64_t,
                   const float*, std::int64_t, float, float*, std::int64_t);
  Gemm* gemm_;
  void (*set_threads_)(int);
};

struct Libraries {
  void* openblas = load(OPENBLAS_PATH);
  void* blis = load(BLIS_PATH);
  void* dnnl = load(DNNL_PATH);
};

const Libraries& libraries() {
  static const Libraries all;
  return all;
}

template <class T, class P, class... Args>
void add(std::vector<Peer<T>*>& all, Args... args) {
  auto peer = std::make_unique<P>(args...);
  if (peer->usable()) all.push_back(peer.release());  // for the rest of the process
}

template <class T>
std::vector<Peer<T>*> find_peers() {
  const auto& [openblas, blis, dnnl] = libraries();
  std::vector<Peer<T>*> all;
  add<T, Cblas<T>>(all, "openblas", openblas, "openblas_set_num_threads");
  add<T, Cblas<T>>(all, "blis", blis, "bli_thread_set_num_threads");
  if constexpr (std::is_same_v<T, float>) add<T, Dnnl>(all, dnnl);
  return all;
}

struct DnnlVersion {
  int major, minor, patch;
};

}  // namespace

template <class T>
const std::vector<Peer<T>*>& peers() {
  static const std::vector<Peer<T>*> all = find_peers<T>();
  return all;
}
template const std::vector<Peer<float>*>& peers<float>();
template const std::vector<Peer<double>*>& peers<double>();

std::vector<std::pair<std::string, std::string>> peer_versions() {
  const auto& [openblas, blis, dnnl] = libraries();
  std::vector<std::pair<std::string, std::string>> versions;
  if (auto* text = find<char*()>(openblas, "openblas_get_config")) versions.emplace_back("openblas", text());
  if (auto* text = find<const char*()>(blis, "bli_info_get_version_str"))
    versions.emplace_back("blis", text());
  if (auto* numbers = find<const DnnlVersion*()>(dnnl, "dnnl_version"))
    versions.emplace_back("dnnl", std::to_string(numbers()->major) + "." + std::to_string(numbers()->minor) +
                                      "." + std::to_string(numbers()->patch));
  return versions;
}

}  // namespace adjoint::bench
