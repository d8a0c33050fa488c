// Reductions over every kind of axis; the limit is reading (stream/read).
#include "arrays.h"
#include "kernels/reduce.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

struct FnRow {
  const char* name;
  Reduce fn;
};
constexpr FnRow kFunctions[] = {{"sum", Reduce::kSum},
                                {"max", Reduce::kMax},
                                {"prod", Reduce::kProd},
                                {"logsumexp", Reduce::kLogSumExp},
                                {"norm", Reduce::kNorm}};

struct ShapeRow {
  const char* name;
  std::int64_t dims[3];
  std::uint32_t axes;
};
constexpr ShapeRow kShapes[] = {
    {"full", {1, 1, kLarge}, 7},          {"full_small", {1, 1, 4096}, 7},
    {"last_of_3", {1, 1000000, 3}, 4},    {"last_of_8", {1, 1000000, 8}, 4},
    {"last_of_10", {1, 1000000, 10}, 4},  {"last_of_32", {1, 300000, 32}, 4},
    {"last_of_64", {1, 150000, 64}, 4},   {"last_of_1000", {1, 10000, 1000}, 4},
    {"first", {1, 10000, 1000}, 2},       {"first_narrow", {1, 1000000, 8}, 2},
    {"first_wide", {1, 10, 1000000}, 2},  {"middle", {100, 100, 1000}, 2},
    {"middle_small", {10000, 20, 50}, 2}, {"outer_two", {100, 1000, 100}, 5},
};

void add_reduce(const FnRow& fn, const ShapeRow& shape, int threads) {
  const std::int64_t count = shape.dims[0] * shape.dims[1] * shape.dims[2];
  add(std::string(fn.name) + "/" + shape.name, threads, 4 * count, [&fn, &shape] {
    const std::int64_t strides[] = {shape.dims[1] * shape.dims[2], shape.dims[2], 1};
    reduce(fn.fn, DType::kFloat32, {3, shape.dims}, {array(0), strides}, shape.axes, array(2));
  });
}

void add_arg(const ShapeRow& shape, int axis, int threads) {
  const std::int64_t count = shape.dims[0] * shape.dims[1] * shape.dims[2];
  add(std::string("argmax/") + shape.name, threads, 4 * count, [&shape, axis] {
    const std::int64_t strides[] = {shape.dims[1] * shape.dims[2], shape.dims[2], 1};
    arg_reduce(true, DType::kFloat32, {3, shape.dims}, {array(0), strides}, axis,
               reinterpret_cast<std::int64_t*>(array(2)));
  });
}

[[maybe_unused]] const bool registered = [] {
  for (const ShapeRow& shape : kShapes)
    for (const int threads : {1, 2}) {
      for (const FnRow& fn : kFunctions) add_reduce(fn, shape, threads);
      if (shape.axes == 2 || shape.axes == 4) add_arg(shape, shape.axes == 2 ? 1 : 2, threads);
      if (shape.axes == 7) add_arg(shape, 2, threads);
    }
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
