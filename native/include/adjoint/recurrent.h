/* The gates of recurrent cells. */
#ifndef ADJOINT_RECURRENT_H_
#define ADJOINT_RECURRENT_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * The step of an LSTM behind its products. The last axis of gates holds the input, forget, new and output
 * gates one after the other, that of memory one entry a unit. The last axis of the result holds the hidden
 * values and then the new memory: m = sigmoid(f) memory + sigmoid(i) tanh(g), h = sigmoid(o) tanh(m).
 */
ADJ_API adj_status adj_lstm_gates(adj_tensor gates, adj_tensor memory, adj_tensor* out);

/**
 * The step of a GRU behind its products. The last axes of of_inputs and of_hidden hold the reset, update and
 * new gates one after the other; the result is (1 - z) n + z hidden with the sigmoids r and z of the sums of
 * the first two, and n = tanh(inputs' n + r hidden's n).
 */
ADJ_API adj_status adj_gru_gates(adj_tensor of_inputs, adj_tensor of_hidden, adj_tensor hidden,
                                 adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_RECURRENT_H_ */
