// The gates of recurrent cells: an operation for the step, and one for what a cotangent of it gives all
// operands, side by side along the last axis.
//
// The latter, J^T u, is linear in u. Its derivative by the operands, in a direction w or against a cotangent
// w, is the gradient of <u, J w>: second derivatives commute, so that one function serves both modes.
#include "kernels/recurrent.h"

#include "ops/rules.h"

namespace adjoint::ops {
namespace {

// Parts of the last axis.
Ref part(const Ref& x, std::int64_t from, std::int64_t length) {
  const int last = x.rank() - 1;
  Dims start = Dims::filled(x.rank(), 0), count = x.shape();
  start[last] = from;
  count[last] = length;
  return slice(x, start, count, Dims::filled(x.rank(), 1));
}
Ref unit(const Ref& x, int which, std::int64_t width) { return part(x, which * width, width); }

template <class... Parts>
Ref side_by_side(const Parts&... parts) {
  const Ref all[] = {parts...};
  return concat(all, all[0].rank() - 1);
}

// A tangent, or zeros in its place.
Ref or_zeros(const Ref& tangent, const Ref& x) { return tangent ? tangent : zeros_like(x); }

kernels::GateRows rows_of(const Node& memory) {
  const std::int64_t width = memory.shape.back();
  return {width == 0 ? 0 : memory.count() / width, width};
}

void require_rows(const Inference& i, std::size_t operand, const char* what, std::int64_t per_unit,
                  const Shape& of) {
  Shape expected = of;
  expected[expected.rank() - 1] *= per_unit;
  if (!(i.in(operand).shape == expected))
    fail(ADJ_ERROR_SHAPE, i.operation, ": ", what, " of shape ", to_string(i.in(operand).shape),
         " do not fit hidden values of shape ", to_string(of), "; they need shape ", to_string(expected));
}

void require_axis(const Inference& i, const Shape& hidden) {
  if (hidden.rank() == 0)
    fail(ADJ_ERROR_SHAPE, i.operation,
         ": hidden values need a last axis with one entry a unit, not a scalar");
}

void widen_last(Shape& shape, const Shape& of, std::int64_t times) {
  shape = of;
  shape[shape.rank() - 1] *= times;
}

Ref sigmoid_slope(const Ref& s) { return s * (1.0 - s); }
Ref tanh_slope(const Ref& t) { return 1.0 - square(t); }

// ---- LSTM ----

struct Lstm {
  Ref i, f, g, o, c, t;
  Ref di, df, dg, dout, dt;  // the slopes of the functions behind them

  Lstm(const Ref& gates, const Ref& memory) : c(memory) {
    const std::int64_t n = memory.shape().back();
    i = sigmoid(unit(gates, 0, n)), f = sigmoid(unit(gates, 1, n));
    g = tanh(unit(gates, 2, n)), o = sigmoid(unit(gates, 3, n));
    t = tanh(f * c + i * g);
    di = sigmoid_slope(i), df = sigmoid_slope(f), dout = sigmoid_slope(o);
    dg = tanh_slope(g), dt = tanh_slope(t);
  }
};

// A direction or cotangent of the operands, unit by unit.
struct LstmDirection {
  Ref i, f, g, o, c;
  LstmDirection(const Ref& gates, const Ref& memory, std::int64_t n)
      : i(unit(gates, 0, n)), f(unit(gates, 1, n)), g(unit(gates, 2, n)), o(unit(gates, 3, n)), c(memory) {}
};

Ref memory_change(const Lstm& s, const LstmDirection& w) {
  return s.df * w.f * s.c + s.f * w.c + s.di * w.i * s.g + s.i * s.dg * w.g;
}

// J w
Ref lstm_change(const Lstm& s, const LstmDirection& w) {
  const Ref change = memory_change(s, w);
  return side_by_side(s.dout * w.o * s.t + s.o * s.dt * change, change);
}

// The gradient of <u, J w>.
Ref lstm_curvature(const Lstm& s, const Ref& u, const LstmDirection& w) {
  const std::int64_t n = s.c.shape().back();
  const Ref of_hidden = unit(u, 0, n), change = memory_change(s, w);
  const Ref of_memory = unit(u, 1, n) + of_hidden * s.o * s.dt;
  const Ref through_tanh = of_hidden * s.dt * (s.dout * w.o - s.o * s.t * change * 2.0);
  const auto bend = [](const Ref& slope, const Ref& value) { return slope * (1.0 - value * 2.0); };
  return side_by_side(
      through_tanh * s.di * s.g + of_memory * (bend(s.di, s.i) * w.i * s.g + s.di * s.dg * w.g),
      through_tanh * s.df * s.c + of_memory * (bend(s.df, s.f) * w.f * s.c + s.df * w.c),
      through_tanh * s.i * s.dg + of_memory * (s.di * w.i * s.dg - s.i * s.g * s.dg * w.g * 2.0),
      of_hidden * (bend(s.dout, s.o) * w.o * s.t + s.dout * s.dt * change),
      through_tanh * s.f + of_memory * s.df * w.f);
}

Ref lstm_back(const Ref& gates, const Ref& memory, const Ref& cotangent);

const Operation kLstmBack = {
    .name = "lstm_gates_back",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(1).dtype;
          widen_last(i.shape, i.in(1).shape, 5);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref gates = contiguous(e.inputs[0]), memory = contiguous(e.inputs[1]);
          const Ref cotangent = contiguous(e.inputs[2]);
          kernels::lstm_gates_back(e.out.dtype, rows_of(*memory), gates->data, memory->data, cotangent->data,
                                   e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const std::int64_t n = r.in_shape(1).back();
          const Lstm s(r.in(0), r.in(1));
          const LstmDirection w(part(r.ct(), 0, 4 * n), unit(r.ct(), 4, n), n);
          if (r.wants(2)) r.give(2, lstm_change(s, w));
          if (!r.wants(0) && !r.wants(1)) return;
          const Ref all = lstm_curvature(s, r.in(2), w);
          r.give(0, part(all, 0, 4 * n));
          r.give(1, unit(all, 4, n));
        },
    .jvp =
        [](const Jvp& r) {
          const Ref &gates = r.in(0), &memory = r.in(1), &du = r.tangent(2);
          Ref through_operands;
          if (r.tangent(0) || r.tangent(1)) {
            const LstmDirection w(or_zeros(r.tangent(0), gates), or_zeros(r.tangent(1), memory),
                                  memory.shape().back());
            through_operands = lstm_curvature(Lstm(gates, memory), r.in(2), w);
          }
          return plus(through_operands, du ? lstm_back(gates, memory, du) : Ref());
        },
    .batch = batch_alike,
    .reads = kReads0 | kReads1 | kReads2,
};

const Operation kLstm = {
    .name = "lstm_gates",
    .infer =
        [](Inference& i) {
          require_axis(i, i.in(1).shape);
          require_rows(i, 0, "gates", 4, i.in(1).shape);
          i.dtype = i.in(1).dtype;
          widen_last(i.shape, i.in(1).shape, 2);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref gates = contiguous(e.inputs[0]), memory = contiguous(e.inputs[1]);
          kernels::lstm_gates(e.out.dtype, rows_of(*memory), gates->data, memory->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const std::int64_t n = r.in_shape(1).back();
          const Ref all = lstm_back(r.in(0), r.in(1), r.ct());
          if (r.wants(0)) r.give(0, part(all, 0, 4 * n));
          if (r.wants(1)) r.give(1, unit(all, 4, n));
        },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0) && !r.tangent(1)) return nullptr;
      const Ref &gates = r.in(0), &memory = r.in(1);
      return lstm_change(Lstm(gates, memory),
                         LstmDirection(or_zeros(r.tangent(0), gates), or_zeros(r.tangent(1), memory),
                                       memory.shape().back()));
    },
    .batch = batch_alike,
    .reads = kReads0 | kReads1,
};

Ref lstm_back(const Ref& gates, const Ref& memory, const Ref& cotangent) {
  return apply_to(kLstmBack, {}, gates, memory, cotangent);
}

// ---- GRU ----

struct Gru {
  Ref r, z, q, n, h;
  Ref dr, dz, dn;  // the slopes of the functions behind them

  Gru(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden) : h(hidden) {
    const std::int64_t width = hidden.shape().back();
    const auto both = [&](int which) {
      return unit(of_inputs, which, width) + unit(of_hidden, which, width);
    };
    r = sigmoid(both(0)), z = sigmoid(both(1)), q = unit(of_hidden, 2, width);
    n = tanh(unit(of_inputs, 2, width) + r * q);
    dr = sigmoid_slope(r), dz = sigmoid_slope(z), dn = tanh_slope(n);
  }
};

struct GruDirection {
  Ref r, z, x, q, h;  // of the gates' sums, of the new values of inputs and of hidden, and of h
  GruDirection(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden, std::int64_t width)
      : x(unit(of_inputs, 2, width)), q(unit(of_hidden, 2, width)), h(hidden) {
    r = unit(of_inputs, 0, width) + unit(of_hidden, 0, width);
    z = unit(of_inputs, 1, width) + unit(of_hidden, 1, width);
  }
};

// The change of what the tanh is taken of.
Ref fresh_change(const Gru& s, const GruDirection& w) { return w.x + s.dr * w.r * s.q + s.r * w.q; }

Ref gru_change(const Gru& s, const GruDirection& w) {
  return (s.h - s.n) * s.dz * w.z + (1.0 - s.z) * s.dn * fresh_change(s, w) + s.z * w.h;
}

Ref gru_curvature(const Gru& s, const Ref& u, const GruDirection& w) {
  const Ref change = fresh_change(s, w), rest = 1.0 - s.z;
  const Ref of_fresh = -(u * s.dn * (s.dz * w.z + rest * s.n * change * 2.0));
  const Ref of_change = u * rest * s.dn;
  const Ref of_reset = s.dr * (of_fresh * s.q + of_change * ((1.0 - s.r * 2.0) * w.r * s.q + w.q));
  const Ref of_update = u * s.dz * ((s.h - s.n) * (1.0 - s.z * 2.0) * w.z - s.dn * change + w.h);
  return side_by_side(of_reset, of_update, of_fresh, of_reset, of_update,
                      of_fresh * s.r + of_change * s.dr * w.r, u * s.dz * w.z);
}

Ref gru_back(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden, const Ref& cotangent);

void give_gru(Vjp& r, const Ref& all) {
  const std::int64_t width = r.in_shape(2).back();
  if (r.wants(0)) r.give(0, part(all, 0, 3 * width));
  if (r.wants(1)) r.give(1, part(all, 3 * width, 3 * width));
  if (r.wants(2)) r.give(2, unit(all, 6, width));
}

GruDirection gru_direction(const Jvp& r) {
  return {or_zeros(r.tangent(0), r.in(0)), or_zeros(r.tangent(1), r.in(1)), or_zeros(r.tangent(2), r.in(2)),
          r.in(2).shape().back()};
}

const Operation kGruBack = {
    .name = "gru_gates_back",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(2).dtype;
          widen_last(i.shape, i.in(2).shape, 7);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref of_inputs = contiguous(e.inputs[0]), of_hidden = contiguous(e.inputs[1]);
          const Ref hidden = contiguous(e.inputs[2]), cotangent = contiguous(e.inputs[3]);
          kernels::gru_gates_back(e.out.dtype, rows_of(*hidden), of_inputs->data, of_hidden->data,
                                  hidden->data, cotangent->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const std::int64_t width = r.in_shape(2).back();
          const Gru s(r.in(0), r.in(1), r.in(2));
          const Ref& c = r.ct();
          const GruDirection w(part(c, 0, 3 * width), part(c, 3 * width, 3 * width), unit(c, 6, width),
                               width);
          if (r.wants(3)) r.give(3, gru_change(s, w));
          if (r.wants(0) || r.wants(1) || r.wants(2)) give_gru(r, gru_curvature(s, r.in(3), w));
        },
    .jvp =
        [](const Jvp& r) {
          const Ref& du = r.tangent(3);
          Ref through_operands;
          if (r.tangent(0) || r.tangent(1) || r.tangent(2))
            through_operands = gru_curvature(Gru(r.in(0), r.in(1), r.in(2)), r.in(3), gru_direction(r));
          return plus(through_operands, du ? gru_back(r.in(0), r.in(1), r.in(2), du) : Ref());
        },
    .batch = batch_alike,
    .reads = kReads0 | kReads1 | kReads2 | (1u << 3),
};

const Operation kGru = {
    .name = "gru_gates",
    .infer =
        [](Inference& i) {
          require_axis(i, i.in(2).shape);
          require_rows(i, 0, "gates of inputs", 3, i.in(2).shape);
          require_rows(i, 1, "gates of hidden values", 3, i.in(2).shape);
          i.dtype = i.in(2).dtype;
          i.shape = i.in(2).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref of_inputs = contiguous(e.inputs[0]), of_hidden = contiguous(e.inputs[1]);
          const Ref hidden = contiguous(e.inputs[2]);
          kernels::gru_gates(e.out.dtype, rows_of(*hidden), of_inputs->data, of_hidden->data, hidden->data,
                             e.allocate());
        },
    .vjp = [](Vjp& r) { give_gru(r, gru_back(r.in(0), r.in(1), r.in(2), r.ct())); },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0) && !r.tangent(1) && !r.tangent(2)) return nullptr;
      return gru_change(Gru(r.in(0), r.in(1), r.in(2)), gru_direction(r));
    },
    .batch = batch_alike,
    .reads = kReads0 | kReads1 | kReads2,
};

Ref gru_back(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden, const Ref& cotangent) {
  return apply_to(kGruBack, {}, of_inputs, of_hidden, hidden, cotangent);
}

}  // namespace

Ref lstm_gates(const Ref& gates, const Ref& memory) {
  const DType type = common_type(gates, {memory});
  return apply_to(kLstm, {}, as_type(gates, type), as_type(memory, type));
}

Ref gru_gates(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden) {
  const DType type = common_type(of_inputs, {of_hidden, hidden});
  return apply_to(kGru, {}, as_type(of_inputs, type), as_type(of_hidden, type), as_type(hidden, type));
}

}  // namespace adjoint::ops
