#include "control/loop.h"

#include <cstring>

#include "control/pick.h"
#include "core/apply.h"
#include "ops/ops.h"

namespace adjoint::control {
namespace {

constexpr const char* kName = "scan";

// Where a loop's operands lie in the list of all, and its parts in that of its results.
struct Counts {
  std::size_t carries, slices, shared;
};

// The parts: the last carries, what is stacked, and with `keeps_carries` the carries that each step began
// with.
class Loop : public Several {
 public:
  Loop(BodyRef of, const Counts& of_operands, std::int64_t count, bool from_end, bool keeps)
      : body(std::move(of)), counts(of_operands), steps(count), backwards(from_end), keeps_carries(keeps) {
    for (std::size_t k = 0; k < counts.carries; ++k) add(kName, part_of(k));
    for (std::size_t k = counts.carries; k < body->output_count(); ++k) add(kName, stack_of(part_of(k)));
    for (std::size_t k = 0; keeps_carries && k < counts.carries; ++k) add(kName, stack_of(part_of(k)));
  }

  // The part with what carry k was when each step began.
  std::size_t kept(std::size_t k) const { return body->output_count() + k; }

  const BodyRef body;
  const Counts counts;
  const std::int64_t steps;
  const bool backwards, keeps_carries;

 private:
  Part part_of(std::size_t output) const {
    const program::Value& v = body->output(output);
    return {v.dtype, false, v.shape};
  }
  Part stack_of(Part part) const {
    part.shape.insert(0, steps);
    part.stacked = true;
    return part;
  }
};

struct LoopAttributes {
  const Loop* keeps;
};

const Loop& loop_of(const Node& n) { return *n.attributes.as<LoopAttributes>().keeps; }

LoopOperands split(const Loop& loop, std::span<const Ref> all) {
  const auto first_slice = all.begin() + static_cast<std::ptrdiff_t>(loop.counts.carries);
  const auto first_shared = first_slice + static_cast<std::ptrdiff_t>(loop.counts.slices);
  return {{all.begin(), first_slice}, {first_slice, first_shared}, {first_shared, all.end()}};
}

std::vector<Ref> list_of(const LoopOperands& operands) {
  std::vector<Ref> all = operands.carries;
  all.insert(all.end(), operands.slices.begin(), operands.slices.end());
  all.insert(all.end(), operands.shared.begin(), operands.shared.end());
  return all;
}

Ref apply_loop(const BodyRef& body, const LoopOperands& operands, std::int64_t steps, bool backwards,
               bool keeps);

// ---- the run ----

class Run {
 public:
  Run(const Loop& loop, std::span<Node* const> operands, std::byte* to)
      : loop_(loop), replay_(loop.body->executable()), to_(to) {
    for (Node* n : operands) operands_.push_back(row_major(*n));
    for (std::size_t k = first_shared(); k < operands_.size(); ++k) replay_.read(k, operands_[k]->data);
    for (std::size_t k = 0; k < loop.counts.carries; ++k) {
      now_.push_back(operands_[k]->data);
      if (!loop.keeps_carries && loop.steps > 1)
        between_.push_back(new_constant(loop.parts()[k].dtype, loop.parts()[k].shape));
    }
  }

  void go() {
    for (std::int64_t step = 0; step < loop_.steps; ++step) go(step);
    if (loop_.steps == 0)
      for (std::size_t k = 0; k < now_.size(); ++k) copy(k, place(k));
  }

 private:
  std::size_t first_shared() const { return loop_.counts.carries + loop_.counts.slices; }
  std::int64_t row_of(std::int64_t step) const { return loop_.backwards ? loop_.steps - 1 - step : step; }
  std::byte* place(std::size_t part) const { return to_ + loop_.parts()[part].offset; }
  // Where a row of a stacked part lies.
  std::byte* place(std::size_t part, std::int64_t row) const {
    return place(part) + row * (loop_.parts()[part].bytes() / loop_.steps);
  }
  void copy(std::size_t carry, std::byte* to) const {
    std::memcpy(to, now_[carry], static_cast<std::size_t>(loop_.parts()[carry].bytes()));
  }

  // Carries go into the rows that are kept, or to and fro between two places so that the last ones are in the
  // result.
  std::byte* next_place(std::size_t carry, std::int64_t step) const {
    const std::int64_t left = loop_.steps - 1 - step;
    if (left == 0) return place(carry);
    if (loop_.keeps_carries) return place(loop_.kept(carry), row_of(step + 1));
    return left % 2 == 0 ? place(carry) : between_[carry]->data;
  }

  void go(std::int64_t step) {
    const std::int64_t row = row_of(step);
    for (std::size_t k = 0; k < now_.size(); ++k) {
      if (loop_.keeps_carries && step == 0) copy(k, place(loop_.kept(k), row));
      replay_.read(k, now_[k]);
      replay_.write(k, now_[k] = next_place(k, step));
    }
    for (std::size_t k = now_.size(); k < first_shared(); ++k) {
      const Node& n = *operands_[k];
      replay_.read(k, n.data + row * (n.count() / loop_.steps) * static_cast<std::int64_t>(size_of(n.dtype)));
    }
    for (std::size_t k = now_.size(); k < loop_.body->output_count(); ++k) replay_.write(k, place(k, row));
    replay_.run();
  }

  const Loop& loop_;
  program::Replay replay_;
  std::byte* to_;
  std::vector<Ref> operands_, between_;
  std::vector<std::byte*> now_;
};

// ---- reverse mode ----
//
// A loop the other way round: it carries the cotangents of the carries, and sums of those of what is shared;
// its slices are what each step began with. The body is done again in it, so that nothing else is kept of a
// step.

// What of a loop has a derivative that is asked for.
struct Asked {
  std::vector<bool> inputs;   // of the body: whose cotangents
  std::vector<bool> stacked;  // whether a stacked part has a cotangent
  std::vector<bool> kept;     // the same of carries that were kept
};

Asked asked_of(const Vjp& r, const Loop& loop, const std::vector<Ref>& cotangents) {
  Asked asked;
  for (std::size_t k = 0; k < r.input_count(); ++k)
    asked.inputs.push_back(is_differentiable(r.in_dtype(k)) && (k < loop.counts.carries || r.wants(k)));
  for (std::size_t k = loop.counts.carries; k < cotangents.size(); ++k)
    (k < loop.body->output_count() ? asked.stacked : asked.kept).push_back(static_cast<bool>(cotangents[k]));
  return asked;
}

// Takes references one after the other from a list.
class Taking {
 public:
  explicit Taking(std::span<const Ref> list) : list_(list) {}
  Ref next() { return list_[next_++]; }
  std::vector<Ref> next(std::size_t count) {
    next_ += count;
    return {list_.begin() + static_cast<std::ptrdiff_t>(next_ - count),
            list_.begin() + static_cast<std::ptrdiff_t>(next_)};
  }

 private:
  std::span<const Ref> list_;
  std::size_t next_ = 0;
};

class Reversed {
 public:
  Reversed(const Loop& loop, const Asked& asked) : loop_(loop), counts_(loop.counts), asked_(asked) {}

  BodyRef body() const {
    Key key("scan in reverse");
    key.add(loop_.body).add(counts_.carries).add(asked_.inputs).add(asked_.stacked).add(asked_.kept);
    return interned_as<Body>(
        key, [&] { return record(kinds(), [&](std::span<const Ref> in) { return step(in); }); });
  }

  LoopOperands operands(const Vjp& r, const std::vector<Ref>& cotangents) const {
    LoopOperands all;
    const Ref keeping = keeping_run(r);
    for (std::size_t k = 0; k < counts_.carries; ++k)
      if (asked_.inputs[k]) all.carries.push_back(cotangents[k] ? cotangents[k] : ops::zeros_like(r.in(k)));
    for (std::size_t k = first_shared(); k < r.input_count(); ++k)
      if (asked_.inputs[k]) all.carries.push_back(ops::zeros_like(r.in(k)));
    for (std::size_t k = 0; k < counts_.carries; ++k) all.slices.push_back(pick(keeping, loop_.kept(k)));
    for (std::size_t k = counts_.carries; k < first_shared(); ++k) all.slices.push_back(r.in(k));
    for (std::size_t k = counts_.carries; k < cotangents.size(); ++k)
      if (cotangents[k]) all.slices.push_back(cotangents[k]);
    for (std::size_t k = first_shared(); k < r.input_count(); ++k) all.shared.push_back(r.in(k));
    return all;
  }

  void give(Vjp& r, const std::vector<Ref>& found) const {
    Taking results(found);
    const auto give_those = [&](std::size_t begin, std::size_t end) {
      for (std::size_t k = begin; k < end; ++k)
        if (asked_.inputs[k]) r.give(k, results.next());
    };
    give_those(0, counts_.carries);
    give_those(first_shared(), r.input_count());
    give_those(counts_.carries, first_shared());
  }

 private:
  std::size_t first_shared() const { return counts_.carries + counts_.slices; }

  // A loop that was part of a step did not know that it would be differentiated: it runs again.
  Ref keeping_run(const Vjp& r) const {
    if (loop_.keeps_carries) return r.out();
    return apply_loop(loop_.body, split(loop_, operands_of(r)), loop_.steps, loop_.backwards, true);
  }

  std::vector<Kind> kinds() const {
    const Body& body = *loop_.body;
    std::vector<Kind> all;
    const auto add_inputs = [&](std::size_t begin, std::size_t end, bool only_asked) {
      for (std::size_t k = begin; k < end; ++k)
        if (!only_asked || asked_.inputs[k]) all.push_back(kind_of(body.input(k)));
    };
    add_inputs(0, counts_.carries, true);
    add_inputs(first_shared(), body.input_count(), true);
    add_inputs(0, first_shared(), false);
    for (std::size_t k = 0; k < asked_.stacked.size(); ++k)
      if (asked_.stacked[k]) all.push_back(kind_of(body.output(counts_.carries + k)));
    for (std::size_t k = 0; k < asked_.kept.size(); ++k)
      if (asked_.kept[k]) all.push_back(kind_of(body.input(k)));
    add_inputs(first_shared(), body.input_count(), false);
    return all;
  }

  // One step, with stand-ins in the order of `kinds`.
  std::vector<Ref> step(std::span<const Ref> stand_ins) const {
    Taking in(stand_ins);
    const auto take_where = [&](const std::vector<bool>& there, std::size_t begin, std::size_t end) {
      std::vector<Ref> taken;
      for (std::size_t k = begin; k < end; ++k) taken.push_back(there[k] ? in.next() : Ref());
      return taken;
    };
    std::vector<Ref> cotangents = take_where(asked_.inputs, 0, counts_.carries);
    const std::vector<Ref> sums = take_where(asked_.inputs, first_shared(), asked_.inputs.size());
    std::vector<Ref> inputs = in.next(first_shared());
    for (const Ref& ct : take_where(asked_.stacked, 0, asked_.stacked.size())) cotangents.push_back(ct);
    const std::vector<Ref> of_kept = take_where(asked_.kept, 0, asked_.kept.size());
    for (const Ref& shared : in.next(counts_.shared)) inputs.push_back(shared);

    const std::vector<Ref> found = pull_back(*loop_.body, inputs, asked_.inputs, cotangents);
    std::vector<Ref> outputs, stacked;
    for (std::size_t k = 0; k < found.size(); ++k) {
      if (!found[k]) continue;
      if (k < counts_.carries)
        outputs.push_back(k < of_kept.size() && of_kept[k] ? found[k] + of_kept[k] : found[k]);
      else if (k < first_shared())
        stacked.push_back(found[k]);
      else
        outputs.push_back(sums[k - first_shared()] + found[k]);
    }
    outputs.insert(outputs.end(), stacked.begin(), stacked.end());
    return outputs;
  }

  const Loop& loop_;
  const Counts& counts_;
  const Asked& asked_;
};

void vjp_loop(Vjp& r) {
  const Ref out = r.out();
  const Loop& forward = loop_of(*out);
  const std::vector<Ref> cotangents = parts_of(*r.ct());
  const Asked asked = asked_of(r, forward, cotangents);
  const Reversed reversed(forward, asked);
  reversed.give(r,
                loop(reversed.body(), reversed.operands(r, cotangents), forward.steps, !forward.backwards));
}

// ---- forward mode: the tangents go along ----

struct Tangents {
  std::vector<Ref> carries, slices, shared;  // null: zero
};

std::vector<bool> those_there(const std::vector<Ref>& list) {
  std::vector<bool> there;
  for (const Ref& x : list) there.push_back(static_cast<bool>(x));
  return there;
}

void append_there(std::vector<Ref>& to, const std::vector<Ref>& list) {
  for (const Ref& x : list)
    if (x) to.push_back(x);
}

BodyRef pushed_body(const Loop& loop, const std::vector<bool>& there) {
  Key key("scan forward");
  key.add(loop.body).add(loop.counts.carries).add(loop.counts.slices).add(there);
  return interned_as<Body>(key, [&] {
    const Body& body = *loop.body;
    const std::size_t ends[] = {loop.counts.carries, loop.counts.carries + loop.counts.slices,
                                body.input_count()};
    std::vector<Kind> kinds;
    for (std::size_t begin = 0; const std::size_t end : ends) {
      for (std::size_t k = begin; k < end; ++k) kinds.push_back(kind_of(body.input(k)));
      for (std::size_t k = begin; k < end; ++k)
        if (there[k]) kinds.push_back(kind_of(body.input(k)));
      begin = end;
    }
    return record(kinds, [&](std::span<const Ref> stand_ins) {
      Taking in(stand_ins);
      std::vector<Ref> inputs, tangents;
      for (std::size_t begin = 0; const std::size_t end : ends) {
        for (std::size_t k = begin; k < end; ++k) inputs.push_back(in.next());
        for (std::size_t k = begin; k < end; ++k) tangents.push_back(there[k] ? in.next() : Ref());
        begin = end;
      }
      const std::vector<Ref> values = replay(body, inputs);
      std::vector<Ref> found = push_forward(body, inputs, tangents), outputs;
      const auto add = [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k) outputs.push_back(values[k]);
        for (std::size_t k = begin; k < end; ++k)
          if (is_differentiable(values[k].dtype()))
            outputs.push_back(found[k] ? found[k] : ops::zeros_like(values[k]));
      };
      add(0, loop.counts.carries);
      add(loop.counts.carries, values.size());
      return outputs;
    });
  });
}

Ref jvp_loop(const Jvp& r) {
  const Ref out = r.out();
  const Loop& loop = loop_of(*out);
  std::vector<Ref> values, tangents;
  for (std::size_t k = 0; k < r.input_count(); ++k) {
    values.push_back(r.in(k));
    const bool carried = k < loop.counts.carries && is_differentiable(r.in(k).dtype());
    tangents.push_back(r.tangent(k) || !carried ? r.tangent(k) : ops::zeros_like(r.in(k)));
  }
  LoopOperands operands = split(loop, values);
  const LoopOperands directions = split(loop, tangents);
  append_there(operands.carries, directions.carries);
  append_there(operands.slices, directions.slices);
  append_there(operands.shared, directions.shared);
  const Ref pushed = apply_loop(pushed_body(loop, those_there(tangents)), operands, loop.steps,
                                loop.backwards, loop.keeps_carries);
  // Of each row of parts those with a tangent have it behind the row.
  std::vector<Ref> of_parts(loop.parts().size());
  std::size_t next = 0;
  const auto take = [&](std::size_t begin, std::size_t end) {
    next += end - begin;
    for (std::size_t k = begin; k < end; ++k)
      if (is_differentiable(loop.parts()[k].dtype)) of_parts[k] = pick(pushed, next++);
  };
  take(0, loop.counts.carries);
  take(loop.counts.carries, loop.body->output_count());
  take(loop.body->output_count(), of_parts.size());
  return directions_of(*out, std::move(of_parts));
}

// ---- batches ----

BodyRef batched_body(const Loop& loop, const std::vector<bool>& batched, std::int64_t size,
                     std::vector<bool>& carries_after) {
  std::vector<Kind> kinds;
  for (std::size_t k = 0; k < batched.size(); ++k) {
    kinds.push_back(kind_of(loop.body->input(k)));
    if (batched[k]) kinds.back().shape = with_batch(kinds.back().shape, size);
  }
  return record(kinds, [&](std::span<const Ref> in) {
    std::vector<Ref> outputs;
    const std::vector<Member> found = replay_batch(*loop.body, in, batched, size);
    for (std::size_t k = 0; k < found.size(); ++k) {
      Ref y = found[k].value;
      if (k < loop.counts.carries) {
        if (batched[k] && !found[k].batched) y = ops::broadcast_to(y, kinds[k].shape);
        carries_after[k] = batched[k] || found[k].batched;
      }
      outputs.push_back(y);
    }
    return outputs;
  });
}

// A carry that differs between members after a step does so before the next one.
Ref batch_loop(const Batch& r) {
  const Loop& loop = loop_of(r.node());
  std::vector<bool> batched = batched_of(r), after(loop.counts.carries);
  BodyRef body;
  for (bool settled = false; !settled;) {
    body = batched_body(loop, batched, r.size(), after);
    settled = std::equal(after.begin(), after.end(), batched.begin());
    std::copy(after.begin(), after.end(), batched.begin());
  }
  std::vector<Ref> values;
  for (std::size_t k = 0; k < r.input_count(); ++k) {
    Ref x = r.in(k);
    const bool is_slice = k >= loop.counts.carries && k < loop.counts.carries + loop.counts.slices;
    if (r.batched(k) && is_slice) {
      x = ops::move_axis(x, 0, 1);
    } else if (batched[k] && !r.batched(k)) {
      x = ops::broadcast_to(x, with_batch(x.shape(), r.size()));
    }
    values.push_back(x);
  }
  return apply_loop(body, split(loop, values), loop.steps, loop.backwards, loop.keeps_carries);
}

// Whether a derivative may come back through the loop: then it needs what each step began with.
bool is_followed(std::span<const Ref> operands) {
  const Scopes& scopes = Context::current().scopes;
  const std::uint64_t derivatives = scopes.recording_bits() & ~scopes.batching_bits();
  for (const Ref& x : operands)
    if (x->mask & derivatives) return true;
  return false;
}

// The operands that a step depends on; carries are such always.
LoopOperands used_ones(const BodyRef& body, const LoopOperands& all, std::vector<bool>& kept) {
  LoopOperands used{all.carries, {}, {}};
  kept.assign(all.carries.size(), true);
  for (const auto& [from, to] : {std::pair{&all.slices, &used.slices}, std::pair{&all.shared, &used.shared}})
    for (const Ref& x : *from) {
      kept.push_back(body->uses(kept.size()));
      if (kept.back()) to->push_back(x);
    }
  return used;
}

Ref apply_loop(const BodyRef& of, const LoopOperands& given, std::int64_t steps, bool backwards, bool keeps) {
  std::vector<bool> kept;
  const LoopOperands operands = used_ones(of, given, kept);
  const BodyRef body = with_inputs(of, kept);
  const std::vector<Ref> all = list_of(operands);
  keeps |= is_followed(all);
  const Counts counts{operands.carries.size(), operands.slices.size(), operands.shared.size()};
  Key key("loop");
  key.add(body).add(counts).add(steps).add(backwards).add(keeps);
  const auto loop =
      interned_as<Loop>(key, [&] { return make_counted<const Loop>(body, counts, steps, backwards, keeps); });
  return apply(kScan, nodes_of(all), Attributes(LoopAttributes{loop.get()}));
}

}  // namespace

const Operation kScan = {
    .name = kName,
    .infer = infer_several,
    .eval = [](const Evaluation& e) { Run(loop_of(e.out), e.inputs, e.allocate()).go(); },
    .vjp = vjp_loop,
    .jvp = jvp_loop,
    .batch = batch_loop,
    .reads = ~0u,
    .any_type = true,
    .several = true,
};

std::vector<Ref> loop(const BodyRef& body, const LoopOperands& operands, std::int64_t steps, bool backwards) {
  return pick_first(apply_loop(body, operands, steps, backwards, false), body->output_count());
}

}  // namespace adjoint::control
