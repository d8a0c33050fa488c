// Patches of images as rows of matrices: runs of neighbours, moved in whole vectors.
#include "kernels/conv_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
constexpr std::int64_t kStep = kLanes<Tag<T>>;

template <class T>
HWY_INLINE void copy_run(const T* from, T* to, std::int64_t count) {
  const Tag<T> d;
  for (std::int64_t i = 0; i < count; i += kStep<T>) hn::StoreU(hn::LoadU(d, from + i), d, to + i);
}

// Rows that are one run of two vectors, as most are where images are wide.
template <class T>
void take_pairs(const T* image, const std::int64_t* offsets, std::int64_t rows, T* matrix,
                std::int64_t width) {
  const Tag<T> d;
  for (std::int64_t r = 0; r < rows; ++r, matrix += width) {
    const T* const from = image + offsets[r];
    hn::StoreU(hn::LoadU(d, from), d, matrix);
    hn::StoreU(hn::LoadU(d, from + kStep<T>), d, matrix + kStep<T>);
  }
}

template <class T>
void take(const T* image, const std::int64_t* offsets, std::int64_t rows, const Run* runs,
          std::int64_t run_count, T* matrix, std::int64_t width) {
  if (run_count == 1 && runs->count == width && width == 2 * kStep<T>)
    return take_pairs(image + runs->from, offsets, rows, matrix, width);
  for (std::int64_t r = 0; r < rows; ++r, matrix += width)
    for (std::int64_t i = 0; i < run_count; ++i)
      copy_run(image + offsets[r] + runs[i].from, matrix + runs[i].at, runs[i].count);
}

template <class T>
HWY_INLINE void add_run(const T* from, T* to, std::int64_t count) {
  const Tag<T> d;
  std::int64_t i = 0;
  for (; i + kStep<T> <= count; i += kStep<T>)
    hn::StoreU(hn::Add(hn::LoadU(d, to + i), hn::LoadU(d, from + i)), d, to + i);
  if (i < count) hn::StoreU(hn::Add(hn::LoadU(d, to + i), load_part(d, from + i, count - i)), d, to + i);
}

template <class T>
void add(const T* matrix, std::int64_t width, const std::int64_t* offsets, std::int64_t rows, const Run* runs,
         std::int64_t run_count, T* image) {
  for (std::int64_t r = 0; r < rows; ++r, matrix += width)
    for (std::int64_t i = 0; i < run_count; ++i)
      add_run(matrix + runs[i].at, image + offsets[r] + runs[i].from, runs[i].count);
}

}  // namespace

extern constinit const ConvTable<float> conv_float_table = {take<float>, add<float>};
extern constinit const ConvTable<double> conv_double_table = {take<double>, add<double>};

}  // namespace adjoint::kernels::SIMD_TARGET
