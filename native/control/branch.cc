#include "control/branch.h"

#include <algorithm>

#include "control/pick.h"
#include "core/apply.h"
#include "ops/ops.h"

namespace adjoint::control {
namespace {

constexpr const char* kName = "branch";

class Branch : public Several {
 public:
  explicit Branch(std::vector<BodyRef> of) : bodies(std::move(of)) {
    for (std::size_t k = 0; k < bodies[0]->output_count(); ++k) {
      const program::Value& v = bodies[0]->output(k);
      add(kName, {v.dtype, false, v.shape});
    }
  }
  bool chooses() const { return bodies.size() > 1; }

  const std::vector<BodyRef> bodies;
};

struct BranchAttributes {
  const Branch* keeps;
};

const Branch& branch_of(const Node& n) { return *n.attributes.as<BranchAttributes>().keeps; }

Ref apply_branch(const Ref& index, const std::vector<BodyRef>& given, std::span<const Ref> operands) {
  std::vector<bool> used(operands.size());
  for (const BodyRef& body : given)
    for (std::size_t k = 0; k < used.size(); ++k) used[k] = used[k] || body->uses(k);
  std::vector<BodyRef> bodies;
  Key key("branch");
  for (const BodyRef& body : given) key.add(bodies.emplace_back(with_inputs(body, used)));
  const auto branch = interned_as<Branch>(key, [&] { return make_counted<const Branch>(bodies); });
  std::vector<Node*> nodes;
  if (branch->chooses()) nodes.push_back(index.get());
  for (std::size_t k = 0; k < used.size(); ++k)
    if (used[k]) nodes.push_back(operands[k].get());
  return apply(kBranch, nodes, Attributes(BranchAttributes{branch.get()}));
}

// The bodies that `derive` makes of each.
template <class Derive>
std::vector<BodyRef> derived(const Branch& branch, const Derive& derive) {
  std::vector<BodyRef> bodies;
  for (const BodyRef& body : branch.bodies) bodies.push_back(derive(body));
  return bodies;
}

// What a rule sees of an operation: the index, if there is one, and the bodies' own operands.
template <class Rule>
std::vector<Ref> own_operands(const Rule& r, const Branch& branch) {
  std::vector<Ref> own = operands_of(r);
  if (branch.chooses()) own.erase(own.begin());
  return own;
}
template <class Rule>
Ref index_of(const Rule& r, const Branch& branch) {
  return branch.chooses() ? r.in(0) : Ref();
}

std::int64_t number_of(const Node& index) {
  switch (index.dtype) {
    case DType::kBool:
      return *index.elements<bool>();
    case DType::kInt32:
      return *index.elements<std::int32_t>();
    default:
      return *index.elements<std::int64_t>();
  }
}

void eval_branch(const Evaluation& e) {
  const Branch& branch = branch_of(e.out);
  const std::size_t first = branch.chooses();
  const auto last = static_cast<std::int64_t>(branch.bodies.size()) - 1;
  const std::int64_t chosen = first == 0 ? 0 : std::clamp<std::int64_t>(number_of(e.in(0)), 0, last);
  std::byte* to = e.allocate();
  program::Replay replay(branch.bodies[static_cast<std::size_t>(chosen)]->executable());
  std::vector<Ref> operands;
  for (std::size_t k = first; k < e.inputs.size(); ++k)
    replay.read(k - first, operands.emplace_back(row_major(*e.inputs[k]))->data);
  for (std::size_t k = 0; k < branch.parts().size(); ++k) replay.write(k, to + branch.parts()[k].offset);
  replay.run();
}

void vjp_branch(Vjp& r) {
  const Branch& branch = branch_of(*r.out());
  const std::size_t first = branch.chooses();
  const std::vector<Ref> own = own_operands(r, branch), cotangents = parts_of(*r.ct());
  std::vector<bool> wanted, given;
  std::vector<Ref> operands = own;
  for (std::size_t k = 0; k < own.size(); ++k)
    wanted.push_back(is_differentiable(own[k].dtype()) && r.wants(k + first));
  for (const Ref& ct : cotangents) {
    given.push_back(static_cast<bool>(ct));
    if (ct) operands.push_back(ct);
  }
  const auto reverse_of = [&](const BodyRef& body) {
    Key key("branch in reverse");
    key.add(body).add(wanted).add(given);
    return interned_as<Body>(key, [&] {
      return record(kinds_of(operands), [&](std::span<const Ref> in) {
        std::vector<Ref> of_outputs(given.size()), found;
        for (std::size_t k = 0, next = own.size(); k < given.size(); ++k)
          if (given[k]) of_outputs[k] = in[next++];
        for (const Ref& ct : pull_back(*body, in.first(own.size()), wanted, of_outputs))
          if (ct) found.push_back(ct);
        return found;
      });
    });
  };
  const std::vector<Ref> found = control::branch(index_of(r, branch), derived(branch, reverse_of), operands);
  for (std::size_t k = 0, next = 0; k < own.size(); ++k)
    if (wanted[k]) r.give(k + first, found[next++]);
}

Ref jvp_branch(const Jvp& r) {
  const Ref out = r.out();
  const Branch& branch = branch_of(*out);
  const std::size_t first = branch.chooses();
  const std::vector<Ref> own = own_operands(r, branch);
  std::vector<Ref> operands = own;
  std::vector<bool> there;
  for (std::size_t k = 0; k < own.size(); ++k) {
    const Ref& tangent = r.tangent(k + first);
    there.push_back(static_cast<bool>(tangent));
    if (tangent) operands.push_back(tangent);
  }
  const auto forward_of = [&](const BodyRef& body) {
    Key key("branch forward");
    key.add(body).add(there);
    return interned_as<Body>(key, [&] {
      return record(kinds_of(operands), [&](std::span<const Ref> in) {
        std::vector<Ref> tangents(own.size()), outputs;
        for (std::size_t k = 0, next = own.size(); k < own.size(); ++k)
          if (there[k]) tangents[k] = in[next++];
        const std::vector<Ref> found = push_forward(*body, in.first(own.size()), tangents);
        for (std::size_t k = 0; k < found.size(); ++k) {
          const program::Value& y = body->output(k);
          if (is_differentiable(y.dtype))
            outputs.push_back(found[k] ? found[k] : ops::full(y.dtype, y.shape, 0));
        }
        return outputs;
      });
    });
  };
  const std::vector<Ref> found = control::branch(index_of(r, branch), derived(branch, forward_of), operands);
  std::vector<Ref> of_parts(branch.parts().size());
  for (std::size_t k = 0, next = 0; k < of_parts.size(); ++k)
    if (is_differentiable(branch.parts()[k].dtype)) of_parts[k] = found[next++];
  return directions_of(*out, std::move(of_parts));
}

// The outputs of one body for a batch, all with the batch axis.
std::vector<Ref> all_members(const Body& body, std::span<const Ref> operands,
                             const std::vector<bool>& batched, std::int64_t size) {
  std::vector<Ref> outputs;
  for (const Member& y : replay_batch(body, operands, batched, size)) {
    outputs.push_back(y.batched ? y.value : ops::broadcast_to(y.value, with_batch(y.value.shape(), size)));
  }
  return outputs;
}

// Whether each member's index is this one, in the shape of a value beside it.
Ref is_chosen(const Ref& index, std::int64_t number, int rank) {
  Shape shape = index.shape();
  while (shape.rank() < rank) shape.insert(shape.rank(), 1);
  const Ref flat = ops::reshape(index, shape);
  return ops::equal(flat, ops::whole_scalar(flat.dtype(), number));
}

// Where members choose differently, all bodies are done for all of them, and each takes what it has chosen.
BodyRef choosing_body(const Branch& branch, std::span<const Ref> operands, const std::vector<bool>& batched,
                      std::int64_t size) {
  return record(kinds_of(operands), [&](std::span<const Ref> in) {
    const std::vector<bool> own(batched.begin() + 1, batched.end());
    const auto last = static_cast<std::int64_t>(branch.bodies.size()) - 1;
    const Ref index = ops::clip(ops::cast(in[0], DType::kInt64), ops::whole_scalar(DType::kInt64, 0),
                                ops::whole_scalar(DType::kInt64, last));
    std::vector<Ref> chosen = all_members(*branch.bodies[0], in.subspan(1), own, size);
    for (std::int64_t b = 1; b <= last; ++b) {
      const std::vector<Ref> others =
          all_members(*branch.bodies[static_cast<std::size_t>(b)], in.subspan(1), own, size);
      for (std::size_t k = 0; k < chosen.size(); ++k)
        chosen[k] = ops::where(is_chosen(index, b, others[k].rank()), others[k], chosen[k]);
    }
    return chosen;
  });
}

Ref batch_branch(const Batch& r) {
  const Branch& branch = branch_of(r.node());
  const std::vector<Ref> all = operands_of(r);
  const std::vector<bool> batched = batched_of(r);
  if (branch.chooses() && batched[0])
    return apply_branch(nullptr, {choosing_body(branch, all, batched, r.size())}, all);
  const std::vector<Ref> own = own_operands(r, branch);
  const std::vector<bool> own_batched(batched.begin() + branch.chooses(), batched.end());
  const auto batch_of = [&](const BodyRef& body) {
    return record(kinds_of(own),
                  [&](std::span<const Ref> in) { return all_members(*body, in, own_batched, r.size()); });
  };
  return apply_branch(index_of(r, branch), derived(branch, batch_of), own);
}

}  // namespace

const Operation kBranch = {
    .name = kName,
    .infer = infer_several,
    .eval = eval_branch,
    .vjp = vjp_branch,
    .jvp = jvp_branch,
    .batch = batch_branch,
    .reads = ~0u,
    .any_type = true,
    .several = true,
};

std::vector<Ref> branch(const Ref& index, const std::vector<BodyRef>& bodies, std::span<const Ref> operands) {
  return pick_first(apply_branch(index, bodies, operands), bodies[0]->output_count());
}

}  // namespace adjoint::control
