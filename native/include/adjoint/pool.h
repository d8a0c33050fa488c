/* Pooling of images in one to three dimensions, and their windows written out. */
#ifndef ADJOINT_POOL_H_
#define ADJOINT_POOL_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * The largest element of each window that goes over the last `axes` axes, 1 to 3, of x [images, channels,
 * extents...]; x may lack the axis of images. kernel, stride and dilation have a number an axis; padding has
 * two, before and after, at most half of the kernel; null stands for as much as gives one result for every
 * stride. Where ceil_mode is not 0 a last window may reach beyond the padding. NaN wins its window.
 */
ADJ_API adj_status adj_max_pool(adj_tensor x, const int64_t* kernel, const int64_t* stride,
                                const int64_t* padding, const int64_t* dilation, int32_t axes,
                                int32_t ceil_mode, adj_tensor* out);

/** Where in their image the elements of adj_max_pool stand (int64): the first of what is equal. */
ADJ_API adj_status adj_max_pool_places(adj_tensor x, const int64_t* kernel, const int64_t* stride,
                                       const int64_t* padding, const int64_t* dilation, int32_t axes,
                                       int32_t ceil_mode, adj_tensor* out);

/**
 * The mean of each window, as adj_max_pool has them. Where counts_padding is not 0 sums are divided by what a
 * window has in the image and its padding, else by what it has in the image.
 */
ADJ_API adj_status adj_avg_pool(adj_tensor x, const int64_t* kernel, const int64_t* stride,
                                const int64_t* padding, int32_t axes, int32_t ceil_mode,
                                int32_t counts_padding, adj_tensor* out);

/**
 * The largest element of each bin: the last `axes` axes of x have a number of bins each, and bin q of m has
 * the elements from floor(q n / m) to ceil((q + 1) n / m) of n.
 */
ADJ_API adj_status adj_adaptive_max_pool(adj_tensor x, const int64_t* bins, int32_t axes, adj_tensor* out);

/** Where in their image the elements of adj_adaptive_max_pool stand (int64). */
ADJ_API adj_status adj_adaptive_max_pool_places(adj_tensor x, const int64_t* bins, int32_t axes,
                                                adj_tensor* out);

/** The mean of each bin, as adj_adaptive_max_pool has them. */
ADJ_API adj_status adj_adaptive_avg_pool(adj_tensor x, const int64_t* bins, int32_t axes, adj_tensor* out);

/**
 * The elements of windows over x [images, channels, extents...] as columns: [images, channels times elements
 * of a window, windows], zeros where a window lies in the padding. The arguments are those of adj_max_pool;
 * padding may be larger.
 */
ADJ_API adj_status adj_im2col(adj_tensor x, const int64_t* kernel, const int64_t* stride,
                              const int64_t* padding, const int64_t* dilation, int32_t axes, adj_tensor* out);

/** What adj_im2col does to cotangents of its result, for images of these extents: columns are added up. */
ADJ_API adj_status adj_col2im(adj_tensor columns, const int64_t* extents, const int64_t* kernel,
                              const int64_t* stride, const int64_t* padding, const int64_t* dilation,
                              int32_t axes, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_POOL_H_ */
