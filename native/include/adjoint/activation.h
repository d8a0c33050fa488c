/* Activations of neural networks. */
#ifndef ADJOINT_ACTIVATION_H_
#define ADJOINT_ACTIVATION_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise 1 / (1 + exp(-x)), for large arguments too. */
ADJ_API adj_status adj_sigmoid(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 + exp(x)), for large arguments too. */
ADJ_API adj_status adj_softplus(adj_tensor x, adj_tensor* out);

/** Elementwise max(x, 0); its derivative at 0 is 0. */
ADJ_API adj_status adj_relu(adj_tensor x, adj_tensor* out);

/** Elementwise x P(x), P the normal distribution: x (1 + erf(x / sqrt(2))) / 2, without cancellation. */
ADJ_API adj_status adj_gelu(adj_tensor x, adj_tensor* out);

/** Elementwise x / (1 + exp(-x)). */
ADJ_API adj_status adj_silu(adj_tensor x, adj_tensor* out);

/** exp(x) divided by its sum along an axis. */
ADJ_API adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

/** x minus its logsumexp along an axis. */
ADJ_API adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_ACTIVATION_H_ */
