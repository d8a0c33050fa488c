// Copies between layouts, casts, fills, and rows gathered and scattered; beside a plain strided loop.
#include "arrays.h"
#include "kernels/elementwise.h"
#include "kernels/index.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

constexpr std::int64_t kSide = 2048;

struct LayoutRow {
  const char* name;
  DType type;
  std::int64_t dims[3], from[3];
};
constexpr LayoutRow kLayouts[] = {
    {"plain", DType::kFloat32, {1, 1, kLarge}, {0, 0, 1}},
    {"plain_small", DType::kFloat32, {1, 1, 4096}, {0, 0, 1}},
    {"transposed", DType::kFloat32, {1, kSide, kSide}, {0, 1, kSide}},
    {"transposed_odd", DType::kFloat32, {1, 2001, 1999}, {0, 1, 2001}},
    {"transposed_double", DType::kFloat64, {1, kSide, kSide}, {0, 1, kSide}},
    {"transposed_bool", DType::kBool, {1, 4096, 4096}, {0, 1, 4096}},
    {"transposed_small", DType::kFloat32, {1, 64, 64}, {0, 1, 64}},
    {"transposed_batch", DType::kFloat32, {1024, 64, 64}, {4096, 1, 64}},
    {"axes_0_1", DType::kFloat32, {256, 256, 64}, {64, 16384, 1}},
    {"axes_0_2", DType::kFloat32, {160, 160, 160}, {1, 160, 25600}},
    {"every_second", DType::kFloat32, {1, 1, 4000000}, {0, 0, 2}},
    {"backwards", DType::kFloat32, {1, 1, 4000000}, {0, 0, -1}},
    {"rows_of_3", DType::kFloat32, {1, 1000000, 3}, {0, 4, 1}},
    {"repeated", DType::kFloat32, {1, 2000000, 4}, {0, 1, 0}},
};

void add_copy(const LayoutRow& row, int threads) {
  const std::int64_t count = row.dims[0] * row.dims[1] * row.dims[2];
  const auto size = static_cast<std::int64_t>(size_of(row.type));
  add(std::string("copy/") + row.name, threads, 2 * count * size, [&row] {
    const std::int64_t to[] = {row.dims[1] * row.dims[2], row.dims[2], 1};
    const float* x = array(0) + (row.from[2] < 0 ? row.dims[2] - 1 : 0);
    copy(row.type, {3, row.dims}, {x, row.from}, {array(2), to});
  });
}

[[gnu::optimize("no-tree-vectorize")]] void naive_transpose(const float* x, float* y) {
  for (std::int64_t i = 0; i < kSide; ++i)
    for (std::int64_t j = 0; j < kSide; ++j) y[i * kSide + j] = x[j * kSide + i];
}

struct CastRow {
  const char* name;
  DType from, to;
};
constexpr CastRow kCasts[] = {
    {"float_double", DType::kFloat32, DType::kFloat64}, {"double_float", DType::kFloat64, DType::kFloat32},
    {"float_int32", DType::kFloat32, DType::kInt32},    {"int32_float", DType::kInt32, DType::kFloat32},
    {"float_int64", DType::kFloat32, DType::kInt64},    {"int64_float", DType::kInt64, DType::kFloat32},
    {"bool_float", DType::kBool, DType::kFloat32},      {"float_bool", DType::kFloat32, DType::kBool},
    {"double_int64", DType::kFloat64, DType::kInt64},   {"int64_int32", DType::kInt64, DType::kInt32},
};

void add_cast(const CastRow& row, std::int64_t n, int threads) {
  const auto bytes = static_cast<std::int64_t>(size_of(row.from) + size_of(row.to));
  add(std::string("cast/") + row.name + "/" + std::to_string(n), threads, bytes * n, [&row, n] {
    const std::int64_t one = 1;
    cast(row.from, row.to, {1, &n}, {array(0), &one}, array(2));
  });
}

constexpr std::int64_t kIndices = 65536;

const std::int64_t* indices() {
  static std::int64_t* values = [] {
    auto* v = new std::int64_t[kIndices];
    for (std::int64_t i = 0; i < kIndices; ++i) v[i] = i * 40503 % kIndices;
    return v;
  }();
  return values;
}

// The same over and over, all small enough for the shortest axis.
const std::int64_t* few_indices() {
  static std::int64_t* values = [] {
    auto* v = new std::int64_t[kIndices];
    for (std::int64_t i = 0; i < kIndices; ++i) v[i] = i * 7 % 256;
    return v;
  }();
  return values;
}

void add_index(std::int64_t inner, int threads) {
  const std::string size = "/rows_of_" + std::to_string(inner);
  const std::int64_t bytes = kIndices * inner * 4;
  add("take" + size, threads, 2 * bytes,
      [=] { take(DType::kFloat32, 1, kIndices, inner, array(0), indices(), kIndices, array(2)); });
  add("scatter_add" + size, threads, 3 * bytes,
      [=] { scatter_add(DType::kFloat32, 1, kIndices, inner, array(0), indices(), kIndices, array(2)); });
  add("take_along" + size, threads, 16 * kIndices, [=] {  // the indices are eight bytes each
    take_along(DType::kFloat32, inner, kIndices / inner, 1, array(0), few_indices(), kIndices / inner,
               array(2));
  });
}

const bool registered = [] {
  for (const LayoutRow& row : kLayouts)
    for (const int threads : {1, 2}) add_copy(row, threads);
  add("copy/transposed/naive", 1, 2 * kSide * kSide * 4, [] { naive_transpose(array(0), array(2)); });
  for (const CastRow& row : kCasts) {
    add_cast(row, 4096, 1);
    add_cast(row, kLarge, 2);
  }
  for (const int threads : {1, 2}) {
    add("fill/large", threads, 4 * kLarge, [] { fill(DType::kFloat32, kLarge, 1, array(2)); });
    add("arange/large", threads, 4 * kLarge, [] { arange(DType::kFloat32, kLarge, 0, 1, array(2)); });
    for (const std::int64_t inner : {1, 3, 16, 64, 128}) add_index(inner, threads);
  }
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
