/* Choosing between operands, element by element. */
#ifndef ADJOINT_SELECT_H_
#define ADJOINT_SELECT_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise a where condition is true, else b. The derivative of the branch not taken is 0. */
ADJ_API adj_status adj_where(adj_tensor condition, adj_tensor a, adj_tensor b, adj_tensor* out);

/**
 * Elementwise x limited to what lies between two bounds, either of which may be no tensor. The upper one goes
 * before the lower one. The derivative is that of x between the bounds and on them, else that of the bound.
 */
ADJ_API adj_status adj_clip(adj_tensor x, adj_tensor min, adj_tensor max, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SELECT_H_ */
