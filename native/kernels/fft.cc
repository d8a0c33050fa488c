#include "kernels/fft.h"

#include <algorithm>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/fft_plan.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 1 << 14;  // numbers that are worth another thread

template <class T>
const FftTable<T>& table() {
  if constexpr (std::is_same_v<T, float>)
    return fft_float();
  else
    return fft_double();
}

template <class F>
auto with_part(DType part, F&& f) {
  return part == DType::kFloat32 ? f(float{}) : f(double{});
}

std::int64_t blocks(std::int64_t columns) { return (columns + kFftColumns - 1) / kFftColumns; }

// Two buffers to work in, of `length` rows of a block.
template <class T>
class Block {
 public:
  explicit Block(std::int64_t length) : size_(length * kFftColumns), numbers_(4 * size_) {}
  Parts<T> first() { return {numbers_.data(), numbers_.data() + size_}; }
  Parts<T> second() { return {numbers_.data() + 2 * size_, numbers_.data() + 3 * size_}; }

 private:
  std::int64_t size_;
  Workspace<T> numbers_;
};

// The inverse is the transform with real and imaginary parts exchanged, before and after.
template <class T>
Parts<T> exchanged(Parts<T> x, bool inverse) {
  return inverse ? Parts<T>{x.im, x.re} : x;
}

// Numbers that lie in a row become a column: number j of row c goes to 16 j + c, some at a time, so that what
// is written stays at hand.
template <class T>
void load_across(const T* x, std::int64_t length, std::int64_t width, std::int64_t distance, Parts<T> to) {
  constexpr std::int64_t kSome = 8;
  for (std::int64_t from = 0; from < length; from += kSome) {
    const std::int64_t end = std::min(length, from + kSome);
    for (std::int64_t c = 0; c < kFftColumns; ++c) {
      const T* row = x + 2 * c * distance;
      for (std::int64_t j = from; j < end; ++j) {
        to.re[j * kFftColumns + c] = c < width ? row[2 * j] : 0;
        to.im[j * kFftColumns + c] = c < width ? row[2 * j + 1] : 0;
      }
    }
  }
}

template <class T>
void store_across(Parts<T> from, std::int64_t length, std::int64_t width, T* y, std::int64_t distance) {
  for (std::int64_t c = 0; c < width; ++c)
    for (std::int64_t j = 0; j < length; ++j) {
      y[2 * (c * distance + j)] = from.re[j * kFftColumns + c];
      y[2 * (c * distance + j) + 1] = from.im[j * kFftColumns + c];
    }
}

// Short rows, a block of them at a time.
template <class T>
void transform_directly(const FftPlan<T>& plan, const FftRows& shape, bool inverse, const T* x, T* y) {
  const auto& steps = plan.columns;
  parallel_for(blocks(shape.rows), std::max<std::int64_t>(1, kGrain / (shape.n * kFftColumns)),
               [&](std::int64_t begin, std::int64_t end) {
                 Block<T> block(shape.n);
                 for (std::int64_t b = begin; b < end; ++b) {
                   const std::int64_t row = b * kFftColumns, width = std::min(kFftColumns, shape.rows - row);
                   load_across(x + 2 * row * shape.x_distance, shape.n, width, shape.x_distance,
                               exchanged(block.first(), inverse));
                   const Parts<T> result = steps.run(table<T>(), block.first(), block.second());
                   store_across(exchanged(result, inverse), shape.n, width, y + 2 * row * shape.y_distance,
                                shape.y_distance);
                 }
               });
}

// A long row is a table of a rows and b columns. Blocks of columns are transformed and twisted, and put down
// as they are; then blocks of rows of the table.
template <class T>
void transform_table(const FftPlan<T>& plan, bool inverse, const T* x, T* y) {
  const std::int64_t a = plan.columns.length(), b = plan.rows.length();
  const FftTable<T>& kernels = table<T>();
  Workspace<T> middle(2 * a * b);
  const auto grain = [](std::int64_t length) {
    return std::max<std::int64_t>(1, kGrain / (length * kFftColumns));
  };
  parallel_for(blocks(b), grain(a), [&](std::int64_t begin, std::int64_t end) {
    Block<T> block(a);
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t column = i * kFftColumns, width = std::min(kFftColumns, b - column);
      kernels.load(x + 2 * column, a, width, b, exchanged(block.first(), inverse));
      const Parts<T> result = plan.columns.run(kernels, block.first(), block.second());
      kernels.twist(result, a, plan.base.data() + 2 * i * a, plan.fine_re.data(), plan.fine_im.data());
      kernels.store(result, a, width, middle.data() + 2 * column, b);
    }
  });
  parallel_for(blocks(a), grain(b), [&](std::int64_t begin, std::int64_t end) {
    Block<T> block(b);
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t row = i * kFftColumns, width = std::min(kFftColumns, a - row);
      load_across(middle.data() + 2 * row * b, b, width, b, block.first());
      const Parts<T> result = plan.rows.run(kernels, block.first(), block.second());
      kernels.store(exchanged(result, inverse), b, width, y + 2 * row, a);
    }
  });
}

template <class F>
void each_row(const FftRows& shape, F f) {
  parallel_for(shape.rows, std::max<std::int64_t>(1, kGrain / shape.n),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t r = begin; r < end; ++r) f(r);
               });
}

struct Number {
  double re, im;
};
inline Number times(Number a, double re, double im) { return {a.re * re - a.im * im, a.re * im + a.im * re}; }

// A row of any length: its product with a chirp, convolved with another. The inverse is the conjugate of the
// transform of the conjugate.
template <class T>
void transform_by_chirp(const Chirp& chirp, bool inverse, const T* x, T* y) {
  const double side = inverse ? -1 : 1;
  Workspace<double> work(4 * chirp.padded);
  double *u = work.data(), *v = u + 2 * chirp.padded;
  const double* factors = chirp.factors.data();
  for (std::int64_t j = 0; j < chirp.n; ++j) {
    const Number t = times({static_cast<double>(x[2 * j]), side * static_cast<double>(x[2 * j + 1])},
                           factors[2 * j], factors[2 * j + 1]);
    u[2 * j] = t.re;
    u[2 * j + 1] = t.im;
  }
  std::fill(u + 2 * chirp.n, u + 2 * chirp.padded, 0.0);
  const FftRows whole{1, chirp.padded, chirp.padded, chirp.padded};
  fft(DType::kFloat64, whole, false, u, v);
  for (std::int64_t k = 0; k < chirp.padded; ++k) {
    const Number t = times({v[2 * k], v[2 * k + 1]}, chirp.spectrum[static_cast<std::size_t>(2 * k)],
                           chirp.spectrum[static_cast<std::size_t>(2 * k + 1)]);
    v[2 * k] = t.re;
    v[2 * k + 1] = t.im;
  }
  fft(DType::kFloat64, whole, true, v, u);
  const double share = 1 / static_cast<double>(chirp.padded);
  for (std::int64_t k = 0; k < chirp.n; ++k) {
    const Number t = times({u[2 * k] * share, u[2 * k + 1] * share}, factors[2 * k], factors[2 * k + 1]);
    y[2 * k] = static_cast<T>(t.re);
    y[2 * k + 1] = static_cast<T>(side * t.im);
  }
}

template <class T>
void transform(const FftRows& shape, bool inverse, const T* x, T* y) {
  if (shape.rows == 0 || shape.n == 0) return;
  if (!has_fft_steps(shape.n)) {
    const auto chirp = plan_of<Chirp>(shape.n);
    return each_row(shape, [&](std::int64_t r) {
      transform_by_chirp(*chirp, inverse, x + 2 * r * shape.x_distance, y + 2 * r * shape.y_distance);
    });
  }
  const auto plan = plan_of<FftPlan<T>>(shape.n);
  if (plan->is_direct()) return transform_directly(*plan, shape, inverse, x, y);
  each_row(shape, [&](std::int64_t r) {
    transform_table(*plan, inverse, x + 2 * r * shape.x_distance, y + 2 * r * shape.y_distance);
  });
}

// ---- real numbers ----
//
// An even number of them is half as many complex ones, of whose transform z that of the evens is
// (z_k + conj z_(m-k)) / 2 and that of the odds (z_k - conj z_(m-k)) / 2i.

// y holds z_0 to z_(m-1), and becomes the transform, which ends with y_m.
template <class T>
void take_apart(std::int64_t m, const T* roots, T* y) {
  const T first = y[0], second = y[1];
  y[0] = first + second;
  y[1] = 0;
  y[2 * m] = first - second;
  y[2 * m + 1] = 0;
  for (std::int64_t k = 1; k <= m - k; ++k) {
    T *low = y + 2 * k, *high = y + 2 * (m - k);
    const T wr = roots[2 * k], wi = roots[2 * k + 1];
    const T even_re = (low[0] + high[0]) / 2, even_im = (low[1] - high[1]) / 2;
    const T odd_re = (low[1] + high[1]) / 2, odd_im = (high[0] - low[0]) / 2;
    const T re = odd_re * wr - odd_im * wi, im = odd_re * wi + odd_im * wr;
    low[0] = even_re + re;
    low[1] = even_im + im;
    high[0] = even_re - re;
    high[1] = im - even_im;
  }
}

// The other way, without the halves.
template <class T>
void put_together(std::int64_t m, const T* roots, const T* x, T* z) {
  z[0] = x[0] + x[2 * m];
  z[1] = x[0] - x[2 * m];
  for (std::int64_t k = 1; k <= m - k; ++k) {
    const T *low = x + 2 * k, *high = x + 2 * (m - k);
    const T wr = roots[2 * k], wi = roots[2 * k + 1];
    const T even_re = low[0] + high[0], even_im = low[1] - high[1];
    const T re = low[0] - high[0], im = low[1] + high[1];
    const T odd_re = re * wr + im * wi, odd_im = im * wr - re * wi;
    z[2 * (m - k)] = even_re + odd_im;
    z[2 * (m - k) + 1] = odd_re - even_im;
    z[2 * k] = even_re - odd_im;
    z[2 * k + 1] = even_im + odd_re;
  }
}

template <class T>
void transform_real(const FftRows& shape, const T* x, T* y) {
  if (shape.rows == 0) return;
  const std::int64_t n = shape.n, m = n / 2;
  if (n % 2 == 0) {
    transform<T>({shape.rows, m, shape.x_distance / 2, shape.y_distance}, false, x, y);
    const auto roots = plan_of<QuarterOfRoots<T>>(n);
    return each_row(
        shape, [&](std::int64_t r) { take_apart(m, roots->pairs.data(), y + 2 * r * shape.y_distance); });
  }
  each_row(shape, [&](std::int64_t r) {
    Workspace<T> work(4 * n);
    T *whole = work.data(), *result = whole + 2 * n;
    for (std::int64_t j = 0; j < n; ++j) {
      whole[2 * j] = x[r * shape.x_distance + j];
      whole[2 * j + 1] = 0;
    }
    transform<T>({1, n, n, n}, false, whole, result);
    std::copy_n(result, 2 * (m + 1), y + 2 * r * shape.y_distance);
  });
}

template <class T>
void transform_to_real(const FftRows& shape, const T* x, T* y) {
  if (shape.rows == 0) return;
  const std::int64_t n = shape.n, m = n / 2;
  const auto roots = n % 2 == 0 ? plan_of<QuarterOfRoots<T>>(n) : nullptr;
  each_row(shape, [&](std::int64_t r) {
    const T* from = x + 2 * r * shape.x_distance;
    T* to = y + r * shape.y_distance;
    Workspace<T> work(4 * n);
    T *z = work.data(), *result = z + 2 * n;
    if (n % 2 == 0) {
      put_together(m, roots->pairs.data(), from, z);
      return transform<T>({1, m, m, m}, true, z, to);
    }
    z[0] = from[0];
    z[1] = 0;
    for (std::int64_t k = 1; k <= m; ++k) {
      z[2 * k] = z[2 * (n - k)] = from[2 * k];
      z[2 * k + 1] = from[2 * k + 1];
      z[2 * (n - k) + 1] = -from[2 * k + 1];
    }
    transform<T>({1, n, n, n}, true, z, result);
    for (std::int64_t j = 0; j < n; ++j) to[j] = result[2 * j];
  });
}

}  // namespace

void fft(DType part, const FftRows& shape, bool inverse, const void* x, void* y) {
  with_part(part, [&](auto zero) {
    using T = decltype(zero);
    transform(shape, inverse, static_cast<const T*>(x), static_cast<T*>(y));
  });
}

void fft_of_real(DType part, const FftRows& shape, const void* x, void* y) {
  with_part(part, [&](auto zero) {
    using T = decltype(zero);
    transform_real(shape, static_cast<const T*>(x), static_cast<T*>(y));
  });
}

void fft_to_real(DType part, const FftRows& shape, const void* x, void* y) {
  with_part(part, [&](auto zero) {
    using T = decltype(zero);
    transform_to_real(shape, static_cast<const T*>(x), static_cast<T*>(y));
  });
}

}  // namespace adjoint::kernels
