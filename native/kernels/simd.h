// One source a kernel, compiled once an instruction set.
//
// A file *.simd.cc is compiled with the flags of every instruction set in turn, and exports one table of
// functions in the namespace of that set: SIMD_TARGET::elementwise_table, say. Everything else in such a file
// is local to it: a template or inline function of a library compiled here could be the copy that the linker
// keeps for all, and would then run on processors that lack the instructions.
#pragma once

#include "kernels/target.h"

#if defined(ADJOINT_TARGET_SSE4)
#define SIMD_TARGET sse4
#elif defined(ADJOINT_TARGET_AVX2)
#define SIMD_TARGET avx2
#elif defined(ADJOINT_TARGET_AVX512)
#define SIMD_TARGET avx512
#elif defined(ADJOINT_TARGET_NEON)
#define SIMD_TARGET neon
#endif

// Declares a table for each instruction set, and `name()`, which gives that of the one in use.
#if defined(__x86_64__) || defined(_M_X64)
#define SIMD_DECLARE_TABLE(Table, name) \
  namespace sse4 {                      \
  extern const Table name##_table;      \
  }                                     \
  namespace avx2 {                      \
  extern const Table name##_table;      \
  }                                     \
  namespace avx512 {                    \
  extern const Table name##_table;      \
  }                                     \
  inline const Table& name() {          \
    switch (active_target()) {          \
      case Target::kAvx512:             \
        return avx512::name##_table;    \
      case Target::kAvx2:               \
        return avx2::name##_table;      \
      default:                          \
        return sse4::name##_table;      \
    }                                   \
  }
#else
#define SIMD_DECLARE_TABLE(Table, name) \
  namespace neon {                      \
  extern const Table name##_table;      \
  }                                     \
  inline const Table& name() { return neon::name##_table; }
#endif
