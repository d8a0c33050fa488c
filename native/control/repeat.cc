#include "control/repeat.h"

#include <algorithm>
#include <cstring>

#include "control/pick.h"
#include "core/apply.h"
#include "ops/ops.h"

namespace adjoint::control {
namespace {

constexpr const char* kName = "while";

class Repeat : public Several {
 public:
  Repeat(BodyRef holds, BodyRef step, std::size_t count)
      : condition(std::move(holds)), body(std::move(step)), carries(count) {
    for (std::size_t k = 0; k < carries; ++k) {
      const program::Value& v = body->output(k);
      add(kName, {v.dtype, false, v.shape});
    }
  }
  std::size_t shared_by_condition() const { return condition->input_count() - carries; }

  const BodyRef condition, body;
  const std::size_t carries;
};

struct RepeatAttributes {
  const Repeat* keeps;
};

const Repeat& repeat_of(const Node& n) { return *n.attributes.as<RepeatAttributes>().keeps; }

// Operands: carries, then what the condition shares, then what the body shares.
template <class T>
struct Operands {
  std::vector<T> carries, by_condition, by_body;

  static Operands of(const Repeat& repeat, const std::vector<T>& all) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(repeat.carries);
    const auto second = first + static_cast<std::ptrdiff_t>(repeat.shared_by_condition());
    return {{all.begin(), first}, {first, second}, {second, all.end()}};
  }
  std::vector<T> of_condition() const { return joined(carries, by_condition); }
  std::vector<T> of_body() const { return joined(carries, by_body); }

 private:
  static std::vector<T> joined(std::vector<T> a, const std::vector<T>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
};

Ref apply_repeat(const BodyRef& condition, const BodyRef& body, const Operands<Ref>& operands) {
  const std::size_t carries = operands.carries.size();
  Key key("while");
  key.add(condition).add(body).add(carries);
  const auto repeat =
      interned_as<Repeat>(key, [&] { return make_counted<const Repeat>(condition, body, carries); });
  std::vector<Node*> nodes;
  for (const auto* list : {&operands.carries, &operands.by_condition, &operands.by_body})
    for (const Ref& x : *list) nodes.push_back(x.get());
  return apply(kWhile, nodes, Attributes(RepeatAttributes{repeat.get()}));
}

// The carries go to and fro between two places; what they are at the end is copied once.
class Run {
 public:
  Run(const Repeat& repeat, std::span<Node* const> all)
      : repeat_(repeat), condition_(repeat.condition->executable()), body_(repeat.body->executable()) {
    condition_.write(0, reinterpret_cast<std::byte*>(&holds_));
    for (Node* n : all) operands_.push_back(row_major(*n));
    const auto operands = Operands<Ref>::of(repeat, operands_);
    for (std::size_t k = 0; k < repeat.shared_by_condition(); ++k)
      condition_.read(repeat.carries + k, operands.by_condition[k]->data);
    for (std::size_t k = 0; k < operands.by_body.size(); ++k)
      body_.read(repeat.carries + k, operands.by_body[k]->data);
    for (std::size_t k = 0; k < repeat.carries; ++k) {
      now_.push_back(operands.carries[k]->data);
      for (auto& side : sides_)
        side.push_back(new_constant(repeat.parts()[k].dtype, repeat.parts()[k].shape));
    }
  }

  void go(std::byte* to) {
    for (std::size_t step = 0; holds(); ++step) {
      for (std::size_t k = 0; k < now_.size(); ++k) {
        body_.read(k, now_[k]);
        body_.write(k, now_[k] = sides_[step % 2][k]->data);
      }
      body_.run();
    }
    for (std::size_t k = 0; k < now_.size(); ++k) {
      const Part& part = repeat_.parts()[k];
      std::memcpy(to + part.offset, now_[k], static_cast<std::size_t>(part.bytes()));
    }
  }

 private:
  bool holds() {
    for (std::size_t k = 0; k < now_.size(); ++k) condition_.read(k, now_[k]);
    condition_.run();
    return holds_;
  }

  const Repeat& repeat_;
  bool holds_ = false;
  program::Replay condition_, body_;
  std::vector<Ref> operands_, sides_[2];
  std::vector<std::byte*> now_;
};

[[noreturn]] void fail_reverse(Vjp&) {
  fail(ADJ_ERROR_UNSUPPORTED,
       "while: there is no derivative in reverse mode, since nobody knows how many steps it would have to "
       "keep. "
       "Give While the most steps it may take (maxSteps), use For or Scan, or differentiate forward (Jvp, "
       "JacFwd)");
}

Ref jvp_repeat(const Jvp& r) {
  const Ref out = r.out();
  const Repeat& repeat = repeat_of(*out);
  const std::vector<Ref> all = operands_of(r);
  std::vector<Ref> tangents;
  std::vector<bool> there;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const bool carried = k < repeat.carries && is_differentiable(all[k].dtype());
    tangents.push_back(r.tangent(k) || !carried ? r.tangent(k) : ops::zeros_like(all[k]));
    there.push_back(static_cast<bool>(tangents[k]));
  }
  const auto values = Operands<Ref>::of(repeat, all), directions = Operands<Ref>::of(repeat, tangents);
  const auto present = Operands<bool>::of(repeat, there);
  const auto with = [](std::vector<Ref> list, const std::vector<Ref>& tangents_of_them) {
    for (const Ref& t : tangents_of_them)
      if (t) list.push_back(t);
    return list;
  };
  const Operands<Ref> pushed{with(values.carries, directions.carries), values.by_condition,
                             with(values.by_body, directions.by_body)};

  Key condition_key("condition beside tangents"), body_key("while forward");
  condition_key.add(repeat.condition).add(present.carries);
  body_key.add(repeat.body).add(present.carries).add(present.by_body);
  const auto condition = interned_as<Body>(condition_key, [&] {
    return record(kinds_of(pushed.of_condition()), [&](std::span<const Ref> in) {
      std::vector<Ref> own(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(repeat.carries));
      own.insert(own.end(), in.end() - static_cast<std::ptrdiff_t>(values.by_condition.size()), in.end());
      return replay(*repeat.condition, own);
    });
  });
  const auto body = interned_as<Body>(body_key, [&] {
    return record(kinds_of(pushed.of_body()), [&](std::span<const Ref> in) {
      std::size_t next = 0;
      std::vector<Ref> own, along;
      for (const std::vector<bool>* list : {&present.carries, &present.by_body}) {
        for (std::size_t k = 0; k < list->size(); ++k) own.push_back(in[next++]);
        for (std::size_t k = 0; k < list->size(); ++k) along.push_back((*list)[k] ? in[next++] : Ref());
      }
      std::vector<Ref> outputs = replay(*repeat.body, own);
      const std::vector<Ref> found = push_forward(*repeat.body, own, along);
      for (std::size_t k = 0; k < repeat.carries; ++k)
        if (present.carries[k]) outputs.push_back(found[k] ? found[k] : ops::zeros_like(outputs[k]));
      return outputs;
    });
  });
  const Ref result = apply_repeat(condition, body, pushed);
  std::vector<Ref> of_parts(repeat.carries);
  for (std::size_t k = 0, next = repeat.carries; k < of_parts.size(); ++k)
    if (present.carries[k]) of_parts[k] = pick(result, next++);
  return directions_of(*out, std::move(of_parts));
}

// ---- batches: as long as it holds for any member; those for which it does not hold any more stay as they
// are ----

class BatchedRepeat {
 public:
  BatchedRepeat(const Repeat& repeat, const std::vector<Ref>& all, const std::vector<bool>& batched,
                std::int64_t size)
      : repeat_(repeat),
        size_(size),
        values_(Operands<Ref>::of(repeat, all)),
        batched_(Operands<bool>::of(repeat, batched)) {}

  Ref run() {
    while (!is_settled()) {
    }
    Operands<Ref> operands = values_;
    operands.by_body = shared_by_body();
    for (std::size_t k = 0; k < repeat_.carries; ++k)
      if (batched_.carries[k])
        operands.carries[k] = with_axis(values_.carries[k], repeat_.body->input(k).shape);
    const BodyRef condition = record(kinds(values_.by_condition), [&](std::span<const Ref> in) {
      const Ref holds = members_where(in).value;
      return std::vector<Ref>{chooses_ ? ops::any(holds, AxisSet::all(1), false) : holds};
    });
    return apply_repeat(condition, body(), operands);
  }

 private:
  // Whether the carries that are batched before a step are those that are after it.
  bool is_settled() {
    std::vector<bool> after = batched_.carries;
    record(kinds(values_.by_condition), [&](std::span<const Ref> in) {
      const Member holds = members_where(in);
      chooses_ = holds.batched;
      return std::vector<Ref>{holds.value};
    });
    record(kinds(values_.by_body), [&](std::span<const Ref> in) {
      std::vector<Ref> outputs;
      for (const Member& y : replay_batch(*repeat_.body, in, batched_.of_body(), size_)) {
        const std::size_t k = outputs.size();
        after[k] = after[k] || y.batched || chooses_;
        outputs.push_back(y.value);
      }
      return outputs;
    });
    const bool settled = after == batched_.carries;
    batched_.carries = after;
    return settled;
  }

  std::vector<Kind> kinds(const std::vector<Ref>& shared) const {
    std::vector<Kind> kinds;
    for (std::size_t k = 0; k < repeat_.carries; ++k) {
      const program::Value& v = repeat_.body->input(k);
      kinds.push_back({v.dtype, batched_.carries[k] ? with_batch(v.shape, size_) : v.shape});
    }
    for (const Ref& x : shared) kinds.push_back({x.dtype(), x.shape()});
    return kinds;
  }

  Member members_where(std::span<const Ref> in) const {
    return replay_batch(*repeat_.condition, in, batched_.of_condition(), size_)[0];
  }

  Ref with_axis(const Ref& x, const Shape& member) const {
    return ops::broadcast_to(x, with_batch(member, size_));
  }

  // Takes what body and condition share together, for the members that go on are told by the condition.
  BodyRef body() const {
    return record(kinds(shared_by_body()), [&](std::span<const Ref> in) {
      const std::size_t first = repeat_.carries, second = first + values_.by_body.size();
      std::vector<Ref> of_condition(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(first));
      of_condition.insert(of_condition.end(), in.begin() + static_cast<std::ptrdiff_t>(second), in.end());
      std::vector<Ref> outputs;
      for (const Member& y : replay_batch(*repeat_.body, in.first(second), batched_.of_body(), size_)) {
        const std::size_t k = outputs.size();
        outputs.push_back(
            batched_.carries[k] && !y.batched ? with_axis(y.value, repeat_.body->output(k).shape) : y.value);
      }
      if (!chooses_) return outputs;
      const Ref holds = members_where(of_condition).value;
      for (std::size_t k = 0; k < outputs.size(); ++k) {
        Shape shape{size_};
        while (shape.rank() < outputs[k].rank()) shape.insert(shape.rank(), 1);
        outputs[k] = ops::where(ops::reshape(holds, shape), outputs[k], in[k]);
      }
      return outputs;
    });
  }

  std::vector<Ref> shared_by_body() const {
    std::vector<Ref> shared = values_.by_body;
    if (chooses_) shared.insert(shared.end(), values_.by_condition.begin(), values_.by_condition.end());
    return shared;
  }

  const Repeat& repeat_;
  std::int64_t size_;
  Operands<Ref> values_;
  Operands<bool> batched_;
  bool chooses_ = false;  // the condition differs between members
};

Ref batch_repeat(const Batch& r) {
  return BatchedRepeat(repeat_of(r.node()), operands_of(r), batched_of(r), r.size()).run();
}

}  // namespace

const Operation kWhile = {
    .name = kName,
    .infer = infer_several,
    .eval = [](const Evaluation& e) { Run(repeat_of(e.out), e.inputs).go(e.allocate()); },
    .vjp = fail_reverse,
    .jvp = jvp_repeat,
    .batch = batch_repeat,
    .reads = ~0u,
    .any_type = true,
    .several = true,
};

std::vector<Ref> repeat(const BodyRef& condition, std::span<const Ref> shared_by_condition,
                        const BodyRef& body, std::span<const Ref> shared_by_body,
                        std::span<const Ref> carries) {
  const Operands<Ref> operands{{carries.begin(), carries.end()},
                               {shared_by_condition.begin(), shared_by_condition.end()},
                               {shared_by_body.begin(), shared_by_body.end()}};
  return pick_first(apply_repeat(condition, body, operands), carries.size());
}

}  // namespace adjoint::control
