// What goes wrong, as C++ exceptions inside the core. The C ABI turns each into a status.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "adjoint/adjoint.h"

namespace adjoint {

class Error : public std::exception {
 public:
  Error(adj_status status, std::string message) : status_(status), message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  adj_status status() const noexcept { return status_; }

 private:
  adj_status status_;
  std::string message_;
};

// Joins text and numbers into a message: fail<ADJ_ERROR_SHAPE>("matmul: ", to_string(a), ...).
namespace detail {
inline void append(std::string& out, const char* text) { out += text; }
inline void append(std::string& out, const std::string& text) { out += text; }
inline void append(std::string& out, std::int64_t number) { out += std::to_string(number); }
inline void append(std::string& out, int number) { out += std::to_string(number); }
}  // namespace detail

template <class... Parts>
[[noreturn, gnu::cold, gnu::noinline]] void fail(adj_status status, const Parts&... parts) {
  std::string message;
  (detail::append(message, parts), ...);
  throw Error(status, std::move(message));
}

}  // namespace adjoint
