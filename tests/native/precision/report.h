// The page of errors.
#pragma once

#include <cstdint>
#include <string>

namespace adjoint::precision {

// Measures all functions and describes what came out, in Markdown.
std::string page(std::uint64_t stride);

}  // namespace adjoint::precision
