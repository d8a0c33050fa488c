// The evals as one would write them in C++: plain loops over numbers. Derivatives of numbers are written by
// hand in reverse mode; of many results, and where derivatives are nested, they are carried along (dual.h).
#pragma once

#include <cstdint>

// Extents and arrays of the input, in the order in which the functions name them, and room for the output.
// Matrices are row-major.
using Sizes = const std::int64_t*;
using Arrays = const double* const*;

#define EVAL(name) extern "C" void name([[maybe_unused]] Sizes sizes, [[maybe_unused]] Arrays in, double* out)
