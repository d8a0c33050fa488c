#include "core/operation.h"

namespace adjoint {

namespace {

[[noreturn, gnu::cold]] void fail_too_large(const Node& out, const Error& why) {
  fail(why.status(), out.operation ? std::string(out.operation->name) + ": " : std::string(), why.what(),
       ", which has shape ", to_string(out.shape), " and type ", name_of(out.dtype));
}

}  // namespace

Listed::Listed(const Operation& self) : before_(last_) { last_ = &self; }

std::byte* Evaluation::allocate() const {
  if (room != Room::kNew) [[unlikely]] {
    if (room == Room::kNone) throw NoRoom();
    out.strides.set_contiguous(out.shape);
    return out.data;
  }
  const auto count = static_cast<std::size_t>(element_count(out.shape));
  const std::size_t bytes = count * size_of(out.dtype);
  if (bytes <= Node::kSmall) {
    out.data = out.small;
  } else {
    try {
      out.buffer = allocate_buffer(bytes);
    } catch (const Error& e) {
      fail_too_large(out, e);
    }
    out.data = out.buffer->data();
  }
  out.strides.set_contiguous(out.shape);
  return out.data;
}

void Evaluation::alias(const Node& of, std::int64_t offset, const Strides& strides) const {
  std::byte* from = of.data;
  if (of.buffer) {
    retain(of.buffer);
    out.buffer = of.buffer;
  } else if (from) {  // few elements: all are copied, and looked at in the same way
    std::memcpy(out.small, of.small, Node::kSmall);
    from = out.small + (from - of.small);
  }
  out.data = from + offset * static_cast<std::int64_t>(size_of(of.dtype));
  out.strides.set(strides);
}

const Operation kIdentity = {
    .name = "identity",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape.set(i.in(0).shape);
        },
    .eval = [](const Evaluation& e) { e.alias(e.in(0), 0, e.in(0).strides); },
    .vjp = [](Vjp& r) { r.give(0, r.ct()); },
    .jvp = [](const Jvp& r) { return r.tangent(0); },
    .batch = [](const Batch& r) { return r.in(0); },
    .kind = OperationKind::kView,
    .any_type = true,
};

const Node* behind_aliases(const Node* n) {
  while (n->operation == &kIdentity && !n->inputs.empty()) n = n->inputs[0];
  return n;
}

Ref detached(const Node& n) {
  Ref value = new_node();
  value->dtype = n.dtype;
  value->shape = n.shape;
  value->weak = n.weak;
  Evaluation{{}, *value}.alias(n, 0, n.strides);
  return value;
}

Ref new_constant(DType dtype, const Shape& shape) {
  Ref result = new_node();
  result->dtype = dtype;
  result->shape = shape;
  Evaluation{{}, *result}.allocate();
  return result;
}

}  // namespace adjoint
