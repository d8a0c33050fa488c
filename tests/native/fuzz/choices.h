// Where the choices of a random program come from: bytes that a fuzzer varies, or a generator with a seed.
#ifndef ADJOINT_FUZZ_CHOICES_H_
#define ADJOINT_FUZZ_CHOICES_H_

#include <cstddef>
#include <cstdint>
#include <random>

namespace adjoint::fuzz {

class Choices {
 public:
  /** Choices without end. */
  explicit Choices(std::uint64_t seed) : generator_(seed) {}

  /** As many choices as there are bytes; then the first of everything. */
  Choices(const std::uint8_t* data, std::size_t size) : next_(data), end_(data + size), endless_(false) {}

  bool more() const { return endless_ || next_ != end_; }

  /** A number below n. A byte says which where it can, so that a fuzzer finds its way. */
  std::size_t pick(std::size_t n) {
    if (endless_) return static_cast<std::size_t>(generator_() % n);
    std::size_t chosen = byte();
    if (n > 256) chosen = chosen * 256 + byte();
    return chosen % n;
  }

  bool one_in(std::size_t n) { return pick(n) == n - 1; }

  std::uint64_t word() {
    if (endless_) return generator_();
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
    return bits;
  }

 private:
  std::uint8_t byte() { return next_ != end_ ? *next_++ : 0; }

  std::mt19937_64 generator_;
  const std::uint8_t *next_ = nullptr, *end_ = nullptr;
  bool endless_ = true;
};

}  // namespace adjoint::fuzz

#endif
