#include "program/block_loop.h"

#include <algorithm>
#include <optional>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/loop_pieces.h"
#include "program/segments.h"

namespace adjoint::program {
namespace {

constexpr std::int64_t kBuffersBytes = 24
                                       << 10;  // of the nearest cache, with room for what comes from memory
constexpr std::int64_t kLargestBlock = 1024, kSmallestBlock = 64;  // elements: powers of two
constexpr std::int64_t kWorkOfThread = 65536;  // element operations that are worth another one

bool all_zero(const Strides& strides, const Shape& shape) {
  for (int d = 0; d < shape.rank(); ++d)
    if (strides[d] != 0 && shape[d] != 1) return false;
  return true;
}

}  // namespace

BlockLoop::BlockLoop(const Program& program, const Plan& plan, const Step& step, std::string* listing)
    : shape_(program.values[at(program.instructions[step.instructions[0]].result)].shape),
      count_(element_count(shape_)) {
  for (const std::size_t i : step.instructions) add_call(program, plan, program.instructions[i]);
  make_parts(program.contracts, listing);
  for (const Part& part : parts_)
    if (!part.emitted) choose_repeat(calls_[at(part.calls[0])]);
  assign_buffers();
  choose_block();
}

int BlockLoop::source_of(const Program& program, const Plan& plan, ValueId value) {
  for (std::size_t k = 0; k < sources_.size(); ++k)
    if (sources_[k].value == value) return static_cast<int>(k);
  const Value& v = program.values[at(value)];
  Source source{Source::Kind::kWhole, value, v.dtype, {}};
  source.strides = broadcast_strides(v.shape, plan.layouts[at(value)].strides, shape_);
  if (!is_contiguous(shape_, source.strides))
    source.kind = all_zero(source.strides, shape_) ? Source::Kind::kOne : Source::Kind::kGathered;
  sources_.push_back(source);
  return static_cast<int>(sources_.size()) - 1;
}

void BlockLoop::add_call(const Program& program, const Plan& plan, const Instruction& i) {
  if (const RowLoop row = row_of(program, plan.layouts, i); row.exists()) {
    const int from = source_of(program, plan, i.operands[0]);
    sinks_.push_back({row, from, i.result});
    if (!source(from).is_kept && source(from).piece == kNone) source(from).piece = piece_count_++;
    return;
  }
  Call call{loop_of(program, plan.layouts, i), {}, static_cast<int>(i.operands.size()), 0};
  for (std::size_t k = 0; k < i.operands.size(); ++k)
    call.operands[k] = source_of(program, plan, i.operands[k]);
  call.result = static_cast<int>(sources_.size());
  sources_.push_back({Source::Kind::kMade, i.result, program.values[at(i.result)].dtype, {}});
  sources_.back().is_kept = plan.homes[at(i.result)] != Home::kBlock;
  calls_.push_back(call);
}

// ---- what becomes machine code ----

void BlockLoop::make_parts(bool contracts, std::string* listing) {
  std::vector<int> maker(sources_.size(), kNone);
  for (std::size_t c = 0; c < calls_.size(); ++c) maker[at(calls_[c].result)] = static_cast<int>(c);
  if (!can_emit()) return make_single_parts();
  std::vector<Candidate> candidates;
  for (const Call& c : calls_) {
    const Source &operand = source(c.operands[c.operand_count - 1]), &result = source(c.result);
    Candidate candidate{
        c.loop.code, operand.dtype, result.dtype == DType::kBool && !result.is_kept, {}, kNone};
    for (int k = 0; k < c.operand_count; ++k)
      if (const int from = maker[at(c.operands[k])]; from != kNone) candidate.operands.push_back(from);
    if (c.loop.select) candidate.condition = maker[at(c.operands[0])];
    candidates.push_back(std::move(candidate));
  }
  std::vector<std::vector<int>> stretches = stretches_of(candidates);
  std::vector<bool> read_elsewhere(sources_.size());  // than in the stretch that makes it
  for (const std::vector<int>& stretch : stretches) {
    std::vector<bool> own(sources_.size());
    for (const int c : stretch) own[at(call(c).result)] = true;
    for (const int c : stretch)
      for (int k = 0; k < call(c).operand_count; ++k)
        if (!own[at(call(c).operands[k])]) read_elsewhere[at(call(c).operands[k])] = true;
  }
  for (const Sink& sink : sinks_) read_elsewhere[at(sink.source)] = true;
  for (std::vector<int>& stretch : stretches) {
    std::unique_ptr<Emitted> emitted;
    if (stretch.size() > 1) {
      Segment segment = segment_of(stretch, read_elsewhere);
      if (contracts) segment.contract();
      emitted = emit(segment, listing);
      if (!emitted) return make_single_parts();
      emitted_count_ += static_cast<int>(stretch.size());
    }
    parts_.push_back({std::move(stretch), std::move(emitted)});
  }
}

void BlockLoop::make_single_parts() {
  parts_.clear();
  emitted_count_ = 0;
  for (std::size_t c = 0; c < calls_.size(); ++c) parts_.push_back({{static_cast<int>(c)}, nullptr});
}

Segment BlockLoop::segment_of(const std::vector<int>& calls, const std::vector<bool>& read_elsewhere) const {
  Segment segment{DType::kFloat32, {}, {}};
  std::vector<int> place(sources_.size(), kNone);
  const auto place_of = [&](int k, Segment::Value value) {
    if (place[at(k)] == kNone) {
      place[at(k)] = static_cast<int>(segment.values.size());
      segment.values.push_back(value);
    }
    return place[at(k)];
  };
  for (const int c : calls) {
    Segment::Operation operation{call(c).loop.code, {}, 0};
    for (int k = 0; k < call(c).operand_count; ++k) {
      const int operand = call(c).operands[k];
      const bool is_one = source(operand).kind == Source::Kind::kOne;
      operation.operands[k] = place_of(
          operand,
          {is_one ? Segment::Value::Origin::kOne : Segment::Value::Origin::kElements, operand, false});
    }
    const Source& result = source(call(c).result);
    const bool stays = result.is_kept || read_elsewhere[at(call(c).result)];
    const bool is_truth = result.dtype == DType::kBool;
    if (!is_truth) segment.type = result.dtype;
    operation.result = place_of(
        call(c).result,
        {Segment::Value::Origin::kMade, stays && !is_truth ? call(c).result : Segment::kNowhere, is_truth});
    segment.operations.push_back(operation);
  }
  return segment;
}

// Loops of two operands can repeat one of them; what others repeat is written out into a buffer.
void BlockLoop::choose_repeat(Call& call) {
  const auto is_one = [&](int k) { return source(call.operands[k]).kind == Source::Kind::kOne; };
  if (call.loop.binary && is_one(0) != is_one(1)) {
    call.repeat = is_one(0) ? 1 : 2;
    return;
  }
  for (int k = 0; k < call.operand_count; ++k)
    if (is_one(k) && !(call.loop.binary && k == 1)) source(call.operands[k]).is_filled = true;
  if (call.loop.binary && is_one(0)) call.repeat = 2;  // the first is written out, the second repeated
}

// ---- buffers ----

// A buffer is free again after the last part that reads it. What stays in the registers of its own part needs
// none.
void BlockLoop::assign_buffers() {
  const auto unset = static_cast<std::size_t>(-1);
  std::vector<std::size_t> made(sources_.size(), unset), last(sources_.size(), unset);
  for (std::size_t p = 0; p < parts_.size(); ++p)
    for (const int c : parts_[p].calls) {
      made[at(call(c).result)] = p;
      for (int k = 0; k < call(c).operand_count; ++k)
        if (made[at(call(c).operands[k])] != p || !parts_[p].emitted) last[at(call(c).operands[k])] = p;
    }
  for (Source& s : sources_)
    if (s.kind == Source::Kind::kGathered || s.is_filled) s.buffer = buffer_count_++;
  std::vector<int> free;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    for (std::size_t k = 0; k < sources_.size(); ++k) {
      Source& s = sources_[k];
      if (s.kind != Source::Kind::kMade || s.is_kept || s.piece != kNone || made[k] != p ||
          (last[k] == unset && parts_[p].emitted))
        continue;
      if (free.empty()) free.push_back(buffer_count_++);
      s.buffer = free.back();
      free.pop_back();
    }
    for (std::size_t k = 0; k < sources_.size(); ++k)
      if (sources_[k].kind == Source::Kind::kMade && sources_[k].buffer != kNone && last[k] == p)
        free.push_back(sources_[k].buffer);
  }
}

void BlockLoop::choose_block() {
  std::int64_t size = 1;
  for (const Source& s : sources_) size = std::max(size, s.size());
  if (buffer_count_ == 0 && sinks_.empty()) {
    block_ = count_;
    return;
  }
  block_ = kLargestBlock;  // parts of a piece
  while (block_ > kSmallestBlock && block_ * size * buffer_count_ > kBuffersBytes) block_ /= 2;
  buffer_bytes_ = (std::min(block_, count_) * size + 63) / 64 * 64;
}

// ---- running ----

void BlockLoop::run(Node* nodes) const {
  const auto calls = static_cast<std::int64_t>(calls_.size());
  const std::int64_t unit = sinks_.empty() ? kSmallestBlock : RowLoop::kPiece;
  const std::int64_t grain = std::max(kWorkOfThread / calls / unit, std::int64_t{1}) * unit;
  if (sinks_.empty())
    return parallel_for(count_, grain,
                        [&](std::int64_t begin, std::int64_t end) { run_range(nodes, begin, end, nullptr); });
  Workspace<std::byte> reduced(8 * pieces_of_row() * static_cast<std::int64_t>(sinks_.size()));
  parallel_for(count_, grain,
               [&](std::int64_t begin, std::int64_t end) { run_range(nodes, begin, end, reduced.data()); });
  for (std::size_t s = 0; s < sinks_.size(); ++s)
    sinks_[s].row.join(source(sinks_[s].source).dtype, reduced_by(s, 0, reduced.data()), count_,
                       nodes[at(sinks_[s].result)].data);
}

void BlockLoop::run_range(Node* nodes, std::int64_t begin, std::int64_t end, std::byte* reduced) const {
  alignas(64) std::byte near[kBuffersBytes];
  const std::int64_t needed = buffer_bytes_ * buffer_count_;
  std::optional<Workspace<std::byte>> far, pieces;
  std::byte* const buffers = needed > kBuffersBytes ? far.emplace(needed).data() : near;
  if (piece_count_ > 0) pieces.emplace(piece_bytes() * piece_count_);
  std::byte* const first_piece = pieces ? pieces->data() : nullptr;
  Pointers pointers(sources_.size());
  start(nodes, buffers, pointers);
  for (std::int64_t position = begin; position < end; position += block_) {
    const std::int64_t n = std::min(block_, end - position);
    point(nodes, position, n, buffers, first_piece, pointers);
    for (const Part& part : parts_) {
      if (part.emitted)
        part.emitted->run(pointers.data(), n);
      else
        run_call(call(part.calls[0]), pointers, n);
    }
    if (reduced && ((position + n) % RowLoop::kPiece == 0 || position + n == count_))
      reduce_piece(nodes, position + n, first_piece, reduced);
  }
}

// The piece that ends here was made whole: each reduction takes it.
void BlockLoop::reduce_piece(const Node* nodes, std::int64_t end, const std::byte* pieces,
                             std::byte* reduced) const {
  const std::int64_t piece = (end - 1) / RowLoop::kPiece, first = piece * RowLoop::kPiece;
  for (std::size_t s = 0; s < sinks_.size(); ++s) {
    const Source& from = source(sinks_[s].source);
    const std::byte* const x = from.piece == kNone ? nodes[at(from.value)].data + first * from.size()
                                                   : pieces + from.piece * piece_bytes();
    sinks_[s].row.piece(x, end - first, reduced_by(s, piece, reduced));
  }
}

// Where the results of a reduction's pieces lie, one behind the other.
std::byte* BlockLoop::reduced_by(std::size_t sink, std::int64_t piece, std::byte* reduced) const {
  return reduced + static_cast<std::int64_t>(sink) * pieces_of_row() * 8 +
         piece * source(sinks_[sink].source).size();
}

void BlockLoop::run_call(const Call& call, const Pointers& pointers, std::int64_t n) const {
  const auto in = [&](int k) { return pointers[at(call.operands[k])]; };
  void* const to = const_cast<std::byte*>(pointers[at(call.result)]);
  if (call.loop.unary)
    call.loop.unary(in(0), to, n);
  else if (call.loop.binary)
    call.loop.binary[call.repeat](in(0), in(1), to, n);
  else
    call.loop.select(in(0), in(1), in(2), to, n);
}

// What stays where it is for all blocks.
void BlockLoop::start(const Node* nodes, std::byte* buffers, Pointers& pointers) const {
  for (std::size_t k = 0; k < sources_.size(); ++k) {
    const Source& s = sources_[k];
    if (s.buffer != kNone) pointers[k] = buffers + s.buffer * buffer_bytes_;
    if (s.kind != Source::Kind::kOne) continue;
    const std::byte* const element = nodes[at(s.value)].data;
    if (!s.is_filled) {
      pointers[k] = element;
      continue;
    }
    kernels::with_size(size_of(s.dtype), [&]<class T>(T) {
      kernels::gather_run(reinterpret_cast<const T*>(element), 0, block_,
                          reinterpret_cast<T*>(const_cast<std::byte*>(pointers[k])));
    });
  }
}

void BlockLoop::point(const Node* nodes, std::int64_t position, std::int64_t count, std::byte* buffers,
                      std::byte* pieces, Pointers& pointers) const {
  for (std::size_t k = 0; k < sources_.size(); ++k) {
    const Source& s = sources_[k];
    std::byte* const data = nodes[at(s.value)].data;
    if (s.kind == Source::Kind::kGathered) {
      const kernels::Loop<1> loop({shape_.rank(), shape_.data()}, {s.strides.data()});
      std::byte* const to = buffers + s.buffer * buffer_bytes_;
      kernels::in_blocks<1>(loop, {data}, {size_of(s.dtype)}, position, position + count,
                            [&](const void* const(&piece)[1], std::int64_t from, std::int64_t n) {
                              std::memcpy(to + (from - position) * s.size(), piece[0],
                                          static_cast<std::size_t>(n * s.size()));
                            });
    } else if (s.piece != kNone) {
      pointers[k] = pieces + s.piece * piece_bytes() + position % RowLoop::kPiece * s.size();
    } else if (s.kind == Source::Kind::kWhole || s.is_kept) {
      pointers[k] = data + position * s.size();
    }
  }
}

}  // namespace adjoint::program
