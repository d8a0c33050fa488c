#include "core/system_memory.h"

#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#elif defined(_WIN32)
#include <malloc.h>
#endif

// GCC defines a macro where clang answers a question.
#if defined(__has_feature)
#define ADJOINT_HAS_FEATURE(name) __has_feature(name)
#else
#define ADJOINT_HAS_FEATURE(name) 0
#endif

namespace adjoint {
namespace {

[[maybe_unused]] constexpr std::size_t rounded(std::size_t bytes, std::size_t to) {
  return (bytes + to - 1) / to * to;
}

#if defined(__linux__)

// A system that promises more memory than it has would end the process when the promise is called in.
bool could_exist(std::size_t bytes) {
  static const std::size_t physical =
      static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes <= physical;
}

// Larger blocks have pages of their own: what is given back leaves no holes among others.
#if defined(__SANITIZE_ADDRESS__) || ADJOINT_HAS_FEATURE(address_sanitizer)
constexpr std::size_t kOwnPages = ~std::size_t{0};  // there malloc watches the borders of every block
#else
constexpr std::size_t kOwnPages = std::size_t{128} << 10;
#endif

// From this size on they ask for huge pages: fewer faults at first use, fewer misses in the table of pages
// later.
constexpr std::size_t kHugePage = std::size_t{2} << 20;

void* pages(std::size_t bytes) {
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : 0;
  void* const all =
      mmap(nullptr, bytes + alignment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) return nullptr;
  if (alignment == 0) return all;
  const auto start = reinterpret_cast<std::uintptr_t>(all);
  const std::size_t before = rounded(start, alignment) - start;
  std::byte* const block = static_cast<std::byte*>(all) + before;
  if (before > 0) munmap(all, before);
  munmap(block + bytes, alignment - before);
  madvise(block, bytes, MADV_HUGEPAGE);  // the system may decline
  return block;
}

std::size_t whole_pages(std::size_t bytes) { return rounded(bytes, std::size_t{4096}); }

#endif

}  // namespace

void* take_from_system(std::size_t bytes) {
#if defined(__linux__)
  if (!could_exist(bytes)) return nullptr;
  if (bytes >= kOwnPages) return pages(whole_pages(bytes));
#endif
#if defined(_WIN32)
  return _aligned_malloc(bytes, kAlignment);  // the C library there has no aligned_alloc
#else
  return std::aligned_alloc(kAlignment, rounded(bytes, kAlignment));
#endif
}

void give_to_system(void* block, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__)
  if (bytes >= kOwnPages) {
    munmap(block, whole_pages(bytes));
    return;
  }
#endif
#if defined(_WIN32)
  _aligned_free(block);
#else
  std::free(block);
#endif
}

void give_back_holes() noexcept {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

}  // namespace adjoint
