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

/** Elementwise x where x > 0, else slope x. */
ADJ_API adj_status adj_leaky_relu(adj_tensor x, double slope, adj_tensor* out);

/** Elementwise x where x > 0, else alpha (exp(x) - 1). */
ADJ_API adj_status adj_elu(adj_tensor x, double alpha, adj_tensor* out);

/** Elementwise x where x > 0, else alpha (exp(x / alpha) - 1); alpha is not 0. */
ADJ_API adj_status adj_celu(adj_tensor x, double alpha, adj_tensor* out);

/** Elementwise the elu that keeps mean 0 and variance 1, times its scale. */
ADJ_API adj_status adj_selu(adj_tensor x, adj_tensor* out);

/** Elementwise x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, without cancellation. */
ADJ_API adj_status adj_gelu_tanh(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 + exp(beta x)) / beta, and x where beta x exceeds the threshold; beta is positive. */
ADJ_API adj_status adj_softplus_scaled(adj_tensor x, double beta, double threshold, adj_tensor* out);

/** Elementwise log(1 / (1 + exp(-x))), for large arguments too. */
ADJ_API adj_status adj_log_sigmoid(adj_tensor x, adj_tensor* out);

/** Elementwise x, and the nearer bound outside [low, high]; the derivative at the bounds is 0. */
ADJ_API adj_status adj_hardtanh(adj_tensor x, double low, double high, adj_tensor* out);

/** Elementwise x where |x| > lambda, else 0. */
ADJ_API adj_status adj_hardshrink(adj_tensor x, double lambda, adj_tensor* out);

/** Elementwise x moved towards 0 by lambda, as far as 0. */
ADJ_API adj_status adj_softshrink(adj_tensor x, double lambda, adj_tensor* out);

/** Elementwise (x + 3) / 6, limited to [0, 1]. */
ADJ_API adj_status adj_hardsigmoid(adj_tensor x, adj_tensor* out);

/** Elementwise x times the hardsigmoid of x. */
ADJ_API adj_status adj_hardswish(adj_tensor x, adj_tensor* out);

/** Elementwise x tanh(log(1 + exp(x))). */
ADJ_API adj_status adj_mish(adj_tensor x, adj_tensor* out);

/** Elementwise x / (1 + |x|). */
ADJ_API adj_status adj_softsign(adj_tensor x, adj_tensor* out);

/** Elementwise x - tanh(x), without cancellation. */
ADJ_API adj_status adj_tanhshrink(adj_tensor x, adj_tensor* out);

/** exp(x) divided by its sum along an axis. */
ADJ_API adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

/** x minus its logsumexp along an axis. */
ADJ_API adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_ACTIVATION_H_ */
