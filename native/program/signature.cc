#include "program/signature.h"

namespace adjoint::program {
namespace {

template <class T>
void put(std::string& bytes, const T* from, std::size_t count = 1) {
  bytes.append(reinterpret_cast<const char*>(from), count * sizeof(T));
}

void put_kind(std::string& bytes, const Value& value) {
  bytes += {static_cast<char>(value.dtype), static_cast<char>(value.weak)};
  bytes += to_string(value.shape);
}

// Those that lie in memory; what is repeated is there once.
void put_elements(std::string& bytes, const Node& n) {
  Shape shape = n.shape;
  for (int d = 0; d < shape.rank(); ++d)
    if (n.strides[d] == 0 && shape[d] > 1) shape[d] = 1;
  const auto size = static_cast<std::int64_t>(size_of(n.dtype));
  const Strides places = contiguous_strides(shape);
  for (std::int64_t i = 0; i < element_count(shape); ++i) {
    std::int64_t offset = 0;
    for (int d = 0; d < shape.rank(); ++d) offset += i / places[d] % shape[d] * n.strides[d];
    put(bytes, n.data + offset * size, static_cast<std::size_t>(size));
  }
}

}  // namespace

std::string signature_of(const Instruction& i) {
  std::string bytes;
  put(bytes, &i.operation);
  const std::size_t count = i.operands.size();
  put(bytes, &count);
  put(bytes, i.operands.data(), count);
  const std::span<const std::byte> attributes = i.attributes.view();
  put(bytes, attributes.data(), attributes.size());
  return bytes;
}

std::string signature_of(const Node& n) {
  std::string bytes{static_cast<char>(n.dtype), static_cast<char>(n.weak)};
  bytes += to_string(n.shape) + to_string(n.strides);
  if (n.buffer)
    put(bytes, &n.data);
  else
    put_elements(bytes, n);
  return bytes;
}

std::string signature_of(const Program& program) {
  std::string bytes;
  const auto put_size = [&](std::size_t size) { put(bytes, &size); };
  put_size(program.values.size());
  for (const ValueId id : program.inputs) {
    put(bytes, &id);
    put_kind(bytes, program.values[at(id)]);
  }
  for (std::size_t v = 0; v < program.values.size(); ++v)
    if (const Ref& constant = program.values[v].constant) {
      const std::string of_constant = signature_of(*constant);
      put_size(v);
      put_size(of_constant.size());
      bytes += of_constant;
    }
  for (const Instruction& i : program.instructions) {
    const std::string of_instruction = signature_of(i);
    put(bytes, &i.result);
    put_kind(bytes, program.values[at(i.result)]);
    put_size(of_instruction.size());
    bytes += of_instruction;
  }
  for (const Output& y : program.outputs) {
    put(bytes, &y.value);
    bytes += static_cast<char>(y.weak);
  }
  return bytes;
}

}  // namespace adjoint::program
