// Steps of optimizers that are worth one pass of their own.
#include "ops/optimize.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_adam(const adj_adam_options* options, adj_tensor parameter, adj_tensor gradient,
                    adj_tensor mean, adj_tensor squares, adj_tensor* new_parameter, adj_tensor* new_mean,
                    adj_tensor* new_squares) {
  return guarded([&] {
    constexpr const char* name = "adam";
    const adj_adam_options& o = require(name, "options", options);
    require(name, "new_parameter", new_parameter);
    require(name, "new_mean", new_mean);
    require(name, "new_squares", new_squares);
    const Argument p(name, parameter), g(name, gradient);
    const bool first = mean.id == 0 && squares.id == 0;
    const Ref m = optional(name, mean), v = optional(name, squares);
    const auto writable = [](const Ref& x) {
      return !x->mask && !x->symbolic && x->contiguous() && belongs_to_handle(*x);
    };
    const bool in_place = o.in_place && !first && m && v && writable(m) && writable(v);
    ops::AdamState next =
        ops::adam({o.learning_rate, o.beta1, o.beta2, o.epsilon, o.weight_decay, o.decoupled != 0, o.step},
                  {p.ref(), m, v}, g.ref(), in_place);
    Publication published(3);
    *new_parameter = published.add(std::move(next.parameter));
    *new_mean = next.mean.get() == m.get() ? mean : published.add(std::move(next.mean));
    *new_squares = next.squares.get() == v.get() ? squares : published.add(std::move(next.squares));
    published.finish();
  });
}
