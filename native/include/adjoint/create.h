/* Tensors made from nothing but numbers. */
#ifndef ADJOINT_CREATE_H_
#define ADJOINT_CREATE_H_

#include "base.h"

ADJ_C_BEGIN

/** A tensor filled with one value, itself without memory for more than that. */
ADJ_API adj_status adj_full(adj_dtype dtype, const int64_t* dims, int32_t rank, double value,
                            adj_tensor* out);

/** A tensor of zeros like x. Under a transform it does not depend on x. */
ADJ_API adj_status adj_zeros_like(adj_tensor x, adj_tensor* out);

/** A tensor of ones like x. Under a transform it does not depend on x. */
ADJ_API adj_status adj_ones_like(adj_tensor x, adj_tensor* out);

/** start, start + step, ... : count elements. */
ADJ_API adj_status adj_arange(double start, double step, int64_t count, adj_dtype dtype, adj_tensor* out);

/** The same in whole numbers, which are never rounded; those that do not fit an integer type are refused. */
ADJ_API adj_status adj_arange_int(int64_t start, int64_t step, int64_t count, adj_dtype dtype,
                                  adj_tensor* out);

/** count evenly spaced values from start to stop, both included. */
ADJ_API adj_status adj_linspace(double start, double stop, int64_t count, adj_dtype dtype, adj_tensor* out);

/** Ones on the k-th diagonal of a rows x columns matrix of zeros. */
ADJ_API adj_status adj_eye(int64_t rows, int64_t columns, int64_t k, adj_dtype dtype, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_CREATE_H_ */
