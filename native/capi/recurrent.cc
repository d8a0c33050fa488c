// The gates of recurrent cells.
#include "ops/recurrent.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_BINARY(lstm_gates)

adj_status adj_gru_gates(adj_tensor of_inputs, adj_tensor of_hidden, adj_tensor hidden, adj_tensor* out) {
  return binary("gru_gates", of_inputs, of_hidden, out, [&](const Ref& x, const Ref& h) {
    const Argument before("gru_gates", hidden);
    return ops::gru_gates(x, h, before.ref());
  });
}
