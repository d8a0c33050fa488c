// Elementwise instructions of one shape, done block by block: what one leaves in the nearest cache is read
// there by the next. Where machine code can be made, stretches of vector instructions become one function, in
// which what lies between stays in registers.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "program/emit/segment.h"
#include "program/plan.h"

namespace adjoint::program {

class BlockLoop {
 public:
  // The machine code as text is added to `listing`, if there is one.
  BlockLoop(const Program& program, const Plan& plan, const Step& step, std::string* listing = nullptr);

  // On the elements of these nodes, one a value.
  void run(Node* nodes) const;

  // How many instructions became machine code.
  int emitted_count() const { return emitted_count_; }

 private:
  // Something that instructions read: elements from outside, or what another instruction left.
  struct Source {
    enum class Kind : std::uint8_t {
      kWhole,     // lies as the result does
      kOne,       // one element, repeated
      kGathered,  // brought into order, block by block
      kMade,      // here
    };
    Kind kind;
    ValueId value;
    DType dtype;
    Strides strides;         // of those that are gathered
    bool is_kept = false;    // made here and read elsewhere: it lies in its own memory
    bool is_filled = false;  // one element, written out into a buffer
    int buffer = kNone;      // where a block of it lies, if it lies in one
    int piece = kNone;       // where a piece of it lies that a reduction takes, if it is not kept
    std::int64_t size() const { return static_cast<std::int64_t>(size_of(dtype)); }
  };
  // One instruction.
  struct Call {
    ElementLoop loop;
    int operands[3];
    int operand_count;
    int result;
    int repeat = 0;  // which of the loops of two operands
  };
  // A reduction of all elements.
  struct Sink {
    RowLoop row;
    int source;
    ValueId result;
  };
  // One call, or several that became machine code.
  struct Part {
    std::vector<int> calls;
    std::unique_ptr<Emitted> emitted;
  };
  // Pointers to the sources' elements, for the block at hand.
  using Pointers = std::vector<const std::byte*>;

  static constexpr int kNone = -1;

  Source& source(int k) { return sources_[static_cast<std::size_t>(k)]; }
  const Source& source(int k) const { return sources_[static_cast<std::size_t>(k)]; }
  const Call& call(int c) const { return calls_[static_cast<std::size_t>(c)]; }

  int source_of(const Program& program, const Plan& plan, ValueId value);
  void add_call(const Program& program, const Plan& plan, const Instruction& instruction);
  void make_parts(bool contracts, std::string* listing);
  void make_single_parts();
  Segment segment_of(const std::vector<int>& calls, const std::vector<bool>& read_elsewhere) const;
  void choose_repeat(Call& call);
  void assign_buffers();
  void choose_block();

  std::int64_t pieces_of_row() const { return (count_ + RowLoop::kPiece - 1) / RowLoop::kPiece; }
  std::int64_t piece_bytes() const { return RowLoop::kPiece * 8; }
  void run_range(Node* nodes, std::int64_t begin, std::int64_t end, std::byte* reduced) const;
  void reduce_piece(const Node* nodes, std::int64_t end, const std::byte* pieces, std::byte* reduced) const;
  std::byte* reduced_by(std::size_t sink, std::int64_t piece, std::byte* reduced) const;
  void run_call(const Call& call, const Pointers& pointers, std::int64_t n) const;
  void start(const Node* nodes, std::byte* buffers, Pointers& pointers) const;
  void point(const Node* nodes, std::int64_t position, std::int64_t count, std::byte* buffers,
             std::byte* pieces, Pointers& pointers) const;

  Shape shape_;
  std::int64_t count_;
  std::int64_t block_ = 0, buffer_bytes_ = 0;
  int buffer_count_ = 0, piece_count_ = 0, emitted_count_ = 0;
  std::vector<Source> sources_;
  std::vector<Call> calls_;
  std::vector<Part> parts_;
  std::vector<Sink> sinks_;
};

}  // namespace adjoint::program
