#include "control/pick.h"

#include <cstring>

#include "core/apply.h"
#include "ops/ops.h"

namespace adjoint::control {
namespace {

struct PickAttributes {
  const Several* keeps;
  std::size_t part;
};

const Part& part_of(const PickAttributes& a) { return a.keeps->parts()[a.part]; }

// A part that is small beside the whole does not keep all of it in memory.
constexpr std::int64_t kSmallShare = 4;

void eval_pick(const Evaluation& e) {
  const Part& part = part_of(e.out.attributes.as<PickAttributes>());
  const Node& whole = e.in(0);
  if (e.room == Room::kNew && whole.buffer && part.bytes() < whole.count() / kSmallShare)
    std::memcpy(e.allocate(), whole.data + part.offset, static_cast<std::size_t>(part.bytes()));
  else
    e.alias(whole, part.offset, contiguous_strides(part.shape));
}

void vjp_pick(Vjp& r) {
  const auto& a = r.attributes<PickAttributes>();
  std::vector<Ref> of_parts(a.keeps->parts().size());
  of_parts[a.part] = r.ct();
  r.give(0, directions_of(*r.in(0), std::move(of_parts)));
}

Ref jvp_pick(const Jvp& r) {
  return r.tangent(0) ? parts_of(*r.tangent(0))[r.attributes<PickAttributes>().part] : Ref();
}

// In the batch a part has the batch as its first axis, after that of steps, or is the same for all members.
Ref batch_pick(const Batch& r) {
  const auto& a = r.attributes<PickAttributes>();
  const Part& alone = part_of(a);
  const Ref found = pick(r.in(0), a.part);
  if (found.rank() > alone.shape.rank()) return alone.stacked ? ops::move_axis(found, 1, 0) : found;
  Shape shape = alone.shape;
  shape.insert(0, r.size());
  return ops::broadcast_to(found, shape);
}

const Operation kPick = {
    .name = "pick",
    .infer =
        [](Inference& i) {
          const Part& part = part_of(i.attributes.as<PickAttributes>());
          i.dtype = part.dtype;
          i.weak = part.weak;
          i.shape = part.shape;
        },
    .eval = eval_pick,
    .vjp = vjp_pick,
    .jvp = jvp_pick,
    .batch = batch_pick,
    .kind = OperationKind::kView,
    .any_type = true,
};

}  // namespace

Ref pick(const Ref& several, std::size_t part) {
  return apply_to(kPick, Attributes(PickAttributes{&several_of(*several), part}), several);
}

std::vector<Ref> pick_first(const Ref& several, std::size_t count) {
  std::vector<Ref> parts;
  for (std::size_t k = 0; k < count; ++k) parts.push_back(pick(several, k));
  return parts;
}

void infer_several(Inference& i) {
  i.dtype = DType::kUInt8;
  i.weak = false;
  i.shape = {i.attributes.as<SeveralAttributes>().keeps->bytes()};
}

}  // namespace adjoint::control
