// Machine code for x86-64, by asmjit: AVX2 and AVX-512. What each operation does is what its kernel does
// (kernels/elementwise.simd.cc), instruction for instruction.
#include <asmjit/x86.h>

#include <bit>
#include <cstdlib>
#include <limits>

#include "kernels/target.h"
#include "program/emit/segment.h"

namespace adjoint::program {
namespace {

namespace x86 = asmjit::x86;

using Origin = Segment::Value::Origin;

// Compares that say false, or true, of NaN, without an exception.
enum Predicate : std::uint8_t { kEq = 0, kNe = 4, kLt = 17, kLe = 18, kGe = 29, kGt = 30, kUnordered = 3 };

asmjit::JitRuntime& runtime() {
  static auto& instance = *new asmjit::JitRuntime;
  return instance;
}

// What was found wrong while code was made; nothing is thrown through asmjit.
class Faults : public asmjit::ErrorHandler {
 public:
  void handleError(asmjit::Error error, const char*, asmjit::BaseEmitter*) override {
    found_ |= error != asmjit::kErrorOk;
  }
  bool found() const { return found_; }

 private:
  bool found_ = false;
};

class Emitter {
 public:
  Emitter(const Segment& segment, x86::Compiler& to)
      : segment_(segment),
        to_(to),
        is_wide_(kernels::active_target() == kernels::Target::kAvx512),
        is_double_(segment.type == DType::kFloat64),
        size_(is_double_ ? 8 : 4),
        lanes_((is_wide_ ? 64 : 32) / size_) {}

  void run() {
    asmjit::FuncNode* const function = to_.addFunc(asmjit::FuncSignatureT<void, const void*, std::int64_t>());
    function->frame().setAvxEnabled();
    if (is_wide_) function->frame().setAvx512Enabled();
    function->frame().setAvxCleanup();
    const x86::Gp pointers = to_.newIntPtr();
    count_ = to_.newInt64();
    function->setArg(0, pointers);
    function->setArg(1, count_);
    load_pointers(pointers);
    load_constants();
    index_ = to_.newInt64();
    to_.xor_(index_, index_);
    loop();
    to_.endFunc();
  }

 private:
  // ---- registers ----

  x86::Vec vector() { return is_wide_ ? x86::Vec(to_.newZmm()) : x86::Vec(to_.newYmm()); }

  x86::Vec broadcast(double value) {
    const x86::Vec v = vector();
    if (is_double_)
      broadcast_bits(v, std::bit_cast<std::uint64_t>(value));
    else
      broadcast_bits(v, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    return v;
  }

  template <class Bits>
  void broadcast_bits(const x86::Vec& v, Bits bits) {
    const x86::Mem constant = to_.newConst(asmjit::ConstPoolScope::kLocal, &bits, sizeof bits);
    is_double_ ? to_.vbroadcastsd(v, constant) : to_.vbroadcastss(v, constant);
  }

  x86::Mem element(int pointer) {
    return is_double_ ? x86::ptr(bases_[static_cast<std::size_t>(pointer)], index_, 3)
                      : x86::ptr(bases_[static_cast<std::size_t>(pointer)], index_, 2);
  }

  // ---- before the loop ----

  void load_pointers(const x86::Gp& pointers) {
    for (const Segment::Value& v : segment_.values) {
      if (v.pointer == Segment::kNowhere) continue;
      const auto p = static_cast<std::size_t>(v.pointer);
      if (bases_.size() <= p) bases_.resize(p + 1);
      if (bases_[p].isValid()) continue;
      bases_[p] = to_.newIntPtr();
      to_.mov(bases_[p], x86::ptr(pointers, static_cast<std::int32_t>(8 * p)));
    }
  }

  void load_constants() {
    now_.resize(segment_.values.size());
    masks_.resize(segment_.values.size());
    for (std::size_t k = 0; k < segment_.values.size(); ++k) {
      const Segment::Value& v = segment_.values[k];
      if (v.origin != Origin::kOne) continue;
      now_[k] = vector();
      const x86::Mem one = x86::ptr(bases_[static_cast<std::size_t>(v.pointer)]);
      is_double_ ? to_.vbroadcastsd(now_[k], one) : to_.vbroadcastss(now_[k], one);
    }
    for (const Segment::Operation& o : segment_.operations) need_constants(o.code);
  }

  void need_constants(VectorCode code) {
    const auto once = [](x86::Vec& v, auto make) {
      if (!v.isValid()) v = make();
    };
    switch (code) {
      case VectorCode::kNeg:
        return once(sign_, [&] { return broadcast(-0.0); });
      case VectorCode::kAbs:
        return once(magnitude_, [&] { return magnitude(); });
      case VectorCode::kReciprocal:
      case VectorCode::kRsqrt:
        return once(one_, [&] { return broadcast(1.0); });
      case VectorCode::kRelu:
        return once(zero_, [&] { return broadcast(0.0); });
      default:
        return;
    }
  }

  x86::Vec magnitude() {
    const x86::Vec v = vector();
    if (is_double_)
      broadcast_bits(v, ~std::uint64_t{0} >> 1);
    else
      broadcast_bits(v, ~std::uint32_t{0} >> 1);
    return v;
  }

  // ---- the loop: whole vectors, then what is left under a mask ----

  void loop() {
    const asmjit::Label again = to_.newLabel(), rest = to_.newLabel(), end = to_.newLabel();
    const x86::Gp last = to_.newInt64();
    to_.mov(last, count_);
    to_.sub(last, lanes_);
    to_.cmp(index_, last);
    to_.jg(rest);
    to_.bind(again);
    body(false);
    to_.add(index_, lanes_);
    to_.cmp(index_, last);
    to_.jle(again);
    to_.bind(rest);
    to_.cmp(index_, count_);
    to_.jge(end);
    make_mask();
    body(true);
    to_.bind(end);
    to_.ret();
  }

  void make_mask() {
    const x86::Gp left = to_.newInt64();
    to_.mov(left, count_);
    to_.sub(left, index_);
    if (is_wide_) {
      const x86::Gp ones = to_.newInt64();
      to_.mov(ones, -1);
      to_.bzhi(ones, ones, left);
      part_k_ = to_.newKw();
      to_.kmovw(part_k_, ones.r32());
      return;
    }
    // A window of a table of ones followed by zeros.
    static constexpr auto kTable = [] {
      struct {
        std::int32_t words[16];
      } t{};
      for (int i = 0; i < 8; ++i) t.words[i] = -1;
      return t;
    }();
    const x86::Gp table = to_.newIntPtr(), from = to_.newIntPtr();
    to_.mov(table, reinterpret_cast<std::uint64_t>(kTable.words + 8));
    to_.mov(from, left);
    to_.shl(from, is_double_ ? 3 : 2);
    to_.sub(table, from);
    part_ = vector();
    to_.vmovups(part_, x86::ptr(table));
  }

  void body(bool is_part) {
    for (std::size_t k = 0; k < segment_.values.size(); ++k)
      if (segment_.values[k].origin == Origin::kElements) load(k, is_part);
    for (const Segment::Operation& o : segment_.operations) {
      const auto result = static_cast<std::size_t>(o.result);
      operate(o);
      if (segment_.values[result].pointer != Segment::kNowhere) store(result, is_part);
    }
  }

  void load(std::size_t k, bool is_part) {
    now_[k] = vector();
    const x86::Mem from = element(segment_.values[k].pointer);
    if (!is_part)
      is_double_ ? to_.vmovupd(now_[k], from) : to_.vmovups(now_[k], from);
    else if (is_wide_)
      is_double_ ? to_.k(part_k_).z().vmovupd(now_[k], from) : to_.k(part_k_).z().vmovups(now_[k], from);
    else
      is_double_ ? to_.vmaskmovpd(now_[k], part_, from) : to_.vmaskmovps(now_[k], part_, from);
  }

  void store(std::size_t k, bool is_part) {
    const x86::Mem to = element(segment_.values[k].pointer);
    if (!is_part)
      is_double_ ? to_.vmovupd(to, now_[k]) : to_.vmovups(to, now_[k]);
    else if (is_wide_)
      is_double_ ? to_.k(part_k_).vmovupd(to, now_[k]) : to_.k(part_k_).vmovups(to, now_[k]);
    else
      is_double_ ? to_.vmaskmovpd(to, part_, now_[k]) : to_.vmaskmovps(to, part_, now_[k]);
  }

  // ---- operations ----

  void operate(const Segment::Operation& o) {
    const auto in = [&](int k) -> const x86::Vec& { return now_[static_cast<std::size_t>(o.operands[k])]; };
    const auto result = static_cast<std::size_t>(o.result);
    if (segment_.values[result].is_truth) {
      masks_[result] = compare(in(0), in(1), predicate_of(o.code));
      return;
    }
    const x86::Vec y = vector();
    switch (o.code) {
      case VectorCode::kNeg:
        exclusive_or(y, in(0), sign_);
        break;
      case VectorCode::kAbs:
        both(y, in(0), magnitude_);
        break;
      case VectorCode::kSquare:
        is_double_ ? to_.vmulpd(y, in(0), in(0)) : to_.vmulps(y, in(0), in(0));
        break;
      case VectorCode::kReciprocal:
        is_double_ ? to_.vdivpd(y, one_, in(0)) : to_.vdivps(y, one_, in(0));
        break;
      case VectorCode::kSqrt:
        is_double_ ? to_.vsqrtpd(y, in(0)) : to_.vsqrtps(y, in(0));
        break;
      case VectorCode::kRsqrt: {
        const x86::Vec root = vector();
        is_double_ ? to_.vsqrtpd(root, in(0)) : to_.vsqrtps(root, in(0));
        is_double_ ? to_.vdivpd(y, one_, root) : to_.vdivps(y, one_, root);
        break;
      }
      case VectorCode::kRelu:
        choose(y, compare(in(0), zero_, kLt), zero_, in(0));
        break;
      case VectorCode::kAdd:
        is_double_ ? to_.vaddpd(y, in(0), in(1)) : to_.vaddps(y, in(0), in(1));
        break;
      case VectorCode::kSub:
        is_double_ ? to_.vsubpd(y, in(0), in(1)) : to_.vsubps(y, in(0), in(1));
        break;
      case VectorCode::kMul:
        is_double_ ? to_.vmulpd(y, in(0), in(1)) : to_.vmulps(y, in(0), in(1));
        break;
      case VectorCode::kDiv:
        is_double_ ? to_.vdivpd(y, in(0), in(1)) : to_.vdivps(y, in(0), in(1));
        break;
      case VectorCode::kMaximum:
        extremum(y, in(0), in(1), true);
        break;
      case VectorCode::kMinimum:
        extremum(y, in(0), in(1), false);
        break;
      case VectorCode::kMulAdd:
        copy(y, in(2));
        is_double_ ? to_.vfmadd231pd(y, in(0), in(1)) : to_.vfmadd231ps(y, in(0), in(1));
        break;
      case VectorCode::kMulSub:
        copy(y, in(2));
        is_double_ ? to_.vfmsub231pd(y, in(0), in(1)) : to_.vfmsub231ps(y, in(0), in(1));
        break;
      case VectorCode::kNegMulAdd:
        copy(y, in(2));
        is_double_ ? to_.vfnmadd231pd(y, in(0), in(1)) : to_.vfnmadd231ps(y, in(0), in(1));
        break;
      case VectorCode::kSelect:
        choose(y, masks_[static_cast<std::size_t>(o.operands[0])], in(1), in(2));
        break;
      default:
        break;
    }
    now_[result] = y;
  }

  static Predicate predicate_of(VectorCode code) {
    switch (code) {
      case VectorCode::kEqual:
        return kEq;
      case VectorCode::kNotEqual:
        return kNe;
      case VectorCode::kLess:
        return kLt;
      case VectorCode::kLessEqual:
        return kLe;
      case VectorCode::kGreater:
        return kGt;
      default:
        return kGe;
    }
  }

  // The first that is not a number, else the larger or smaller one.
  void extremum(const x86::Vec& y, const x86::Vec& a, const x86::Vec& b, bool is_largest) {
    const x86::Vec either = vector(), second = vector();
    if (is_largest)
      is_double_ ? to_.vmaxpd(either, a, b) : to_.vmaxps(either, a, b);
    else
      is_double_ ? to_.vminpd(either, a, b) : to_.vminps(either, a, b);
    choose(second, compare(b, b, kUnordered), b, either);
    choose(y, compare(a, a, kUnordered), a, second);
  }

  // A mask: bits of a k register, or all bits of a lane.
  struct Mask {
    x86::KReg k;
    x86::Vec v;
  };

  Mask compare(const x86::Vec& a, const x86::Vec& b, Predicate predicate) {
    Mask mask;
    if (is_wide_) {
      mask.k = to_.newKw();
      is_double_ ? to_.vcmppd(mask.k, a, b, predicate) : to_.vcmpps(mask.k, a, b, predicate);
    } else {
      mask.v = vector();
      is_double_ ? to_.vcmppd(mask.v, a, b, predicate) : to_.vcmpps(mask.v, a, b, predicate);
    }
    return mask;
  }

  // y = mask ? a : b
  void choose(const x86::Vec& y, const Mask& mask, const x86::Vec& a, const x86::Vec& b) {
    if (is_wide_)
      is_double_ ? to_.k(mask.k).vblendmpd(y, b, a) : to_.k(mask.k).vblendmps(y, b, a);
    else
      is_double_ ? to_.vblendvpd(y, b, a, mask.v) : to_.vblendvps(y, b, a, mask.v);
  }

  void copy(const x86::Vec& y, const x86::Vec& x) { to_.vmovaps(y, x); }

  void exclusive_or(const x86::Vec& y, const x86::Vec& a, const x86::Vec& b) {
    if (is_wide_)
      to_.vpxorq(y, a, b);
    else
      to_.vxorps(y, a, b);
  }
  void both(const x86::Vec& y, const x86::Vec& a, const x86::Vec& b) {
    if (is_wide_)
      to_.vpandq(y, a, b);
    else
      to_.vandps(y, a, b);
  }

  const Segment& segment_;
  x86::Compiler& to_;
  bool is_wide_, is_double_;
  int size_, lanes_;
  x86::Gp count_, index_;
  std::vector<x86::Gp> bases_;
  std::vector<x86::Vec> now_;  // by value
  std::vector<Mask> masks_;    // by value, of truth
  x86::Vec sign_, magnitude_, one_, zero_, part_;
  x86::KReg part_k_;
};

bool is_switched_off() {
  const char* const wish = std::getenv("ADJOINT_EMIT");
  return wish && wish[0] == '0';
}

// Whether this process may run what it writes: hardened systems forbid it.
bool try_to_run() {
  asmjit::CodeHolder code;
  if (code.init(runtime().environment()) != asmjit::kErrorOk) return false;
  x86::Assembler assembler(&code);
  assembler.mov(x86::eax, 42);
  assembler.ret();
  int (*function)() = nullptr;
  if (runtime().add(&function, &code) != asmjit::kErrorOk) return false;
  const bool works = function() == 42;
  runtime().release(function);
  return works;
}

}  // namespace

Emitted::~Emitted() { runtime().release(function_); }

bool can_emit() {
  static const bool can =
      kernels::active_target() != kernels::Target::kSse4 && !is_switched_off() && try_to_run();
  return can;
}

std::unique_ptr<Emitted> emit(const Segment& segment, std::string* listing) {
  if (!can_emit()) return nullptr;
  asmjit::CodeHolder code;
  asmjit::StringLogger logger;
  Faults faults;
  if (code.init(runtime().environment()) != asmjit::kErrorOk) return nullptr;
  code.setErrorHandler(&faults);
  if (listing) code.setLogger(&logger);
  x86::Compiler compiler(&code);
  Emitter(segment, compiler).run();
  if (compiler.finalize() != asmjit::kErrorOk || faults.found()) return nullptr;
  if (listing) listing->append(logger.data(), logger.dataSize());
  Emitted::Function function = nullptr;
  if (runtime().add(&function, &code) != asmjit::kErrorOk) return nullptr;
  return std::make_unique<Emitted>(function);
}

}  // namespace adjoint::program
