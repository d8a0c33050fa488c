// Numbers in messages: the shortest digits that read back as the same, in no language's manner.
#pragma once

#include <charconv>
#include <cmath>
#include <string>

namespace adjoint {

inline std::string text_of(double value) {
  char text[32];
  const bool plain = std::fabs(value) >= 1e-5 && std::fabs(value) < 1e15;
  const auto end = plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed)
                         : std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

}  // namespace adjoint
