/* Adjoint: the C interface of the native core.
 *
 * Conventions
 *  - A tensor is an opaque 64-bit handle made of a slot and a generation. A stale, forged or foreign
 *    handle is reported as a status; no argument can crash the process.
 *  - Every function that can fail returns adj_status and writes its result through out-parameters,
 *    which are left untouched on failure. The message of the thread's last failure is read with
 *    adj_last_error.
 *  - A handle that a function returns is owned by the caller and given back with adj_release, unless
 *    it was made inside an open scope of the calling thread: then the scope owns it.
 *  - Sizes, extents and axes are int64_t. Axes may be negative and then count from the end.
 *  - Functions may be called from any thread. A tensor recorded by an open transform belongs to the
 *    thread that opened it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADJOINT_ADJOINT_H_
#define ADJOINT_ADJOINT_H_

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

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this interface; a facade built against another one must refuse to work. */
#define ADJ_ABI_VERSION 1

/** The largest number of dimensions of a tensor. */
#define ADJ_MAX_RANK 8

/** In place of an axis: none. */
#define ADJ_NO_AXIS 0x7fffffff

/** Bit of a handle's id: an open scope owns the tensor and it is small, so the holder need not release it. */
#define ADJ_HANDLE_SCOPED 0x8000000000000000ULL

/** Bit of a handle's id: the tensor's memory is large enough to be worth telling a garbage collector about.
 */
#define ADJ_HANDLE_LARGE 0x4000000000000000ULL

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
  ADJ_ERROR_ANOMALY = 13
} adj_status;

/** Type of a tensor's elements. */
typedef enum adj_dtype ADJ_ENUM_BASE {
  /** One byte, 0 or 1. */
  ADJ_BOOL = 0,
  /** 32-bit signed integer. */
  ADJ_INT32 = 1,
  /** 64-bit signed integer. */
  ADJ_INT64 = 2,
  /** IEEE 754 single precision. */
  ADJ_FLOAT32 = 3,
  /** IEEE 754 double precision. */
  ADJ_FLOAT64 = 4
} adj_dtype;

/** How a loss over many elements becomes its result. */
typedef enum adj_reduction ADJ_ENUM_BASE {
  /** Keep one loss an element. */
  ADJ_REDUCTION_NONE = 0,
  /** Their mean. */
  ADJ_REDUCTION_MEAN = 1,
  /** Their sum. */
  ADJ_REDUCTION_SUM = 2
} adj_reduction;

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

/** A recording that outlives the transform which made it. Zero is none. */
typedef struct adj_recording {
  /** Its number, unique within the process. */
  uint64_t id;
} adj_recording;

/** What a tensor looks like. */
typedef struct adj_tensor_info {
  /** Element type, an adj_dtype. */
  int32_t dtype;
  /** Number of dimensions. */
  int32_t rank;
  /** Extents; the first rank are valid. */
  int64_t dims[8];
  /** Distances between neighbours, in elements; the first rank are valid. */
  int64_t strides[8];
  /** Number of elements. */
  int64_t count;
  /** 1 when an open transform follows it. */
  int32_t recorded;
  /** 1 when it has a value, 0 when it is symbolic. */
  int32_t has_value;
  /** 1 when its elements lie in row-major order without gaps. */
  int32_t contiguous;
  /** 1 when it adapts to the element type of its partner, as a literal does. */
  int32_t weak;
} adj_tensor_info;

/** Counters of the process. */
typedef struct adj_statistics {
  /** Tensors that are alive. */
  int64_t live_tensors;
  /** Bytes of tensor data in use. */
  int64_t bytes_in_use;
  /** Highest value of bytes_in_use so far, or since adj_reset_peak. */
  int64_t peak_bytes;
  /** Bytes kept for reuse. */
  int64_t bytes_cached;
} adj_statistics;

/* ---- The library ---- */

/** Returns the ADJ_ABI_VERSION that the library was built with. */
ADJ_API int32_t adj_abi_version(void);

/**
 * Returns the version of the library, for people to read. The text lives as long as the
 * library.
 */
ADJ_API const char* adj_version(void);

/** Returns the name of the instruction set in use: "sse4", "avx2", "avx512" or "neon". */
ADJ_API const char* adj_target(void);

/**
 * Returns the message of the last failed call on this thread; empty when none failed. The text
 * is valid until the next failure on this thread.
 */
ADJ_API const char* adj_last_error(void);

/** Does nothing: the cost of a call. */
ADJ_API adj_status adj_nop(void);

/** Reads the counters of the process. */
ADJ_API adj_status adj_get_statistics(adj_statistics* out);

/** Sets the peak of the statistics back to what is in use now. */
ADJ_API adj_status adj_reset_peak(void);

/** Gives memory that is kept for reuse back to the system. */
ADJ_API adj_status adj_trim(void);

/**
 * Sets the number of threads that large operations use, at least 1; 0 returns to the default
 * (ADJOINT_NUM_THREADS, else what the process may use).
 */
ADJ_API adj_status adj_set_threads(int32_t count);

/** Reads the number of threads that large operations use. */
ADJ_API adj_status adj_get_threads(int32_t* out);

/* ---- Tensors and their memory ---- */

/**
 * Makes a tensor from row-major elements, which are copied. dims may be null for rank 0, data
 * for no elements.
 */
ADJ_API adj_status adj_from_data(adj_dtype dtype, const int64_t* dims, int32_t rank, const void* data,
                                 int64_t bytes, adj_tensor* out);

/**
 * Makes a scalar tensor of a floating type. A weak one takes the type of its partner in an
 * operation.
 */
ADJ_API adj_status adj_scalar_float(double value, adj_dtype dtype, int32_t weak, adj_tensor* out);

/** Makes a scalar tensor of an integer type or bool. A weak one takes the type of its partner. */
ADJ_API adj_status adj_scalar_int(int64_t value, adj_dtype dtype, int32_t weak, adj_tensor* out);

/**
 * Gives a handle back. The tensor lives on while something recorded needs it. Releasing twice
 * is reported.
 */
ADJ_API adj_status adj_release(adj_tensor x);

/** Gives many handles back; stale ones among them are passed over. */
ADJ_API adj_status adj_release_many(const adj_tensor* xs, int64_t count);

/** Describes a tensor. */
ADJ_API adj_status adj_info(adj_tensor x, adj_tensor_info* out);

/**
 * Reads the address of the elements of a contiguous tensor. It stays valid until the handle is
 * released.
 */
ADJ_API adj_status adj_data(adj_tensor x, const void** out);

/** Copies the elements in row-major order. bytes is the size of the destination and must match. */
ADJ_API adj_status adj_copy_to(adj_tensor x, void* destination, int64_t bytes);

/** Reads a tensor with one element as a double. */
ADJ_API adj_status adj_item_float(adj_tensor x, double* out);

/** Reads a tensor with one element as an int64. */
ADJ_API adj_status adj_item_int(adj_tensor x, int64_t* out);

/**
 * Returns the same elements in row-major order without gaps: the tensor itself when it already
 * is.
 */
ADJ_API adj_status adj_contiguous(adj_tensor x, adj_tensor* out);

/* ---- Scopes and transforms ---- */

/** Opens a scope on this thread: it owns the handles made until it is closed. */
ADJ_API adj_status adj_scope_open(adj_transform* out);

/**
 * Opens a transform on this thread: a scope that also records what is done with the tensors it
 * watches. At most 64 may be open at a time.
 */
ADJ_API adj_status adj_transform_open(adj_transform* out);

/** Returns a fresh tensor equal to x that this transform follows. x must be floating. */
ADJ_API adj_status adj_transform_watch(adj_transform transform, adj_tensor x, adj_tensor* out);

/**
 * Reverse mode: the cotangents of the watched inputs, given those of the outputs. A null
 * cotangents, or a zero handle in it, stands for ones of the output's shape. An input that no
 * output depends on receives zeros, and 0 in reached (which may be null). Outputs that are not
 * floating contribute nothing.
 */
ADJ_API adj_status adj_transform_gradients(adj_transform transform, const adj_tensor* outputs,
                                           const adj_tensor* cotangents, int64_t output_count,
                                           const adj_tensor* inputs, int64_t input_count,
                                           adj_tensor* gradients, int32_t* reached);

/**
 * Forward mode: the tangents of the outputs, given those of the watched inputs. A zero handle among the
 * tangents stands for zeros. An output that depends on no input receives zeros.
 */
ADJ_API adj_status adj_transform_tangents(adj_transform transform, const adj_tensor* inputs,
                                          const adj_tensor* tangents, int64_t input_count,
                                          const adj_tensor* outputs, int64_t output_count,
                                          adj_tensor* output_tangents);

/**
 * Makes a recording of what a transform has done so far, from its watched inputs to these outputs, to be run
 * again by adj_recording_pull and adj_recording_push after the transform was closed. values receives the
 * outputs as tensors that the transform does not follow; those around it do.
 */
ADJ_API adj_status adj_transform_record(adj_transform transform, const adj_tensor* inputs,
                                        int64_t input_count, const adj_tensor* outputs, int64_t output_count,
                                        adj_tensor* values, adj_recording* out);

/**
 * Reverse mode over a recording, as adj_transform_gradients. A zero handle among the cotangents stands for
 * zeros. May be called any number of times, on the thread that made the recording.
 */
ADJ_API adj_status adj_recording_pull(adj_recording recording, const adj_tensor* cotangents,
                                      int64_t output_count, adj_tensor* gradients, int64_t input_count);

/** Forward mode over a recording, as adj_transform_tangents. */
ADJ_API adj_status adj_recording_push(adj_recording recording, const adj_tensor* tangents,
                                      int64_t input_count, adj_tensor* output_tangents, int64_t output_count);

/** Gives a recording back, from any thread. */
ADJ_API adj_status adj_recording_release(adj_recording recording);

/**
 * Describes what a transform has recorded so far, a line a node in the order in which they were made: number,
 * operation, type, shape, bytes that it keeps alive, and the numbers of its operands, separated by tabs.
 * Operands that the transform does not follow are written as "type shape". Writes at most size bytes, the
 * last of which is 0, and the length of the whole text without it to length.
 */
ADJ_API adj_status adj_transform_describe(adj_transform transform, char* text, int64_t size, int64_t* length);

/**
 * Opens a transform that also follows the tensors which other transforms of this thread follow, as inputs
 * that the function captured. With isolated, nothing done meanwhile is recorded for those other transforms.
 */
ADJ_API adj_status adj_transform_open_capturing(int32_t isolated, adj_transform* out);

/**
 * The captured tensors in the order of their first use, as the transforms around see them, and after these
 * the tensors from outside that no transform follows but that end with a scope around this one. known_as are
 * the handles that the function has of them. Writes at most capacity of them, their number to count, and the
 * number of those that are followed to followed.
 */
ADJ_API adj_status adj_transform_captured(adj_transform transform, adj_tensor* out, adj_tensor* known_as,
                                          int64_t capacity, int64_t* count, int64_t* followed);

/**
 * While this capturing transform is open, each handle of known_as that has ended means the tensor beside it:
 * so a function may run again after the scopes of what it captured have closed.
 */
ADJ_API adj_status adj_transform_lend(adj_transform transform, const adj_tensor* known_as,
                                      const adj_tensor* tensors, int64_t count);

/**
 * As adj_transform_gradients, followed by the cotangents of the captured tensors that are followed, of which
 * there are so many.
 */
ADJ_API adj_status adj_transform_gradients_captured(adj_transform transform, const adj_tensor* outputs,
                                                    const adj_tensor* cotangents, int64_t output_count,
                                                    const adj_tensor* inputs, int64_t input_count,
                                                    int64_t captured_count, adj_tensor* gradients);

/**
 * Lets a capturing transform keep values of the function that runs from now on, for a later run of the same
 * function: results of matrix products where products is set, and what adj_transform_keep_value names.
 */
ADJ_API adj_status adj_transform_keep(adj_transform transform, int32_t products);

/**
 * Lets the innermost capturing transform keep the value of x. Does nothing where that does not keep values,
 * or where x is not the result of an operation that it follows.
 */
ADJ_API adj_status adj_transform_keep_value(adj_tensor x);

/**
 * The values kept so far, which no transform follows, and the place of each in the run. Writes at most
 * capacity of them, and their number to count.
 */
ADJ_API adj_status adj_transform_kept(adj_transform transform, adj_tensor* values, uint64_t* places,
                                      int64_t capacity, int64_t* count);

/**
 * Lets a capturing transform take these values at these places of the function that runs from now on, instead
 * of computing them. Where another operation, shape or type stands in such a place, that operation fails with
 * ADJ_ERROR_STATE, as do the gradients where the run did not come to the last one.
 */
ADJ_API adj_status adj_transform_replay(adj_transform transform, const adj_tensor* values,
                                        const uint64_t* places, int64_t count);

/**
 * Sets the function that rules written in the host language are called through, once for the process: it has
 * the type adj_status (*)(int64_t rule, int32_t kind, int32_t levels, const adj_tensor* in, int64_t in_count,
 * adj_tensor* out, int64_t out_count). kind is 0 for reverse mode (in: the cotangent, then the operands; out:
 * a cotangent or zero for each operand) and 1 for forward mode (in: the operands, then a tangent or zero for
 * each; out: the tangent). levels counts the batches around: every tensor then has as many leading axes more.
 * Before each such call there is one of kind 2, and after it, when its results have been taken, one of kind
 * 3, both without tensors: between them the host may have a scope open.
 */
ADJ_API adj_status adj_set_callback(const void* callback);

/**
 * The tensor y with a rule of the host language for its derivative with respect to the operands xs. Where y
 * itself comes from plays no part.
 */
ADJ_API adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int64_t rule,
                              adj_tensor* out);

/**
 * Whether operations on this thread check that their results are finite, and name themselves in an error when
 * they are not while their operands are.
 */
ADJ_API adj_status adj_set_anomaly_detection(int32_t on);

/**
 * Opens a batching transform on this thread: what is done with its placeholders is recorded without
 * values, to be done for a whole batch by adj_batch_run.
 */
ADJ_API adj_status adj_batch_open(adj_transform* out);

/** Returns a placeholder for one member of a batch: like x without this axis, and without a value. */
ADJ_API adj_status adj_batch_placeholder(adj_transform transform, adj_tensor x, int64_t axis,
                                         adj_tensor* out);

/**
 * Does what was recorded for all members at once. xs are the batches that stand in place of the
 * placeholders, along in_axes; the results carry the batch along out_axes. An output that depends on no
 * placeholder is repeated; or, where its axis is ADJ_NO_AXIS, given as it is.
 */
ADJ_API adj_status adj_batch_run(adj_transform transform, const adj_tensor* placeholders,
                                 const adj_tensor* xs, const int64_t* in_axes, int64_t input_count,
                                 const adj_tensor* outputs, const int64_t* out_axes, int64_t output_count,
                                 adj_tensor* results);

/**
 * Closes the innermost scope or transform of this thread. The kept tensors move to the scope
 * around it, or to the caller when there is none, then outside is written as 1 (outside may be
 * null). Every other handle of the scope becomes stale.
 */
ADJ_API adj_status adj_scope_close(adj_transform scope, const adj_tensor* keep, int64_t count,
                                   int32_t* outside);

/** Number of scopes and transforms open on this thread. */
ADJ_API adj_status adj_scope_depth(int32_t* out);

/* ---- Elementwise, one operand ---- */

/** Elementwise -x. */
ADJ_API adj_status adj_neg(adj_tensor x, adj_tensor* out);

/** Elementwise |x|; its derivative at 0 is 0. */
ADJ_API adj_status adj_abs(adj_tensor x, adj_tensor* out);

/** Elementwise -1, 0 or 1. */
ADJ_API adj_status adj_sign(adj_tensor x, adj_tensor* out);

/** Elementwise x * x. */
ADJ_API adj_status adj_square(adj_tensor x, adj_tensor* out);

/** Elementwise 1 / x. */
ADJ_API adj_status adj_reciprocal(adj_tensor x, adj_tensor* out);

/** Elementwise the square root. */
ADJ_API adj_status adj_sqrt(adj_tensor x, adj_tensor* out);

/** Elementwise 1 / sqrt(x). */
ADJ_API adj_status adj_rsqrt(adj_tensor x, adj_tensor* out);

/** Elementwise e to the x. */
ADJ_API adj_status adj_exp(adj_tensor x, adj_tensor* out);

/** Elementwise exp(x) - 1, accurate near 0. */
ADJ_API adj_status adj_expm1(adj_tensor x, adj_tensor* out);

/** Elementwise the natural logarithm. */
ADJ_API adj_status adj_log(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 + x), accurate near 0. */
ADJ_API adj_status adj_log1p(adj_tensor x, adj_tensor* out);

/** Elementwise the sine, x in radians. */
ADJ_API adj_status adj_sin(adj_tensor x, adj_tensor* out);

/** Elementwise the cosine, x in radians. */
ADJ_API adj_status adj_cos(adj_tensor x, adj_tensor* out);

/** Elementwise the tangent, x in radians. */
ADJ_API adj_status adj_tan(adj_tensor x, adj_tensor* out);

/** Elementwise the hyperbolic tangent. */
ADJ_API adj_status adj_tanh(adj_tensor x, adj_tensor* out);

/** Elementwise 1 / (1 + exp(-x)), for large arguments too. */
ADJ_API adj_status adj_sigmoid(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 + exp(x)), for large arguments too. */
ADJ_API adj_status adj_softplus(adj_tensor x, adj_tensor* out);

/** Elementwise max(x, 0); its derivative at 0 is 0. */
ADJ_API adj_status adj_relu(adj_tensor x, adj_tensor* out);

/** Elementwise the error function. */
ADJ_API adj_status adj_erf(adj_tensor x, adj_tensor* out);

/** Elementwise x P(x), P the normal distribution: x (1 + erf(x / sqrt(2))) / 2, without cancellation. */
ADJ_API adj_status adj_gelu(adj_tensor x, adj_tensor* out);

/** Elementwise x / (1 + exp(-x)). */
ADJ_API adj_status adj_silu(adj_tensor x, adj_tensor* out);

/** Elementwise the largest integer not above x. */
ADJ_API adj_status adj_floor(adj_tensor x, adj_tensor* out);

/** Elementwise the smallest integer not below x. */
ADJ_API adj_status adj_ceil(adj_tensor x, adj_tensor* out);

/** Elementwise the nearest integer, halves to even. */
ADJ_API adj_status adj_round(adj_tensor x, adj_tensor* out);

/** Elementwise: whether x is not a number. */
ADJ_API adj_status adj_isnan(adj_tensor x, adj_tensor* out);

/** Elementwise: whether x is neither infinite nor not a number. */
ADJ_API adj_status adj_isfinite(adj_tensor x, adj_tensor* out);

/** Elementwise not, of truth values. */
ADJ_API adj_status adj_logical_not(adj_tensor x, adj_tensor* out);

/** Converts the element type. Floating to integer truncates towards zero. */
ADJ_API adj_status adj_cast(adj_tensor x, adj_dtype dtype, adj_tensor* out);

/** Identity that no derivative passes. */
ADJ_API adj_status adj_stop_gradient(adj_tensor x, adj_tensor* out);

/* ---- Elementwise, two operands, with broadcasting ---- */

/** Elementwise a + b. */
ADJ_API adj_status adj_add(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a - b. */
ADJ_API adj_status adj_sub(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a * b. */
ADJ_API adj_status adj_mul(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a / b; integers divide as floating numbers. */
ADJ_API adj_status adj_div(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a to the power b. */
ADJ_API adj_status adj_pow(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the larger; NaN if either is; ties share the derivative equally. */
ADJ_API adj_status adj_maximum(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the smaller; NaN if either is; ties share the derivative equally. */
ADJ_API adj_status adj_minimum(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a == b. */
ADJ_API adj_status adj_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a != b. */
ADJ_API adj_status adj_not_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a < b. */
ADJ_API adj_status adj_less(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a <= b. */
ADJ_API adj_status adj_less_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a > b. */
ADJ_API adj_status adj_greater(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a >= b. */
ADJ_API adj_status adj_greater_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise and, of truth values. */
ADJ_API adj_status adj_logical_and(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise or, of truth values. */
ADJ_API adj_status adj_logical_or(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise exclusive or, of truth values. */
ADJ_API adj_status adj_logical_xor(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a where condition is true, else b. The derivative of the branch not taken is 0. */
ADJ_API adj_status adj_where(adj_tensor condition, adj_tensor a, adj_tensor b, adj_tensor* out);

/* ---- Reductions ---- */

/** Sum over axes; null axes stand for all of them. */
ADJ_API adj_status adj_sum(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                           adj_tensor* out);

/** Mean over axes; null axes stand for all of them. */
ADJ_API adj_status adj_mean(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                            adj_tensor* out);

/** Product over axes; null axes stand for all of them. */
ADJ_API adj_status adj_prod(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                            adj_tensor* out);

/** Largest over axes; ties share the derivative equally; null axes stand for all of them. */
ADJ_API adj_status adj_max(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                           adj_tensor* out);

/** Smallest over axes; ties share the derivative equally; null axes stand for all of them. */
ADJ_API adj_status adj_min(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                           adj_tensor* out);

/** log(sum(exp(x))) over axes, without overflow; null axes stand for all of them. */
ADJ_API adj_status adj_logsumexp(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                                 adj_tensor* out);

/** Whether all elements over axes are true; null axes stand for all of them. */
ADJ_API adj_status adj_all(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                           adj_tensor* out);

/** Whether any element over axes is true; null axes stand for all of them. */
ADJ_API adj_status adj_any(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                           adj_tensor* out);

/** Index (int64) of the first largest element along an axis. NaN counts as largest. */
ADJ_API adj_status adj_argmax(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out);

/** Index (int64) of the first smallest element along an axis. NaN counts as smallest. */
ADJ_API adj_status adj_argmin(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out);

/** exp(x) divided by its sum along an axis. */
ADJ_API adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

/** x minus its logsumexp along an axis. */
ADJ_API adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

/**
 * (x - mean) / sqrt(variance + epsilon) along the last axis, times scale, plus shift. Both have the extent of
 * that axis as their shape; a zero handle stands for 1 and 0. epsilon is 0 or more.
 */
ADJ_API adj_status adj_layer_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon,
                                  adj_tensor* out);

/* ---- Products ---- */

/**
 * Matrix product as NumPy defines it: vectors, matrices, and stacks of matrices with
 * broadcasting.
 */
ADJ_API adj_status adj_matmul(adj_tensor a, adj_tensor b, adj_tensor* out);

/* ---- Shape ---- */

/** The same elements in another shape; one extent may be -1. */
ADJ_API adj_status adj_reshape(adj_tensor x, const int64_t* dims, int32_t rank, adj_tensor* out);

/**
 * Reorders dimensions: dimension i of the result is dimension order[i] of x. A null order
 * reverses them.
 */
ADJ_API adj_status adj_permute(adj_tensor x, const int64_t* order, int32_t count, adj_tensor* out);

/** Exchanges two dimensions. */
ADJ_API adj_status adj_swapaxes(adj_tensor x, int64_t a, int64_t b, adj_tensor* out);

/** Drops dimensions of extent 1; null axes stand for all such. */
ADJ_API adj_status adj_squeeze(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

/** Inserts dimensions of extent 1 at these places of the result. */
ADJ_API adj_status adj_expand_dims(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

/** Repeats along dimensions of extent 1 and new leading ones, without copying. */
ADJ_API adj_status adj_broadcast_to(adj_tensor x, const int64_t* dims, int32_t rank, adj_tensor* out);

/**
 * Takes count[i] elements from start[i] with step[i], which may be negative, along every
 * dimension i of x. Indices are already normalised: 0 <= start[i] < extent where count[i] > 0.
 */
ADJ_API adj_status adj_slice(adj_tensor x, const int64_t* start, const int64_t* count, const int64_t* step,
                             int32_t rank, adj_tensor* out);

/** x with update written over the region that adj_slice with the same arguments would take. */
ADJ_API adj_status adj_slice_update(adj_tensor x, adj_tensor update, const int64_t* start,
                                    const int64_t* step, int32_t rank, adj_tensor* out);

/** Reverses the order along axes; null axes stand for all of them. */
ADJ_API adj_status adj_flip(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

/** Joins tensors along an axis that exists. */
ADJ_API adj_status adj_concat(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out);

/** Joins tensors of one shape along a new axis. */
ADJ_API adj_status adj_stack(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out);

/* ---- Indexing ---- */

/**
 * Takes slices of x along an axis at integer indices of any shape, whose dimensions replace
 * that axis. Negative indices count from the end; one outside the range is reported.
 */
ADJ_API adj_status adj_take(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out);

/**
 * Picks one element along an axis for every index: indices has the rank of x and broadcasts
 * with it except along the axis.
 */
ADJ_API adj_status adj_take_along_axis(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out);

/**
 * One in the place of each index and zero elsewhere, along a new last axis of extent depth. An
 * index outside 0..depth-1 gives zeros.
 */
ADJ_API adj_status adj_one_hot(adj_tensor indices, int64_t depth, adj_dtype dtype, adj_tensor* out);

/* ---- Creation ---- */

/** A tensor filled with one value, itself without memory for more than that. */
ADJ_API adj_status adj_full(adj_dtype dtype, const int64_t* dims, int32_t rank, double value,
                            adj_tensor* out);

/** A tensor of zeros like x. Under a transform it does not depend on x. */
ADJ_API adj_status adj_zeros_like(adj_tensor x, adj_tensor* out);

/** A tensor of ones like x. Under a transform it does not depend on x. */
ADJ_API adj_status adj_ones_like(adj_tensor x, adj_tensor* out);

/** start, start + step, ... : count elements. */
ADJ_API adj_status adj_arange(double start, double step, int64_t count, adj_dtype dtype, adj_tensor* out);

/** count evenly spaced values from start to stop, both included. */
ADJ_API adj_status adj_linspace(double start, double stop, int64_t count, adj_dtype dtype, adj_tensor* out);

/** Ones on the k-th diagonal of a rows x columns matrix of zeros. */
ADJ_API adj_status adj_eye(int64_t rows, int64_t columns, int64_t k, adj_dtype dtype, adj_tensor* out);

/* ---- Random numbers: functions of a key, which is an int64 tensor of shape [2] ---- */

/** The key of a seed. */
ADJ_API adj_status adj_random_key(uint64_t seed, adj_tensor* out);

/** An independent key derived from a key and a number. */
ADJ_API adj_status adj_random_fold(adj_tensor key, uint64_t number, adj_tensor* out);

/** count independent keys, shape [count, 2]. */
ADJ_API adj_status adj_random_split(adj_tensor key, int64_t count, adj_tensor* out);

/** Uniform values in [0, 1). */
ADJ_API adj_status adj_random_uniform(adj_tensor key, const int64_t* dims, int32_t rank, adj_dtype dtype,
                                      adj_tensor* out);

/** Normal values of mean 0 and variance 1. */
ADJ_API adj_status adj_random_normal(adj_tensor key, const int64_t* dims, int32_t rank, adj_dtype dtype,
                                     adj_tensor* out);

/** Uniform integers (int64) in [low, high). */
ADJ_API adj_status adj_random_integers(adj_tensor key, const int64_t* dims, int32_t rank, int64_t low,
                                       int64_t high, adj_tensor* out);

/** A random order of 0..count-1 (int64). */
ADJ_API adj_status adj_random_permutation(adj_tensor key, int64_t count, adj_tensor* out);

/* ---- Losses ---- */

/**
 * Binary cross entropy of sigmoid(logits) against target, without overflow, reduced. weight and
 * pos_weight broadcast with the logits; a zero handle stands for 1. Per element: -weight *
 * (pos_weight * target * log(sigmoid(x)) + (1 - target) * log(1 - sigmoid(x))).
 */
ADJ_API adj_status adj_bce_with_logits(adj_tensor logits, adj_tensor target, adj_tensor weight,
                                       adj_tensor pos_weight, adj_reduction reduction, adj_tensor* out);

/**
 * Cross entropy of softmax(logits) along the last axis, against integer class indices (one
 * dimension fewer) or probabilities (same shape). label_smoothing in [0, 1] mixes the target
 * with the uniform distribution.
 */
ADJ_API adj_status adj_cross_entropy(adj_tensor logits, adj_tensor target, double label_smoothing,
                                     adj_reduction reduction, adj_tensor* out);

/** Squared difference, reduced. */
ADJ_API adj_status adj_mse(adj_tensor prediction, adj_tensor target, adj_reduction reduction,
                           adj_tensor* out);

/* ---- Steps of optimizers ---- */

/** What a step of Adam depends on besides the tensors. */
typedef struct adj_adam_options {
  /** The length of a step. */
  double learning_rate;
  /** How slowly the mean of gradients moves. */
  double beta1;
  /** How slowly the mean of squares moves. */
  double beta2;
  /** Added to the root of the mean of squares. */
  double epsilon;
  /** So much of the parameter is added to the gradient or, decoupled, taken off the parameter. */
  double weight_decay;
  /** 1 for the decay of AdamW, apart from the gradient. */
  int32_t decoupled;
  /** 1 when mean and squares may be written over: nobody else uses them, and they need not stay as they are.
   */
  int32_t in_place;
  /** The number of the step, from 1. */
  int64_t step;
} adj_adam_options;

/**
 * A step of Adam (Kingma and Ba, 2015) in one pass: the new parameter, and the new means of gradients and of
 * their squares, which are null before the first step. In place, the new ones may be the handles that were
 * given. All tensors have the parameter's floating type and shape.
 */
ADJ_API adj_status adj_adam(const adj_adam_options* options, adj_tensor parameter, adj_tensor gradient,
                            adj_tensor mean, adj_tensor squares, adj_tensor* new_parameter,
                            adj_tensor* new_mean, adj_tensor* new_squares);

#ifdef __cplusplus
}
#endif

#endif /* ADJOINT_ADJOINT_H_ */
