// Control flow: bodies, loops and branches.
#include <algorithm>

#include "capi/directions.h"
#include "capi/numbered.h"
#include "control/branch.h"
#include "control/loop.h"
#include "control/repeat.h"
#include "program/lower.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

// A recorded body, its own inputs being followed by those that it captured.
struct RecordedBody {
  const Context* thread;
  program::Program program;
  std::size_t own_inputs;
  std::vector<HeldValue> captured;

  const program::Value& input(std::size_t k) const { return program.values[program::at(program.inputs[k])]; }
  const program::Value& output(std::size_t k) const {
    return program.values[program::at(program.outputs[k].value)];
  }
  std::vector<Ref> shared() const {
    std::vector<Ref> refs;
    for (const HeldValue& x : captured) refs.push_back(x.ref());
    return refs;
  }
  control::BodyRef body() const { return control::body_of(copy_of(program)); }
};

Numbered<RecordedBody>& bodies() {
  static Numbered<RecordedBody>& instance = *new Numbered<RecordedBody>("body");
  return instance;
}

std::shared_ptr<RecordedBody> find(const char* operation, adj_body body) {
  std::shared_ptr<RecordedBody> found = bodies().find(operation, body.id);
  if (found->thread != &Context::current())
    fail(ADJ_ERROR_STATE, operation, ": the body belongs to the thread that recorded it");
  return found;
}

std::string text_of(DType dtype, const Shape& shape) { return name_of(dtype) + to_string(shape); }

bool fits(const Ref& x, const program::Value& expected) {
  return x.dtype() == expected.dtype && x.shape() == expected.shape;
}

void require_operands(const char* name, const RecordedBody& body, std::span<const Ref> given,
                      const char* what, std::size_t first = 0) {
  for (std::size_t k = 0; k < given.size(); ++k) {
    const program::Value& expected = body.input(first + k);
    if (!fits(given[k], expected))
      fail(given[k].dtype() == expected.dtype ? ADJ_ERROR_SHAPE : ADJ_ERROR_DTYPE, name, ": ", what, " ",
           static_cast<std::int64_t>(k), " is ", text_of(given[k].dtype(), given[k].shape()),
           ", but the body was recorded for ", text_of(expected.dtype, expected.shape));
  }
}

void require_carries_kept(const char* name, const RecordedBody& body, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    const program::Value &before = body.input(k), &after = body.output(k);
    if (before.dtype != after.dtype || !(before.shape == after.shape))
      fail(before.dtype == after.dtype ? ADJ_ERROR_SHAPE : ADJ_ERROR_DTYPE, name, ": carry ",
           static_cast<std::int64_t>(k), " is ", text_of(before.dtype, before.shape),
           ", but a step makes it ", text_of(after.dtype, after.shape),
           "; a carry has the same type and shape in every step");
  }
}

// The same body for operands among which are all that any of several bodies captured.
control::BodyRef with_inputs(const RecordedBody& body, const std::vector<Ref>& shared) {
  program::Program program = copy_of(body.program);
  std::vector<program::ValueId> inputs(program.inputs.begin(),
                                       program.inputs.begin() + static_cast<std::ptrdiff_t>(body.own_inputs));
  for (const Ref& x : shared) {
    const auto own = std::find_if(body.captured.begin(), body.captured.end(),
                                  [&](const HeldValue& c) { return c.get() == x.get(); });
    inputs.push_back(
        own == body.captured.end()
            ? program.add({program::Origin::kInput, x.dtype(), x->weak, x.shape(), nullptr})
            : program.inputs[body.own_inputs + static_cast<std::size_t>(own - body.captured.begin())]);
  }
  program.inputs = std::move(inputs);
  return control::body_of(std::move(program));
}

void require_like(const char* name, const RecordedBody& first, const RecordedBody& other,
                  std::int64_t number) {
  require_count(name, "outputs of a branch", static_cast<std::int64_t>(other.program.outputs.size()),
                first.program.outputs.size());
  for (std::size_t k = 0; k < first.program.outputs.size(); ++k) {
    const program::Value &a = first.output(k), &b = other.output(k);
    if (a.dtype != b.dtype || !(a.shape == b.shape))
      fail(a.dtype == b.dtype ? ADJ_ERROR_SHAPE : ADJ_ERROR_DTYPE, name, ": branch ", number, " gives ",
           text_of(b.dtype, b.shape), " as result ", static_cast<std::int64_t>(k), ", but the first one ",
           text_of(a.dtype, a.shape), "; all branches give the same types and shapes");
  }
}

}  // namespace

adj_status adj_body_make(adj_transform transform, const adj_tensor* placeholders, int64_t input_count,
                         const adj_tensor* outputs, int64_t output_count, adj_body* out) {
  return guarded([&] {
    constexpr const char* name = "body_make";
    require(name, "out", out);
    const Scope scope = scope_of(name, ScopeKind::kProgram, transform);
    const Arguments xs(name, "placeholders", placeholders, input_count),
        ys(name, "outputs", outputs, output_count);
    const std::vector<Node*> inputs = followed(name, scope, xs.refs());
    Context& context = Context::current();
    std::vector<Ref> captured;
    auto body = std::make_shared<RecordedBody>();
    body->thread = &context;
    body->program = program::lower(context, scope, inputs, ys.refs(), program::Captured::kInputs, &captured);
    body->own_inputs = inputs.size();
    for (const Ref& x : captured) body->captured.emplace_back(x);
    out->id = bodies().add(std::move(body));
  });
}

adj_status adj_body_release(adj_body body) {
  return guarded([&] {
    find("body_release", body);
    bodies().release("body_release", body.id);
  });
}

adj_status adj_scan(adj_body body, const adj_tensor* carries, int64_t carry_count, const adj_tensor* slices,
                    int64_t slice_count, int64_t steps, int32_t backwards, adj_tensor* outputs,
                    int64_t output_count) {
  return guarded([&] {
    constexpr const char* name = "scan";
    const auto recorded = find(name, body);
    const Arguments cs(name, "carries", carries, carry_count), xs(name, "slices", slices, slice_count);
    if (steps < 0) fail(ADJ_ERROR_ARGUMENT, name, ": the number of steps is negative");
    require_count(name, "carries and slices", carry_count + slice_count, recorded->own_inputs);
    require_count(name, "outputs", output_count, recorded->program.outputs.size());
    if (output_count < carry_count)
      fail(ADJ_ERROR_ARGUMENT, name, ": a step gives fewer results than carries");
    if (output_count > 0) require(name, "outputs", outputs);
    require_operands(name, *recorded, cs.refs(), "carry");
    require_carries_kept(name, *recorded, cs.refs().size());
    for (std::size_t k = 0; k < xs.refs().size(); ++k) {
      const Ref& x = xs.refs()[k];
      const program::Value& slice = recorded->input(cs.refs().size() + k);
      Shape stack = slice.shape;
      stack.insert(0, steps);
      if (x.dtype() != slice.dtype || !(x.shape() == stack))
        fail(ADJ_ERROR_SHAPE, name, ": stacked operand ", static_cast<std::int64_t>(k), " is ",
             text_of(x.dtype(), x.shape()), ", but ", steps, " steps take ", text_of(slice.dtype, stack));
    }
    const control::LoopOperands operands{
        {cs.refs().begin(), cs.refs().end()}, {xs.refs().begin(), xs.refs().end()}, recorded->shared()};
    std::vector<Ref> found = control::loop(recorded->body(), operands, steps, backwards != 0);
    publish_all(found, outputs);
  });
}

adj_status adj_branch(adj_tensor index, const adj_body* branches, int64_t body_count,
                      const adj_tensor* operands, int64_t operand_count, adj_tensor* outputs,
                      int64_t output_count) {
  return guarded([&] {
    constexpr const char* name = "branch";
    const Argument chosen(name, index);
    const auto given = list(name, "bodies", branches, body_count);
    if (given.empty()) fail(ADJ_ERROR_ARGUMENT, name, ": there is no branch");
    if (chosen->shape.rank() != 0)
      fail(ADJ_ERROR_SHAPE, name, ": the index must be a scalar, not of shape ", to_string(chosen->shape));
    if (chosen->dtype != DType::kBool && chosen->dtype != DType::kInt32 && chosen->dtype != DType::kInt64)
      fail(ADJ_ERROR_DTYPE, name, ": the index must be bool, int32 or int64, not ", name_of(chosen->dtype));
    const Arguments xs(name, "operands", operands, operand_count);
    std::vector<std::shared_ptr<RecordedBody>> recorded;
    std::vector<Ref> all(xs.refs().begin(), xs.refs().end()), shared;
    for (const adj_body body : given) {
      const RecordedBody& b = *recorded.emplace_back(find(name, body));
      require_count(name, "operands", operand_count, b.own_inputs);
      require_operands(name, b, xs.refs(), "operand");
      require_like(name, *recorded[0], b, static_cast<std::int64_t>(recorded.size()) - 1);
      for (const Ref& x : b.shared())
        if (std::none_of(shared.begin(), shared.end(), [&](const Ref& y) { return x.get() == y.get(); }))
          shared.push_back(x);
    }
    require_count(name, "outputs", output_count, recorded[0]->program.outputs.size());
    if (output_count > 0) require(name, "outputs", outputs);
    std::vector<control::BodyRef> made;
    for (const auto& b : recorded) made.push_back(with_inputs(*b, shared));
    all.insert(all.end(), shared.begin(), shared.end());
    std::vector<Ref> found = control::branch(chosen.ref(), made, all);
    publish_all(found, outputs);
  });
}

adj_status adj_while(adj_body condition, adj_body body, const adj_tensor* carries, int64_t carry_count,
                     adj_tensor* outputs) {
  return guarded([&] {
    constexpr const char* name = "while";
    const auto holds = find(name, condition), step = find(name, body);
    const Arguments xs(name, "carries", carries, carry_count);
    if (carry_count > 0) require(name, "outputs", outputs);
    for (const RecordedBody* b : {holds.get(), step.get()}) {
      require_count(name, "carries", carry_count, b->own_inputs);
      require_operands(name, *b, xs.refs(), "carry");
    }
    require_count(name, "results of a step", static_cast<std::int64_t>(step->program.outputs.size()),
                  xs.refs().size());
    require_carries_kept(name, *step, xs.refs().size());
    if (holds->program.outputs.size() != 1 || holds->output(0).dtype != DType::kBool ||
        holds->output(0).shape.rank() != 0)
      fail(ADJ_ERROR_ARGUMENT, name, ": the condition must give one scalar of bool");
    std::vector<Ref> found =
        control::repeat(holds->body(), holds->shared(), step->body(), step->shared(), xs.refs());
    publish_all(found, outputs);
  });
}
