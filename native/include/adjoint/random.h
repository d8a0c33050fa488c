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

/** Points first, first + 1, ... of a Sobol sequence of up to 256 dimensions, in Gray code's order, shape
 * [count, dimensions], with the direction numbers of Joe and Kuo; scrambled by the key, or as they are. */
ADJ_API adj_status adj_random_sobol(adj_tensor key, int64_t count, int64_t dimensions, int64_t first,
                                    int32_t scrambled, adj_dtype dtype, adj_tensor* out);

/** Gamma variables of shape alpha, which broadcasts to dims, and scale 1. Differentiable twice in alpha. */
ADJ_API adj_status adj_random_gamma(adj_tensor key, adj_tensor alpha, const int64_t* dims, int32_t rank,
                                    adj_tensor* out);

/** The logarithms of the same gamma variables, which do not underflow. Differentiable twice in alpha. */
ADJ_API adj_status adj_random_log_gamma(adj_tensor key, adj_tensor alpha, const int64_t* dims, int32_t rank,
                                        adj_tensor* out);

/** Poisson variables (int64) of a mean from 0 to 2^60, which broadcasts to dims. */
ADJ_API adj_status adj_random_poisson(adj_tensor key, adj_tensor mean, const int64_t* dims, int32_t rank,
                                      adj_tensor* out);

/** How often n trials succeed that do so with probability p (int64); both broadcast to dims. */
ADJ_API adj_status adj_random_binomial(adj_tensor key, adj_tensor n, adj_tensor p, const int64_t* dims,
                                       int32_t rank, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_RANDOM_H_ */
