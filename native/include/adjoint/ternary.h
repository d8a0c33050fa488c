/* Functions of three operands, element by element, with broadcasting. */
#ifndef ADJOINT_TERNARY_H_
#define ADJOINT_TERNARY_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise a + weight (b - a). */
ADJ_API adj_status adj_lerp(adj_tensor a, adj_tensor b, adj_tensor weight, adj_tensor* out);

/** Elementwise x + value a b. */
ADJ_API adj_status adj_addcmul(adj_tensor x, adj_tensor a, adj_tensor b, double value, adj_tensor* out);

/** Elementwise x + value a / b. */
ADJ_API adj_status adj_addcdiv(adj_tensor x, adj_tensor a, adj_tensor b, double value, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_TERNARY_H_ */
