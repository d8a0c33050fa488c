/* Random numbers: functions of a key, which is an int64 tensor of shape [2]. */
#ifndef ADJOINT_RANDOM_H_
#define ADJOINT_RANDOM_H_

#include "base.h"

ADJ_C_BEGIN

/** The key of a seed. */
ADJ_API adj_status adj_random_key(uint64_t seed, adj_tensor* out);

/** An independent key derived from a key and a number. */
ADJ_API adj_status adj_random_fold(adj_tensor key, uint64_t number, adj_tensor* out);

/** count independent keys, shape [count, 2]; none of them is one that adj_random_fold makes of the key. */
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

ADJ_C_END

#endif /* ADJOINT_RANDOM_H_ */
