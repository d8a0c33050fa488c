// Writes docs/precision.md to standard output: the largest errors of the elementwise functions of one
// operand.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "precision/report.h"

namespace {

// Every how many-th number of float32 is measured; 0 where the arguments say nothing that is known.
std::uint64_t stride_of(int count, char** arguments) {
  if (count == 1) return 1;
  std::uint64_t stride = 0;
  if (count != 3 || std::strcmp(arguments[1], "--stride") != 0) return 0;
  const char* end = arguments[2] + std::strlen(arguments[2]);
  const auto [rest, error] = std::from_chars(arguments[2], end, stride);
  return error == std::errc() && rest == end && stride <= 1 << 20 ? stride : 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t stride = stride_of(count, arguments);
  if (stride == 0) {
    std::fprintf(stderr, "usage: adjoint_precision [--stride N], N from 1 to 2^20\n");
    return 2;
  }
  try {
    const std::string page = adjoint::precision::page(stride);
    std::fwrite(page.data(), 1, page.size(), stdout);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
