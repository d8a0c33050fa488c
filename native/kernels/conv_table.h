// Moving patches of images to and from matrices, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

// Neighbours in a row of a matrix that are neighbours in the image too.
struct Run {
  std::int64_t at;    // in the row
  std::int64_t from;  // in the image
  std::int64_t count;
};

// Row r of a matrix whose rows are `width` apart lies in the image from offsets[r] on.
template <class T>
struct ConvTable {
  // matrix[r, run.at + i] = image[offsets[r] + run.from + i]. Reads and writes whole vectors: what follows a
  // run in its row must be written by a later one or matter to nobody, and there is kRunSpare behind both.
  void (*take)(const T* image, const std::int64_t* offsets, std::int64_t rows, const Run* runs,
               std::int64_t run_count, T* matrix, std::int64_t width);
  // image[offsets[r] + run.from + i] += matrix[r, run.at + i]. What follows a run in the image is written
  // again as it is.
  void (*add)(const T* matrix, std::int64_t width, const std::int64_t* offsets, std::int64_t rows,
              const Run* runs, std::int64_t run_count, T* image);
};
SIMD_DECLARE_TABLE(ConvTable<float>, conv_float)
SIMD_DECLARE_TABLE(ConvTable<double>, conv_double)

constexpr std::int64_t kRunSpare = 16;  // elements: as many as a vector has at most

}  // namespace adjoint::kernels
