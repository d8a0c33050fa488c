// The boundary to C: exceptions become statuses, handles become nodes, null pointers are refused.
#pragma once

#include <array>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "core/apply.h"
#include "core/context.h"
#include "core/extents.h"
#include "core/handle.h"

namespace adjoint::capi {

inline adj_status remember(adj_status status, std::string_view message) noexcept {
  try {
    Context::current().error.assign(message);
  } catch (...) {
    // Without memory for the message the status has to do.
  }
  return status;
}

// Runs the body of a function of the interface. Nothing that is thrown leaves it.
template <class Body>
adj_status guarded(Body&& body) noexcept {
  try {
    Context::current().waiting.run();
    body();
    return ADJ_OK;
  } catch (const Error& e) {
    return remember(e.status(), e.what());
  } catch (const std::bad_alloc&) {
    return remember(ADJ_ERROR_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return remember(ADJ_ERROR_INTERNAL, e.what());
  } catch (...) {
    return remember(ADJ_ERROR_INTERNAL, "an unknown fault");
  }
}

template <class T>
T& require(const char* operation, const char* parameter, T* pointer) {
  if (!pointer) fail(ADJ_ERROR_ARGUMENT, operation, ": ", parameter, " must not be null");
  return *pointer;
}

template <class T>
std::span<const T> list(const char* operation, const char* parameter, const T* values, std::int64_t count) {
  if (count < 0) fail(ADJ_ERROR_ARGUMENT, operation, ": the count of ", parameter, " is negative");
  if (count > 0) require(operation, parameter, values);
  return {values, static_cast<std::size_t>(count)};
}

inline Dims dims(const char* operation, const char* parameter, const std::int64_t* values,
                 std::int32_t rank) {
  return Dims(list(operation, parameter, values, rank));
}

// A shape for elements of a type: no negative extents, and a number of bytes that 64 bits can count.
inline Shape shape(const char* operation, const std::int64_t* values, std::int32_t rank, DType dtype) {
  const Shape result = dims(operation, "dims", values, rank);
  require_countable(operation, result, dtype);
  return result;
}

inline DType dtype(const char* operation, adj_dtype type) {
  if (static_cast<unsigned>(type) >= kDTypeCount)
    fail(ADJ_ERROR_DTYPE, operation, ": ", static_cast<std::int64_t>(type), " is no element type");
  return static_cast<DType>(type);
}

// Null stands for all axes.
inline AxisSet axes(const char* operation, const std::int64_t* values, std::int32_t count, int rank) {
  return values ? AxisSet::of(operation, list(operation, "axes", values, count), rank) : AxisSet::all(rank);
}

// A zero handle stands for no tensor.
inline Ref optional(const char* operation, adj_tensor handle) {
  return handle.id == 0 ? Ref() : Ref(Argument(operation, handle).get());
}

// Many handles, looked up for the length of a call.
class Arguments {
 public:
  Arguments(const char* operation, const char* parameter, const adj_tensor* handles, std::int64_t count) {
    const auto all = list(operation, parameter, handles, count);
    refs_.reserve(all.size());
    for (const adj_tensor handle : all) refs_.emplace_back(Argument(operation, handle).get());
  }
  std::span<const Ref> refs() const { return refs_; }

 private:
  std::vector<Ref> refs_;
};

// An operation of one, two or three operands and static arguments: looks the handles up, runs, publishes.
template <class Function>
adj_status unary(const char* name, adj_tensor x, adj_tensor* out, Function&& function) noexcept {
  return guarded([&] {
    require(name, "out", out);
    const Argument a(name, x);
    *out = publish(function(a.ref()));
  });
}

template <class Function>
adj_status binary(const char* name, adj_tensor x, adj_tensor y, adj_tensor* out,
                  Function&& function) noexcept {
  return guarded([&] {
    require(name, "out", out);
    const Argument a(name, x), b(name, y);
    *out = publish(function(a.ref(), b.ref()));
  });
}

template <class Function>
adj_status ternary(const char* name, adj_tensor x, adj_tensor a, adj_tensor b, adj_tensor* out,
                   Function&& function) noexcept {
  return guarded([&] {
    require(name, "out", out);
    const Argument first(name, x), second(name, a), third(name, b);
    *out = publish(function(first.ref(), second.ref(), third.ref()));
  });
}

// Where one of several results goes.
struct Place {
  const char* name;
  adj_tensor* to;
};

// An operation of one operand that gives several results: handles come out only when all of them can.
template <std::size_t kCount, class Function>
adj_status several(const char* name, adj_tensor x, const Place (&places)[kCount],
                   Function&& function) noexcept {
  return guarded([&] {
    for (const Place& place : places) require(name, place.name, place.to);
    const Argument a(name, x);
    std::array<Ref, kCount> results = function(a.ref());
    Publication published(kCount);
    for (std::size_t i = 0; i < kCount; ++i) *places[i].to = published.add(std::move(results[i]));
    published.finish();
  });
}

template <class Function>
adj_status creation(const char* name, adj_tensor* out, Function&& function) noexcept {
  return guarded([&] {
    require(name, "out", out);
    *out = publish(function());
  });
}

}  // namespace adjoint::capi

// The functions of the interface that have one form, a line each.
#define ADJ_UNARY(name)                                    \
  adj_status adj_##name(adj_tensor x, adj_tensor* out) {   \
    return adjoint::capi::unary(#name, x, out, ops::name); \
  }
#define ADJ_BINARY(name)                                               \
  adj_status adj_##name(adj_tensor a, adj_tensor b, adj_tensor* out) { \
    return adjoint::capi::binary(#name, a, b, out, ops::name);         \
  }
