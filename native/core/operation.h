// What an operation is: how its result looks, its value, and its rules for the transforms.
#pragma once

#include <initializer_list>
#include <span>

#include "core/element_loop.h"
#include "core/node.h"

namespace adjoint {

// Works out the result's type and shape, which is empty at first. Throws when the operands do not fit. The
// result is weak at first when all operands are.
struct Inference {
  const char* operation;
  std::span<Node* const> inputs;
  const Attributes& attributes;
  DType& dtype;
  Shape& shape;
  bool& weak;

  const Node& in(std::size_t i) const { return *inputs[i]; }
};

// Where the elements of a result are to lie.
enum class Room : std::uint8_t {
  kNew,    // in memory of its own
  kGiven,  // where its `data` says
  kNone,   // nowhere: only results that look at an operand's elements come about, others throw NoRoom
};
struct NoRoom {};

// Computes the result's elements from operands that have values.
struct Evaluation {
  std::span<Node* const> inputs;
  Node& out;
  Room room = Room::kNew;

  const Node& in(std::size_t i) const { return *inputs[i]; }
  // Memory for the result, row-major.
  std::byte* allocate() const;
  // The result looks at the elements of an operand.
  void alias(const Node& of, std::int64_t offset, const Strides& strides) const;
};

// Reverse mode: given the cotangent of the result, gives those of the operands.
class Vjp {
 public:
  Vjp(Node& node, const Ref& cotangent, std::uint64_t bit) : node_(node), cotangent_(cotangent), bit_(bit) {}

  const Ref& ct() const { return cotangent_; }
  Ref in(std::size_t i) const { return node_.inputs[i]; }
  Ref out() const { return &node_; }
  const Shape& in_shape(std::size_t i) const { return node_.inputs[i]->shape; }
  DType in_dtype(std::size_t i) const { return node_.inputs[i]->dtype; }
  std::size_t input_count() const { return node_.inputs.size(); }
  template <class T>
  const T& attributes() const {
    return node_.attributes.as<T>();
  }
  // Whether the transform needs the cotangent of operand i at all.
  bool wants(std::size_t i) const { return node_.inputs[i]->mask & bit_; }
  // Adds to the cotangent of operand i, whose shape and type it must have.
  void give(std::size_t i, Ref cotangent);
  // Whether something was given to operand i already.
  bool has_given(std::size_t i) const { return node_.inputs[i]->scratch != nullptr; }
  // The sum of what operand i was given, for the rule to add to by itself: elements in row-major order. Null
  // when nothing was given yet, or what the rule computes from `read` must go through operations, because a
  // transform follows it: then the rule gives a cotangent.
  std::byte* sum_in_place(std::size_t i, std::initializer_list<const Node*> read);

 private:
  Node& node_;
  const Ref& cotangent_;
  std::uint64_t bit_;
};

// Forward mode: given tangents of the operands, returns that of the result; null stands for zero.
class Jvp {
 public:
  Jvp(Node& node, std::span<const Ref> inputs, std::span<const Ref> tangents)
      : node_(node), inputs_(inputs), tangents_(tangents) {}

  const Ref& tangent(std::size_t i) const { return tangents_[i]; }
  const Ref& in(std::size_t i) const { return inputs_[i]; }
  Ref out() const { return &node_; }
  std::size_t input_count() const { return inputs_.size(); }
  template <class T>
  const T& attributes() const {
    return node_.attributes.as<T>();
  }

 private:
  Node& node_;
  std::span<const Ref> inputs_, tangents_;
};

// Batching: operands may carry a new leading axis of extent size(); the result always does.
class Batch {
 public:
  Batch(const Node& node, std::span<const Ref> inputs, std::span<const bool> batched, std::int64_t size)
      : node_(node), inputs_(inputs), batched_(batched), size_(size) {}

  const Ref& in(std::size_t i) const { return inputs_[i]; }
  bool batched(std::size_t i) const { return batched_[i]; }
  std::int64_t size() const { return size_; }
  // The node as it was recorded, without the batch axis: its shape and attributes.
  const Node& node() const { return node_; }
  std::size_t input_count() const { return inputs_.size(); }
  template <class T>
  const T& attributes() const {
    return node_.attributes.as<T>();
  }

 private:
  const Node& node_;
  std::span<const Ref> inputs_;
  std::span<const bool> batched_;
  std::int64_t size_;
};

// Which values a vjp or jvp rule reads: bits 0.. for operands, bit 30 for all from there on, kReadsOut for
// the result. The recording keeps no others alive.
inline constexpr std::uint32_t kReadsNothing = 0, kReads0 = 1, kReads1 = 2, kReads2 = 4, kReadsOut = 1u << 31;

struct Operation;

// What an operation says of itself, for whoever asks: fusion, checkpoints, reports.
enum class OperationKind {
  kOpaque = ADJ_KIND_OPAQUE,            // nothing that others could use
  kElementwise = ADJ_KIND_ELEMENTWISE,  // an element comes of those in its place, operands being broadcast
  kReduction = ADJ_KIND_REDUCTION,      // an element comes of all along some axes
  kView = ADJ_KIND_VIEW,                // the operand's elements, in the same or in other places
  kProduct = ADJ_KIND_PRODUCT,          // of matrices, or of images and kernels: dear to compute again
  kRandom = ADJ_KIND_RANDOM,            // drawn from a key
};

// Puts each definition into one chain when it comes to life: nobody keeps a list of operations.
class Listed {
 public:
  explicit Listed(const Operation& self);
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  static const Operation* last() { return last_; }
  const Operation* before() const { return before_; }

 private:
  static inline const Operation* last_ = nullptr;
  const Operation* before_;
};

// Definitions live as long as the library.
struct Operation {
  const char* name;
  void (*infer)(Inference&);
  void (*eval)(const Evaluation&);
  void (*vjp)(Vjp&) = nullptr;  // null: the result does not depend smoothly on any operand
  Ref (*jvp)(const Jvp&) = nullptr;
  Ref (*batch)(const Batch&) = nullptr;
  std::uint32_t reads = kReadsNothing;
  bool blocks_gradient = false;  // no transform follows the result (stop_gradient, comparisons)
  OperationKind kind = OperationKind::kOpaque;
  bool any_type = false;  // moves elements of every type; others calculate with them
  bool complex = false;   // calculates with complex numbers too
  bool several = false;   // the result is several values in one (core/several.h); derivatives pass it
  // Elementwise operations: the loop over contiguous operands of a type, if there is one.
  ElementLoop (*loop)(const Attributes& attributes, DType operands, DType result) = nullptr;
  // Reductions: the loop over a contiguous row, where they go over all axes of an operand of this rank.
  RowLoop (*row)(const Attributes& attributes, DType type, int rank) = nullptr;
  Listed listed{*this};
};

// The operation whose result is its operand: how a transform tells its inputs from what it got them from.
extern const Operation kIdentity;
// The node that this one is an alias of, itself if it is none.
const Node* behind_aliases(const Node* n);
// A plain value that looks at the same elements.
Ref detached(const Node& n);

// A node without operands, its elements to be written by the caller: how constants begin. The shape is
// countable.
Ref new_constant(DType dtype, const Shape& shape);

}  // namespace adjoint
