/* Convolutions of images in one to three dimensions. */
#ifndef ADJOINT_CONV_H_
#define ADJOINT_CONV_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * The cross-correlation of x [images, channels, extents...] with weight [out, channels / groups, kernel...],
 * over as many axes, 1 to 3, as stride and dilation have numbers; x may lack the axis of images. padding has
 * two numbers an axis, before and after; null stands for as much as gives one result for every stride. bias
 * [out] may be a zero handle.
 */
ADJ_API adj_status adj_conv(adj_tensor x, adj_tensor weight, adj_tensor bias, const int64_t* stride,
                            const int64_t* padding, const int64_t* dilation, int32_t axes, int64_t groups,
                            adj_tensor* out);

/**
 * What adj_conv with these arguments does to cotangents of its result: x [images, channels, extents...],
 * weight [channels, out / groups, kernel...]. output_padding has one number an axis, which is added to the
 * extent of the result.
 */
ADJ_API adj_status adj_conv_transpose(adj_tensor x, adj_tensor weight, adj_tensor bias, const int64_t* stride,
                                      const int64_t* padding, const int64_t* output_padding,
                                      const int64_t* dilation, int32_t axes, int64_t groups, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_CONV_H_ */
