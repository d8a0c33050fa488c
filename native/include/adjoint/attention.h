/* Attention: values weighed by how well their keys fit the queries. */
#ifndef ADJOINT_ATTENTION_H_
#define ADJOINT_ATTENTION_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * softmax(scale q k^T + mask) v for queries [..., L, E], keys [..., S, E] and values [..., S, F], whose
 * leading axes broadcast: [..., L, F]. The mask broadcasts to [..., L, S]; truth values say which keys count,
 * floating numbers are added; a zero handle stands for none. With causal, query i counts keys up to number i
 * alone. A query that no key counts for gives zeros. A null scale stands for 1 / sqrt(E). Values and first
 * derivatives by q, k and v need memory for L + S rows, not for all pairs.
 */
ADJ_API adj_status adj_attention(adj_tensor q, adj_tensor k, adj_tensor v, adj_tensor mask, int32_t causal,
                                 const double* scale, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_ATTENTION_H_ */
