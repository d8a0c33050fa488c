/* Tensors and their memory. */
#ifndef ADJOINT_TENSORS_H_
#define ADJOINT_TENSORS_H_

#include "base.h"

ADJ_C_BEGIN

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

/** Makes a scalar tensor of an integer type that holds the value, or bool. A weak one takes the type of its
 * partner. */
ADJ_API adj_status adj_scalar_int(int64_t value, adj_dtype dtype, int32_t weak, adj_tensor* out);

/** The same elements, taking the type of their partner in an operation as a weak scalar does. */
ADJ_API adj_status adj_weaken(adj_tensor x, adj_tensor* out);

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

/**
 * Holds the elements in row-major order: those of a view that has them otherwise are copied. data is their
 * address, valid until the handle out is released, whatever becomes of x; no scope or transform ends out.
 */
ADJ_API adj_status adj_hold(adj_tensor x, adj_tensor* out, const void** data);

/** Copies the elements in row-major order. bytes is the size of the destination and must match. */
ADJ_API adj_status adj_copy_to(adj_tensor x, void* destination, int64_t bytes);

/** Reads a tensor with one element as a double. */
ADJ_API adj_status adj_item_float(adj_tensor x, double* out);

/** Reads a tensor with one element as an int64. */
ADJ_API adj_status adj_item_int(adj_tensor x, int64_t* out);

ADJ_C_END

#endif /* ADJOINT_TENSORS_H_ */
