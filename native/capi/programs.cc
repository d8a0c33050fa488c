// Programs: made of recordings, run, described.
#include <algorithm>
#include <memory>

#include "capi/directions.h"
#include "capi/numbered.h"
#include "program/executable.h"
#include "program/lower.h"
#include "program/simplify.h"
#include "program/sparsity.h"
#include "program/text.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

struct Compiled {
  Compiled(program::Program as_recorded, program::Program simplified)
      : recorded(std::move(as_recorded)), executable(std::move(simplified)) {}
  program::Program recorded;
  program::Executable executable;
};

Numbered<Compiled>& programs() {
  static Numbered<Compiled>& instance = *new Numbered<Compiled>("program");
  return instance;
}

void require_inputs(const char* name, const program::Program& p, std::span<const Ref> given) {
  require_count(name, "inputs", static_cast<std::int64_t>(given.size()), p.inputs.size());
  for (std::size_t k = 0; k < given.size(); ++k) {
    const program::Value& expected = p.values[static_cast<std::size_t>(p.inputs[k])];
    const Ref& x = given[k];
    if (x.dtype() != expected.dtype || !(x.shape() == expected.shape))
      fail(x.dtype() == expected.dtype ? ADJ_ERROR_SHAPE : ADJ_ERROR_DTYPE, name, ": input ",
           static_cast<std::int64_t>(k), " is ", name_of(x.dtype()), to_string(x.shape()),
           ", but the program was recorded for ", name_of(expected.dtype), to_string(expected.shape));
    require_value(*x);
  }
}

Ref vector_of(const std::vector<std::int64_t>& numbers) {
  Ref x = new_constant(DType::kInt64, Shape{static_cast<std::int64_t>(numbers.size())});
  std::ranges::copy(numbers, x->elements<std::int64_t>());
  return x;
}

std::string text_of(const Compiled& c, adj_program_text what) {
  switch (what) {
    case ADJ_PROGRAM_RECORDED:
      return to_text(c.recorded);
    case ADJ_PROGRAM_SIMPLIFIED:
      return to_text(c.executable.program());
    case ADJ_PROGRAM_PLANNED:
      return to_text(c.executable.program(), c.executable.plan());
    case ADJ_PROGRAM_DOT:
      return to_dot(c.executable.program());
    case ADJ_PROGRAM_MERMAID:
      return to_mermaid(c.executable.program());
    case ADJ_PROGRAM_STEPS:
      return to_step_names(c.executable.program(), c.executable.plan());
    case ADJ_PROGRAM_CODE:
      return c.executable.code();
  }
  fail(ADJ_ERROR_ARGUMENT, "program_describe: there is no such description");
}

}  // namespace

adj_status adj_program_open(adj_transform* out) {
  return guarded([&] {
    require("program_open", "out", out);
    out->id = Context::current().open(ScopeKind::kProgram).id;
  });
}

adj_status adj_program_placeholder(adj_transform transform, adj_tensor x, adj_tensor* out) {
  return guarded([&] {
    constexpr const char* name = "program_placeholder";
    require(name, "out", out);
    const Scope scope = scope_of(name, ScopeKind::kProgram, transform);
    const Argument n(name, x);
    *out = publish(placeholder(*n.get(), n->shape, scope.bit));
  });
}

adj_status adj_program_make(adj_transform transform, const adj_tensor* placeholders, int64_t input_count,
                            const adj_tensor* outputs, int64_t output_count, int32_t fast_math,
                            adj_program* out) {
  return guarded([&] {
    constexpr const char* name = "compile";
    require(name, "out", out);
    const Scope scope = scope_of(name, ScopeKind::kProgram, transform);
    const Arguments xs(name, "placeholders", placeholders, input_count),
        ys(name, "outputs", outputs, output_count);
    const std::vector<Node*> inputs = followed(name, scope, xs.refs());
    program::Program recorded = program::lower(Context::current(), scope, inputs, ys.refs());
    recorded.contracts = fast_math != 0;
    program::Program simplified = program::copy_of(recorded);
    program::simplify(simplified);
    out->id = programs().add(std::make_shared<Compiled>(std::move(recorded), std::move(simplified)));
  });
}

adj_status adj_program_run(adj_program program, const adj_tensor* inputs, int64_t input_count,
                           adj_tensor* outputs, int64_t output_count) {
  return guarded([&] {
    constexpr const char* name = "compiled function";
    const std::shared_ptr<Compiled> compiled = programs().find(name, program.id);
    const program::Program& p = compiled->executable.program();
    const Arguments xs(name, "inputs", inputs, input_count);
    require_inputs(name, p, xs.refs());
    require_count(name, "outputs", output_count, p.outputs.size());
    if (output_count > 0) require(name, "outputs", outputs);
    std::vector<Ref> results = compiled->executable.run(xs.refs());
    publish_all(results, outputs);
  });
}

adj_status adj_program_get_info(adj_program program, adj_program_info* out) {
  return guarded([&] {
    constexpr const char* name = "program_get_info";
    require(name, "out", out);
    const std::shared_ptr<Compiled> c = programs().find(name, program.id);
    const program::Program& p = c->executable.program();
    const program::Plan& plan = c->executable.plan();
    const auto count = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
    *out = {count(p.inputs),       count(p.outputs),  count(c->recorded.instructions),
            count(p.instructions), count(plan.steps), plan.arena_bytes,
            plan.value_bytes};
  });
}

adj_status adj_program_describe(adj_program program, adj_program_text what, char* text, int64_t size,
                                int64_t* length) {
  return guarded([&] {
    constexpr const char* name = "program_describe";
    require(name, "length", length);
    if (size > 0) require(name, "text", text);
    const std::string description = text_of(*programs().find(name, program.id), what);
    *length = static_cast<std::int64_t>(description.size());
    if (size <= 0) return;
    const std::size_t count = std::min(description.size(), static_cast<std::size_t>(size - 1));
    std::copy_n(description.data(), count, text);
    text[count] = 0;
  });
}

adj_status adj_program_measure(adj_program program, int32_t on) {
  return guarded(
      [&] { programs().find("program_measure", program.id)->executable.profile().measure(on != 0); });
}

adj_status adj_program_times(adj_program program, adj_step_time* out, int64_t capacity, int64_t* count) {
  return guarded([&] {
    constexpr const char* name = "program_times";
    require(name, "count", count);
    if (capacity < 0) fail(ADJ_ERROR_ARGUMENT, name, ": the capacity is negative");
    if (capacity > 0) require(name, "out", out);
    const std::shared_ptr<Compiled> c = programs().find(name, program.id);
    const std::vector<program::StepTime> times = c->executable.profile().times();
    const std::vector<std::int64_t> bytes = step_bytes(c->executable.program(), c->executable.plan());
    *count = static_cast<std::int64_t>(times.size());
    for (std::size_t s = 0; s < times.size() && static_cast<std::int64_t>(s) < capacity; ++s)
      out[s] = {times[s].calls, times[s].nanoseconds, times[s].last_start, times[s].last_nanoseconds,
                bytes[s]};
  });
}

adj_status adj_program_sparsity(adj_transform transform, const adj_tensor* placeholders, int64_t input_count,
                                int64_t followed_count, const adj_tensor* outputs, int64_t output_count,
                                adj_tensor* row_starts, adj_tensor* columns) {
  return guarded([&] {
    constexpr const char* name = "sparsity";
    require(name, "row_starts", row_starts);
    require(name, "columns", columns);
    const Scope scope = scope_of(name, ScopeKind::kProgram, transform);
    const Arguments xs(name, "placeholders", placeholders, input_count),
        ys(name, "outputs", outputs, output_count);
    if (followed_count < 0 || followed_count > input_count)
      fail(ADJ_ERROR_ARGUMENT, name, ": ", followed_count, " of ", input_count,
           " stand-ins cannot be followed");
    const std::vector<Node*> inputs = followed(name, scope, xs.refs());
    const program::Program recorded =
        program::lower(Context::current(), scope, inputs, ys.refs(), program::Captured::kConstantsIfKnown);
    const program::Sparsity found = program::sparsity_of(recorded, static_cast<std::size_t>(followed_count));
    std::vector<Ref> results{vector_of(found.starts), vector_of(found.columns)};
    adj_tensor handles[2];
    publish_all(results, handles);
    *row_starts = handles[0];
    *columns = handles[1];
  });
}

adj_status adj_program_release(adj_program program) {
  return guarded([&] { programs().release("program_release", program.id); });
}
