// Tensors and their memory.
#include <algorithm>
#include <cstring>

#include "capi/boundary.h"
#include "kernels/elementwise.h"
#include "ops/rules.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

// The type in the interface and in the core are the same numbers.
static_assert(static_cast<int>(DType::kBool) == ADJ_BOOL && static_cast<int>(DType::kUInt8) == ADJ_UINT8 &&
              static_cast<int>(DType::kInt8) == ADJ_INT8 && static_cast<int>(DType::kInt16) == ADJ_INT16 &&
              static_cast<int>(DType::kInt32) == ADJ_INT32 && static_cast<int>(DType::kInt64) == ADJ_INT64 &&
              static_cast<int>(DType::kFloat16) == ADJ_FLOAT16 &&
              static_cast<int>(DType::kBFloat16) == ADJ_BFLOAT16 &&
              static_cast<int>(DType::kFloat32) == ADJ_FLOAT32 &&
              static_cast<int>(DType::kFloat64) == ADJ_FLOAT64 &&
              static_cast<int>(DType::kComplex64) == ADJ_COMPLEX64 &&
              static_cast<int>(DType::kComplex128) == ADJ_COMPLEX128);

void check_bytes(const char* operation, const Shape& shape, DType type, std::int64_t bytes) {
  const std::int64_t needed = element_count(shape) * static_cast<std::int64_t>(size_of(type));
  if (bytes != needed)
    fail(ADJ_ERROR_SHAPE, operation, ": ", bytes, " bytes given, but shape ", to_string(shape), " of ",
         name_of(type), " has ", needed);
}

// The only element, converted to T through the kernels so that each type is read as itself.
template <class T>
T item(const char* operation, const Node& n, DType as) {
  require_value(n);
  if (n.count() != 1)
    fail(ADJ_ERROR_SHAPE, operation, ": a tensor of shape ", to_string(n.shape), " has ", n.count(),
         " elements, not one; reduce or index it first");
  if (is_complex(n.dtype))
    fail(ADJ_ERROR_DTYPE, operation, ": ", name_of(n.dtype),
         " is no real number; take its real or imaginary part");
  const std::int64_t none = 0;
  T value;
  kernels::cast(n.dtype, as, {0, &none}, {n.data, &none}, &value);
  return value;
}

}  // namespace

adj_status adj_from_data(adj_dtype type, const int64_t* dims, int32_t rank, const void* data, int64_t bytes,
                         adj_tensor* out) {
  return creation("from_data", out, [&] {
    const DType t = dtype("from_data", type);
    const Shape s = shape("from_data", dims, rank, t);
    check_bytes("from_data", s, t, bytes);
    if (bytes > 0) require("from_data", "data", static_cast<const std::byte*>(data));
    const Ref result = new_constant(t, s);
    if (t == DType::kBool)  // any byte but 0 is true: kernels rely on 0 and 1
      std::transform(static_cast<const std::uint8_t*>(data), static_cast<const std::uint8_t*>(data) + bytes,
                     result->elements<std::uint8_t>(),
                     [](std::uint8_t b) { return static_cast<std::uint8_t>(b != 0); });
    else if (bytes > 0)
      std::memcpy(result->data, data, static_cast<std::size_t>(bytes));
    return result;
  });
}

adj_status adj_scalar_float(double value, adj_dtype type, int32_t weak, adj_tensor* out) {
  return creation("scalar_float", out, [&] {
    const DType t = dtype("scalar_float", type);
    if (!is_floating(t))
      fail(ADJ_ERROR_DTYPE, "scalar_float: ", name_of(t), " is no floating type; use scalar_int");
    return weak ? ops::weak_scalar(t, value) : ops::scalar(t, value);
  });
}

adj_status adj_scalar_int(int64_t value, adj_dtype type, int32_t weak, adj_tensor* out) {
  return creation("scalar_int", out, [&] {
    const DType t = dtype("scalar_int", type);
    if (is_floating(t))
      fail(ADJ_ERROR_DTYPE, "scalar_int: ", name_of(t), " is no integer type; use scalar_float");
    const Ref result = ops::whole_scalar(t, value);
    result->weak = weak != 0;
    return result;
  });
}

ADJ_UNARY(weaken)

adj_status adj_release(adj_tensor x) {
  bool was_there = false;
  const adj_status status = guarded([&] { was_there = release_handle(x); });
  // Not by way of an exception: who gives back late, as a finalizer does, finds many gone.
  return was_there || status != ADJ_OK ? status
                                       : remember(ADJ_ERROR_HANDLE, "release: the tensor is gone already");
}

adj_status adj_release_many(const adj_tensor* xs, int64_t count) {
  return guarded([&] { release_handles(list("release_many", "xs", xs, count)); });
}

adj_status adj_info(adj_tensor x, adj_tensor_info* out) {
  return guarded([&] {
    require("info", "out", out);
    const Argument n("info", x);
    *out = {};
    out->dtype = static_cast<std::int32_t>(n->dtype);
    out->rank = n->shape.rank();
    std::copy(n->shape.begin(), n->shape.end(), out->dims);
    if (!n->symbolic) std::copy(n->strides.begin(), n->strides.end(), out->strides);
    out->count = n->count();
    out->recorded = n->mask != 0;
    out->has_value = !n->symbolic;
    out->contiguous = !n->symbolic && n->contiguous();
    out->weak = n->weak;
  });
}

adj_status adj_data(adj_tensor x, const void** out) {
  return guarded([&] {
    require("data", "out", out);
    const Argument n("data", x);
    require_value(*n.get());
    if (!n->contiguous())
      fail(ADJ_ERROR_STATE, "data: the tensor of shape ", to_string(n->shape),
           " is a view with gaps between its elements; make it contiguous first");
    *out = n->data;
  });
}

adj_status adj_hold(adj_tensor x, adj_tensor* out, const void** data) {
  return guarded([&] {
    constexpr const char* name = "hold";
    require(name, "out", out);
    require(name, "data", data);
    const Argument n(name, x);
    require_value(*n.get());
    Ref held = detached(*n.get());
    if (!held->contiguous()) held = ops::contiguous(held);
    const adj_tensor handle = publish(std::move(held), HandleOwner::kCaller);
    *data = Argument(name, handle)->data;
    *out = handle;
  });
}

adj_status adj_copy_to(adj_tensor x, void* destination, int64_t bytes) {
  return guarded([&] {
    const Argument n("copy_to", x);
    require_value(*n.get());
    check_bytes("copy_to", n->shape, n->dtype, bytes);
    if (bytes == 0) return;
    require("copy_to", "destination", static_cast<std::byte*>(destination));
    const Strides packed = contiguous_strides(n->shape);
    kernels::copy(n->dtype, ops::extent_of(n->shape), ops::operand(*n.get()), {destination, packed.data()});
  });
}

adj_status adj_item_float(adj_tensor x, double* out) {
  return guarded([&] {
    require("item", "out", out);
    const Argument n("item", x);
    *out = item<double>("item", *n.get(), DType::kFloat64);
  });
}

adj_status adj_item_int(adj_tensor x, int64_t* out) {
  return guarded([&] {
    require("item", "out", out);
    const Argument n("item", x);
    *out = item<std::int64_t>("item", *n.get(), DType::kInt64);
  });
}
