// Steps of optimizers that are worth one pass of their own.
#include "ops/optimize.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_adam(const adj_adam_options* options, int64_t count, const adj_tensor* parameters,
                    const adj_tensor* gradients, const adj_tensor* means, const adj_tensor* squares,
                    adj_tensor* new_parameters, adj_tensor* new_means, adj_tensor* new_squares) {
  return guarded([&] {
    constexpr const char* name = "adam";
    const auto all = list(name, "options", options, count);
    const Arguments ps(name, "parameters", parameters, count), gs(name, "gradients", gradients, count);
    list(name, "means", means, count), list(name, "squares", squares, count);
    list(name, "new_parameters", new_parameters, count), list(name, "new_means", new_means, count);
    list(name, "new_squares", new_squares, count);
    const auto writable = [](const Ref& x) {
      return x && !x->mask && !x->symbolic && x->contiguous() && belongs_to_handle(*x);
    };
    std::vector<ops::AdamState> before;
    for (std::size_t i = 0; i < all.size(); ++i)
      before.push_back({ps.refs()[i], optional(name, means[i]), optional(name, squares[i])});
    std::vector<ops::AdamStep> steps;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const adj_adam_options& o = all[i];
      steps.emplace_back(ops::AdamOptions{o.learning_rate, o.beta1, o.beta2, o.epsilon, o.weight_decay,
                                          o.decoupled != 0, o.step},
                         before[i], gs.refs()[i],
                         o.in_place && writable(before[i].mean) && writable(before[i].squares));
    }
    Publication published(3 * all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const ops::AdamState& next = steps[i].next();
      new_parameters[i] = published.add(next.parameter);
      new_means[i] = next.mean.get() == before[i].mean.get() ? means[i] : published.add(next.mean);
      new_squares[i] =
          next.squares.get() == before[i].squares.get() ? squares[i] : published.add(next.squares);
    }
    published.finish();
    for (const ops::AdamStep& step : steps) step.run();
  });
}

adj_status adj_adam_update(const adj_adam_options* options, adj_tensor parameter, adj_tensor gradient,
                           adj_tensor mean, adj_tensor squares, adj_tensor learning_rate, adj_tensor step,
                           adj_tensor* out) {
  return guarded([&] {
    constexpr const char* name = "adam";
    require(name, "out", out);
    const adj_adam_options& o = require(name, "options", options);
    const Argument p(name, parameter), g(name, gradient), m(name, mean), v(name, squares),
        rate(name, learning_rate), number(name, step);
    const ops::AdamOptions given{0, o.beta1, o.beta2, o.epsilon, o.weight_decay, o.decoupled != 0, 1};
    *out = publish(ops::adam_update(given, {p.ref(), m.ref(), v.ref()}, g.ref(), rate.ref(), number.ref()));
  });
}
