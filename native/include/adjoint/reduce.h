/* Reductions over a set of axes. */
#ifndef ADJOINT_REDUCE_H_
#define ADJOINT_REDUCE_H_

#include "base.h"

ADJ_C_BEGIN

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

/** The root of the sum of squares over axes, which may be too large or too small for the type; null axes
 * stand for all of them. */
ADJ_API adj_status adj_norm(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
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

ADJ_C_END

#endif /* ADJOINT_REDUCE_H_ */
