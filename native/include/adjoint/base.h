/* What all of the interface shares: the macro of exports, types, statuses and handles. */
#ifndef ADJOINT_BASE_H_
#define ADJOINT_BASE_H_

#include <stdint.h>

#if defined(_WIN32)
#if defined(ADJOINT_BUILDING)
#define ADJ_API __declspec(dllexport)
#else
#define ADJ_API __declspec(dllimport)
#endif
#else
#define ADJ_API __attribute__((visibility("default")))
#endif

/* In C++ any int32_t may come in as an enumerator, and is refused like any other bad argument. */
#ifdef __cplusplus
#define ADJ_ENUM_BASE : int32_t
#else
#define ADJ_ENUM_BASE
#endif

/* Around the declarations of a header. */
#ifdef __cplusplus
#define ADJ_C_BEGIN extern "C" {
#define ADJ_C_END }
#else
#define ADJ_C_BEGIN
#define ADJ_C_END
#endif

ADJ_C_BEGIN

/** Version of this interface; a facade built against another one must refuse to work. */
#define ADJ_ABI_VERSION 2

/** The largest number of dimensions of a tensor. */
#define ADJ_MAX_RANK 8

/** In place of an axis: none. */
#define ADJ_NO_AXIS 0x7fffffff

/** Bit of a handle's id: an open scope owns the tensor, and the holder need not release it before. */
#define ADJ_HANDLE_SCOPED 0x8000000000000000ULL

/** Bits of a handle's id that say how much memory hangs on the tensor besides its node: 0 none, n at most 128
 * times 2^n bytes, 15 any number. A garbage collector should hear of it. */
#define ADJ_HANDLE_SIZE 0x00000000f0000000ULL

/** Outcome of a call. */
typedef enum adj_status ADJ_ENUM_BASE {
  /** The call succeeded. */
  ADJ_OK = 0,
  /** An argument has a value that the function does not accept (null pointer, bad option). */
  ADJ_ERROR_ARGUMENT = 1,
  /** A handle is stale, forged or null, or its tensor was released or left its transform. */
  ADJ_ERROR_HANDLE = 2,
  /** Shapes do not fit each other or the operation. */
  ADJ_ERROR_SHAPE = 3,
  /** An element type is not supported by the operation. */
  ADJ_ERROR_DTYPE = 4,
  /** An axis, index or position lies outside its range. */
  ADJ_ERROR_RANGE = 5,
  /** Memory could not be had. */
  ADJ_ERROR_MEMORY = 6,
  /** The tensor or transform belongs to another thread. */
  ADJ_ERROR_THREAD = 7,
  /** The value of a symbolic tensor was asked for. */
  ADJ_ERROR_NO_VALUE = 8,
  /** Calls came in an order that makes no sense (closing a transform that is not the innermost). */
  ADJ_ERROR_STATE = 9,
  /** The operation has no rule for what was asked (no derivative, say). */
  ADJ_ERROR_UNSUPPORTED = 10,
  /** A callback of the host language failed; the host keeps the exception. */
  ADJ_ERROR_CALLBACK = 11,
  /** A fault of the core itself. */
  ADJ_ERROR_INTERNAL = 12,
  /** A result is not finite, and the thread asked to be told. */
  ADJ_ERROR_ANOMALY = 13,
  /** A matrix has no such decomposition or solution: it is singular, say, or not positive definite. */
  ADJ_ERROR_MATRIX = 14
} adj_status;

/** Type of a tensor's elements. */
typedef enum adj_dtype ADJ_ENUM_BASE {
  /** One byte, 0 or 1. */
  ADJ_BOOL = 0,
  /** 8-bit unsigned integer. */
  ADJ_UINT8 = 1,
  /** 8-bit signed integer. */
  ADJ_INT8 = 2,
  /** 16-bit signed integer. */
  ADJ_INT16 = 3,
  /** 32-bit signed integer. */
  ADJ_INT32 = 4,
  /** 64-bit signed integer. */
  ADJ_INT64 = 5,
  /** IEEE 754 half precision. */
  ADJ_FLOAT16 = 6,
  /** The upper half of single precision. */
  ADJ_BFLOAT16 = 7,
  /** IEEE 754 single precision. */
  ADJ_FLOAT32 = 8,
  /** IEEE 754 double precision. */
  ADJ_FLOAT64 = 9,
  /** A real and an imaginary part in single precision. */
  ADJ_COMPLEX64 = 10,
  /** A real and an imaginary part in double precision. */
  ADJ_COMPLEX128 = 11
} adj_dtype;

/** A tensor. Zero is no tensor. */
typedef struct adj_tensor {
  /** Flags, generation and slot. */
  uint64_t id;
} adj_tensor;

/** An open transform. */
typedef struct adj_transform {
  /** Its number, unique within the process. */
  uint64_t id;
} adj_transform;

ADJ_C_END

#endif /* ADJOINT_BASE_H_ */
