// What a random program calls: every function of the interface, and sequences of calls that belong together.
#include <array>
#include <iterator>
#include <span>
#include <vector>

#include "operation_calls.h"
#include "program.h"

namespace adjoint::fuzz {
namespace {

// ---- what makes tensors ----

// Numbers that lie inside every function's domain, and the shapes that fit each other.
adj_status from_numbers(Program& p) {
  static constexpr std::array<std::int64_t, 4> dims{2, 3, 3, 2};
  static constexpr std::array<double, 64> values{0.75, 0.5, 1.25, 0.1, 0.9, 1.5, 0.3, 0.6};
  const auto rank = static_cast<std::int32_t>(p.pick(4));
  const std::size_t from = p.pick(2);
  std::int64_t bytes = 8;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rank); ++i) bytes *= dims[from + i];
  return adj_from_data(ADJ_FLOAT64, dims.data() + from, rank, values.data(), bytes, p.out());
}

adj_status from_places(Program& p) {
  static constexpr std::array<std::int64_t, 1> dims{3};
  const std::array<std::int64_t, 3> values{p.small(), p.careful() ? 0 : p.small(), p.number()};
  return adj_from_data(ADJ_INT64, dims.data(), 1, values.data(), 24, p.out());
}

constexpr Call creations[] = {
    from_numbers,
    from_numbers,
    from_numbers,
    from_places,
    [](Program& p) { return adj_from_data(p.dtype(), p.numbers(), p.count(), nullptr, p.number(), p.out()); },
    [](Program& p) { return adj_full(p.dtype(), p.numbers(), p.count(), p.real(), p.out()); },
    [](Program& p) { return adj_scalar_float(p.real(), p.dtype(), p.count(), p.out()); },
    [](Program& p) { return adj_scalar_int(p.number(), p.dtype(), p.count(), p.out()); },
    [](Program& p) { return adj_arange(p.real(), p.real(), p.small() * 3 - 1, p.dtype(), p.out()); },
    [](Program& p) { return adj_arange_int(p.number(), p.number(), p.small() * 3 - 1, p.dtype(), p.out()); },
    [](Program& p) { return adj_linspace(p.real(), p.real(), p.small() * 3 - 1, p.dtype(), p.out()); },
    [](Program& p) { return adj_eye(p.small() - 1, p.small(), p.number(), p.dtype(), p.out()); },
    [](Program& p) { return adj_random_key(p.pick(256), p.out()); },
    [](Program& p) { return adj_random_fold(p.tensor(), 3, p.out()); },
    [](Program& p) { return adj_random_split(p.tensor(), p.small() - 1, p.out()); },
    [](Program& p) { return adj_random_uniform(p.tensor(), p.numbers(), p.count(), p.dtype(), p.out()); },
    [](Program& p) { return adj_random_normal(p.tensor(), p.numbers(), p.count(), p.dtype(), p.out()); },
    [](Program& p) {
      return adj_random_integers(p.tensor(), p.numbers(), p.count(), p.number(), p.number(), p.out());
    },
    [](Program& p) { return adj_random_permutation(p.tensor(), p.small() * 5 - 1, p.out()); },
};

// ---- extents near overflow: calls that make shapes, and go through no elements ----

struct Extents {
  std::array<std::int64_t, 4> dims;
  std::int32_t rank;
};

Extents extents(Program& p) {
  Extents e{};
  e.rank = static_cast<std::int32_t>(p.pick(4));
  for (std::int64_t& d : e.dims) d = p.extent();
  return e;
}

// A column by a row: a product of many elements, none of which takes long.
adj_status outer_product(Program& p) {
  static constexpr std::int64_t last = -1, first = 0;
  adj_tensor column{}, row{};
  adj_status status = adj_expand_dims(p.huge(), &last, 1, &column);
  if (status == ADJ_OK) status = adj_expand_dims(p.huge(), &first, 1, &row);
  adj_tensor_info c{}, r{};
  adj_info(column, &c);
  adj_info(row, &r);
  if (status == ADJ_OK && c.rank == 2 && r.rank == 2) status = adj_matmul(column, row, p.out());
  adj_release(column);
  adj_release(row);
  return status;
}

constexpr Call large_shapes[] = {
    outer_product,
    [](Program& p) {
      const Extents e = extents(p);
      return adj_full(p.dtype(), e.dims.data(), e.rank, 1, p.out());
    },
    [](Program& p) {
      const Extents e = extents(p);
      return adj_full(p.dtype(), e.dims.data(), e.rank, 1, p.out());
    },
    [](Program& p) {
      const Extents e = extents(p);
      return adj_broadcast_to(p.tensor(), e.dims.data(), e.rank, p.out());
    },
    [](Program& p) {
      const Extents e = extents(p);
      return adj_reshape(p.huge(), e.dims.data(), e.rank, p.out());
    },
    [](Program& p) {
      const Extents e = extents(p);
      return adj_broadcast_to(p.huge(), e.dims.data(), e.rank, p.out());
    },
    [](Program& p) { return adj_add(p.huge(), p.huge(), p.out()); },
    [](Program& p) { return adj_less(p.huge(), p.huge(), p.out()); },
    [](Program& p) { return adj_where(p.huge(), p.huge(), p.huge(), p.out()); },
    [](Program& p) { return adj_exp(p.huge(), p.out()); },
    [](Program& p) { return adj_concat(p.huge_list(), p.count(), p.small(), p.out()); },
    [](Program& p) { return adj_stack(p.huge_list(), p.count(), p.small(), p.out()); },
    [](Program& p) { return adj_concat(p.huge_list(), 16, p.small(), p.out()); },
    [](Program& p) { return adj_one_hot(p.tensor(), p.extent(), p.dtype(), p.out()); },
    [](Program& p) { return adj_take(p.huge(), p.tensor(), p.small(), p.out()); },
    [](Program& p) { return adj_permute(p.huge(), nullptr, 0, p.out()); },
    [](Program& p) { return adj_swapaxes(p.huge(), p.small(), p.small(), p.out()); },
    [](Program& p) { return adj_expand_dims(p.huge(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_squeeze(p.huge(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_flip(p.huge(), p.numbers(), p.count(), p.out()); },
    [](Program& p) {
      const Extents start = extents(p), length = extents(p), step = extents(p);
      return adj_slice(p.huge(), start.dims.data(), length.dims.data(), step.dims.data(), start.rank,
                       p.out());
    },
    [](Program& p) { return adj_contiguous(p.huge(), p.out()); },
    [](Program& p) { return adj_zeros_like(p.huge(), p.out()); },
    [](Program& p) { return adj_cast(p.huge(), p.dtype(), p.out()); },
    [](Program& p) {
      const Extents e = extents(p);
      return adj_random_uniform(p.tensor(), e.dims.data(), e.rank, p.dtype(), p.out());
    },
    [](Program& p) { return adj_arange_int(0, p.number(), p.extent(), p.dtype(), p.out()); },
    [](Program& p) { return adj_linspace(0, 1, p.extent(), p.dtype(), p.out()); },
    [](Program& p) { return adj_eye(p.extent(), p.extent(), p.number(), p.dtype(), p.out()); },
    [](Program& p) { return adj_batch_placeholder(p.transform(), p.huge(), p.small(), p.out()); },
    [](Program& p) {
      adj_tensor_info info{};
      return adj_info(p.huge(), &info);
    },
    [](Program& p) { return adj_release(p.tensor()); },
};

// ---- functions of transforms, one at a time ----

constexpr Call transforms[] = {
    [](Program& p) {
      static constexpr adj_status (*openers[])(adj_transform*) = {adj_scope_open, adj_batch_open,
                                                                  adj_transform_open};
      return p.open(openers[p.pick(3)]);
    },
    [](Program& p) { return p.open_capturing(p.count()); },
    [](Program& p) { return p.close(); },
    [](Program& p) { return adj_transform_watch(p.transform(), p.tensor(), p.out()); },
    [](Program& p) { return adj_transform_direction(p.transform(), p.tensor(), p.out()); },
    [](Program& p) {
      return adj_transform_gradients(p.transform(), p.list(), p.pick(2) ? nullptr : p.list(), p.count(),
                                     p.list(), p.count(), p.outs(), p.pick(2) ? nullptr : p.reached.data());
    },
    [](Program& p) {
      return adj_transform_tangents(p.transform(), p.list(), p.list(), p.count(), p.list(), p.count(),
                                    p.outs());
    },
    [](Program& p) { return adj_batch_placeholder(p.transform(), p.tensor(), p.small(), p.out()); },
    [](Program& p) {
      return adj_batch_run(p.transform(), p.list(), p.list(), p.numbers(), p.count(), p.list(),
                           p.other_numbers(), p.count(), p.outs());
    },
    [](Program& p) {
      std::int64_t count = 0, followed = 0;
      std::array<adj_tensor, 16> known_as{};
      return adj_transform_captured(p.transform(), p.outs(), known_as.data(), p.small(), &count, &followed);
    },
    [](Program& p) { return adj_transform_lend(p.transform(), p.list(), p.list(), p.count()); },
    [](Program& p) {
      return adj_transform_gradients_captured(p.transform(), p.list(), nullptr, p.count(), p.list(),
                                              p.count(), p.small(), p.outs());
    },
    [](Program& p) { return adj_transform_keep(p.transform(), p.count()); },
    [](Program& p) { return adj_transform_keep_value(p.tensor()); },
    [](Program& p) {
      std::int64_t count = 0;
      return adj_transform_kept(p.transform(), p.outs(), p.places.data(), p.small(), &count);
    },
    [](Program& p) { return adj_transform_replay(p.transform(), p.list(), p.places.data(), p.count()); },
    [](Program& p) {
      return adj_transform_record(p.transform(), p.list(), p.count(), p.list(), p.count(), p.outs(),
                                  p.out_recording());
    },
    [](Program& p) { return adj_recording_pull(p.recording(), p.list(), p.count(), p.outs(), p.count()); },
    [](Program& p) { return adj_recording_push(p.recording(), p.list(), p.count(), p.outs(), p.count()); },
    [](Program& p) {
      char text[64];
      std::int64_t length = 0;
      return adj_transform_describe(p.transform(), text, 64, &length);
    },
    [](Program& p) {
      std::int64_t mark = 0;
      return adj_custom_begin(p.list(), p.count(), p.outs(), &mark);
    },
    [](Program& p) {
      return adj_custom(p.tensor(), p.list(), p.count(), p.pick(3) ? Program::host() : p.count(), p.number(),
                        p.number(), p.out());
    },
    [](Program& p) { return adj_set_anomaly_detection(p.pick(8) == 7); },
};

// ---- what only reads, and what trains ----

constexpr Call others[] = {
    [](Program& p) {
      std::array<double, 64> to{};
      return adj_copy_to(p.tensor(), to.data(), static_cast<std::int64_t>(p.pick(64) * 8));
    },
    [](Program& p) {
      double value = 0;
      return adj_item_float(p.tensor(), &value);
    },
    [](Program& p) {
      std::int64_t value = 0;
      return adj_item_int(p.tensor(), &value);
    },
    [](Program& p) {
      const void* data = nullptr;
      return adj_data(p.tensor(), &data);
    },
    [](Program& p) {
      const void* data = nullptr;
      return adj_hold(p.tensor(), p.out(), p.pick(8) ? &data : nullptr);
    },
    [](Program& p) { return p.pick(2) ? adj_set_threads(static_cast<std::int32_t>(p.small())) : adj_trim(); },
    [](Program& p) {
      const adj_adam_options one{p.real(), p.real(),  p.real(),  p.real(),
                                 p.real(), p.count(), p.count(), p.small()};
      const std::array<adj_adam_options, 2> options{one, one};
      const std::array<adj_tensor, 2> parameters{p.tensor(), p.tensor()},
          gradients = p.pick(2) ? parameters : std::array<adj_tensor, 2>{p.tensor(), p.tensor()},
          states = p.pick(2) ? std::array<adj_tensor, 2>{} : parameters,
          squares = p.pick(4) ? states : std::array<adj_tensor, 2>{p.tensor(), p.tensor()};
      adj_tensor* out = p.outs();
      return adj_adam(p.pick(8) ? options.data() : nullptr, static_cast<std::int64_t>(p.pick(3)),
                      parameters.data(), gradients.data(), states.data(), squares.data(), out, out + 2,
                      out + 4);
    },
};

// ---- sequences that belong together ----

adj_status operations_on(Program& p, adj_tensor x) {
  p.take_over(x);
  for (std::size_t n = p.pick(6); n > 0; --n) call_operation(p);
  return ADJ_OK;
}

adj_status close_with(Program& p, adj_status status) {
  p.finish_call(status);
  return p.close();
}

// The gradient or the tangent of a few operations, perhaps within another transform.
adj_status differentiate(Program& p, bool capturing) {
  const adj_tensor outside = p.tensor();
  const std::size_t depth = p.depth();
  if (capturing ? p.open_capturing(p.pick(2) != 0) : p.open(adj_transform_open); p.depth() == depth)
    return ADJ_OK;
  adj_tensor x{};
  if (const adj_status status = adj_transform_watch(p.transform(), outside, &x); status != ADJ_OK)
    return close_with(p, status);
  if (capturing && p.pick(2)) adj_transform_keep(p.transform(), 1);
  operations_on(p, x);
  adj_tensor y = p.last();
  adj_status status = ADJ_OK;
  if (capturing) {
    std::array<adj_tensor, 16> known_as{};
    std::int64_t count = 0, followed = 0;
    status = adj_transform_captured(p.transform(), p.outs(), known_as.data(), 8, &count, &followed);
    p.finish_call(status);
    if (status != ADJ_OK || count > 8) return p.close();
    status = adj_transform_gradients_captured(p.transform(), &y, nullptr, 1, &x, 1, followed, p.outs());
  } else if (p.pick(3) == 2) {
    const adj_tensor tangent = outside;
    status = adj_transform_tangents(p.transform(), &x, &tangent, 1, &y, 1, p.outs());
  } else {
    status = adj_transform_gradients(p.transform(), &y, nullptr, 1, &x, 1, p.outs(), nullptr);
  }
  return close_with(p, status);
}

// A few operations on every member of a batch.
adj_status batch(Program& p) {
  const adj_tensor outside = p.tensor();
  const std::size_t depth = p.depth();
  if (p.open(adj_batch_open); p.depth() == depth) return ADJ_OK;
  const std::int64_t in_axis = p.small(), out_axis = p.small() - 1;
  adj_tensor x{};
  if (const adj_status status = adj_batch_placeholder(p.transform(), outside, in_axis, &x); status != ADJ_OK)
    return close_with(p, status);
  operations_on(p, x);
  const adj_tensor y = p.last();
  return close_with(p, adj_batch_run(p.transform(), &x, &outside, &in_axis, 1, &y, &out_axis, 1, p.outs()));
}

// A recording of a few operations, pulled and pushed through after its transform is closed.
adj_status record(Program& p) {
  const adj_tensor outside = p.tensor();
  const std::size_t depth = p.depth();
  if (p.open(adj_transform_open); p.depth() == depth) return ADJ_OK;
  adj_tensor x{};
  if (const adj_status status = adj_transform_watch(p.transform(), outside, &x); status != ADJ_OK)
    return close_with(p, status);
  operations_on(p, x);
  const adj_tensor y = p.last();
  adj_recording made{};
  const adj_status status = adj_transform_record(p.transform(), &x, 1, &y, 1, p.outs(), &made);
  close_with(p, status);
  if (status != ADJ_OK) return status;
  const adj_tensor along = p.tensor();
  p.finish_call(adj_recording_pull(made, &along, 1, p.outs(), 1));
  p.finish_call(adj_recording_push(made, &along, 1, p.outs(), 1));
  return adj_recording_release(made);
}

// A function with a rule of the host, and its derivative.
adj_status custom(Program& p) {
  const std::array<adj_tensor, 2> xs{p.tensor(), p.tensor()};
  std::array<adj_tensor, 2> given{};
  std::int64_t mark = 0;
  if (const adj_status status = adj_custom_begin(xs.data(), 2, given.data(), &mark); status != ADJ_OK)
    return status;
  p.take_over(given[1]);
  operations_on(p, given[0]);
  return adj_custom(p.last(), xs.data(), 2, Program::host(), 1, mark, p.out());
}

constexpr Call sequences[] = {
    [](Program& p) { return differentiate(p, false); },
    [](Program& p) { return differentiate(p, false); },
    [](Program& p) { return differentiate(p, true); },
    batch,
    record,
    custom,
};

void call_of(Program& program, std::span<const Call> calls) {
  program.finish_call(calls[program.pick(calls.size())](program));
}

}  // namespace

void call_any(Program& program) {
  static const std::span<const Call> kinds[] = {
      operation_calls(), operation_calls(), matrix_calls(), creations, large_shapes, transforms, others,
      sequences,         sequences};
  call_of(program, kinds[program.pick(std::size(kinds))]);
}

void call_operation(Program& program) { call_of(program, operation_calls()); }

}  // namespace adjoint::fuzz
