/* Images brought to another size, an axis at a time. */
#ifndef ADJOINT_RESIZE_H_
#define ADJOINT_RESIZE_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * An axis of x with `size` elements, which lie on lines between those of x or, where cubic is not 0, on
 * Keys's cubic curves of slope -3/4. Where corners is not 0 the first and the last element keep their places,
 * else the outer edges of these elements do. Neighbours lie `step` elements of x apart; 0 stands for the
 * ratio of the sizes. Integers count as floating numbers.
 */
ADJ_API adj_status adj_resize(adj_tensor x, int64_t axis, int64_t size, int32_t cubic, int32_t corners,
                              double step, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_RESIZE_H_ */
