// Order along rows: long rows are sorted by the digits of whole numbers that have the order of the elements,
// short ones by comparing these. The order is one alone, whatever thread finds it.
#include "kernels/sort.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/loop_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kShort = 512;  // elements that are compared with each other
constexpr int kDigit = 11;            // bits

template <class T>
using Key = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

// A whole number that is the smaller, the sooner the element comes.
template <class T>
Key<T> key_of(T x, bool descending) {
  constexpr Key<T> sign = Key<T>{1} << (8 * sizeof(T) - 1), last = std::numeric_limits<Key<T>>::max();
  Key<T> key;
  if constexpr (std::is_integral_v<T>) {
    key = static_cast<Key<T>>(x) ^ sign;
  } else {
    if (x != x) return last;
    const auto bits = std::bit_cast<Key<T>>(x + T{0});  // the zeros of both signs are one
    key = bits & sign ? ~bits : bits | sign;
  }
  return descending ? ~key : key;
}

template <class K>
struct Entry {
  K key;
  std::uint32_t place;
  friend bool operator<(const Entry& a, const Entry& b) {
    return a.key != b.key ? a.key < b.key : a.place < b.place;
  }
};

// One step of sorting by digits: entries are moved to where the counts of smaller digits send them. Pieces of
// the row have counts of their own, so that threads can move them all at once.
template <class K>
class DigitStep {
 public:
  DigitStep(std::int64_t count, std::int64_t pieces)
      : count_(count), pieces_(pieces), places_(static_cast<std::size_t>(pieces << kDigit)) {}

  // False where all entries have the same digit and stay.
  bool run(const Entry<K>* from, Entry<K>* to, int shift) {
    std::fill(places_.begin(), places_.end(), 0u);
    for_pieces([=](std::uint32_t* places, std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) ++places[digit(from[i], shift)];
    });
    if (!add_up(digit(from[0], shift))) return false;
    for_pieces([=](std::uint32_t* places, std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) to[places[digit(from[i], shift)]++] = from[i];
    });
    return true;
  }

  template <class F>
  void for_pieces(const F& f) {
    parallel_for(pieces_, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t p = begin; p < end; ++p)
        f(places_.data() + (p << kDigit), count_ * p / pieces_, count_ * (p + 1) / pieces_);
    });
  }

 private:
  static std::size_t digit(const Entry<K>& e, int shift) {
    return static_cast<std::size_t>(e.key >> shift) & ((std::size_t{1} << kDigit) - 1);
  }

  bool add_up(std::size_t first) {
    std::uint32_t with_first = 0, sum = 0;
    for (std::int64_t p = 0; p < pieces_; ++p) with_first += at(p, first);
    if (with_first == count_) return false;
    for (std::size_t d = 0; d < std::size_t{1} << kDigit; ++d)
      for (std::int64_t p = 0; p < pieces_; ++p) sum += std::exchange(at(p, d), sum);
    return true;
  }
  std::uint32_t& at(std::int64_t piece, std::size_t d) {
    return places_[(static_cast<std::size_t>(piece) << kDigit) + d];
  }

  std::int64_t count_, pieces_;
  std::vector<std::uint32_t> places_;
};

std::int64_t pieces_of(std::int64_t count) {
  return std::clamp<std::int64_t>(count / kGrain, 1, thread_count());
}

template <class T>
void sort_short(const T* x, std::int64_t count, std::int64_t k, bool descending, std::int64_t* y) {
  Entry<Key<T>> entries[kShort];
  for (std::int64_t i = 0; i < count; ++i)
    entries[i] = {key_of(x[i], descending), static_cast<std::uint32_t>(i)};
  std::sort(entries, entries + count);
  for (std::int64_t i = 0; i < k; ++i) y[i] = entries[i].place;
}

template <class T>
void sort_long(const T* x, std::int64_t count, std::int64_t k, bool descending, std::int64_t* y) {
  using E = Entry<Key<T>>;
  Workspace<E> one(count), other(count);
  E *from = one.data(), *to = other.data();
  DigitStep<Key<T>> step(count, pieces_of(count));
  step.for_pieces([=](std::uint32_t*, std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      from[i] = {key_of(x[i], descending), static_cast<std::uint32_t>(i)};
  });
  for (int shift = 0; shift < static_cast<int>(8 * sizeof(T)); shift += kDigit)
    if (step.run(from, to, shift)) std::swap(from, to);
  for (std::int64_t i = 0; i < k; ++i) y[i] = from[i].place;
}

template <class T>
void sort_row(const T* x, std::int64_t count, std::int64_t k, bool descending, std::int64_t* y) {
  (count <= kShort ? sort_short<T> : sort_long<T>)(x, count, k, descending, y);
}

// ---- a few of many: what cannot be among them any more is not looked at twice ----

template <class T>
using Candidates = std::vector<Entry<Key<T>>>;

template <class T>
void keep_first(Candidates<T>& all, std::int64_t k) {
  if (static_cast<std::int64_t>(all.size()) <= k) return;
  std::nth_element(all.begin(), all.begin() + k - 1, all.end());
  all.resize(static_cast<std::size_t>(k));
}

template <class T>
void find_first(const T* x, std::int64_t begin, std::int64_t end, std::int64_t k, bool descending,
                Candidates<T>& found) {
  const auto room = static_cast<std::size_t>(std::max<std::int64_t>(2 * k, 256));
  found.reserve(room);
  Key<T> worst = std::numeric_limits<Key<T>>::max();
  bool is_full = false;  // k are known that come before `worst` or stand there
  for (std::int64_t i = begin; i < end; ++i) {
    const Key<T> key = key_of(x[i], descending);
    if (is_full && key >= worst) continue;
    found.push_back({key, static_cast<std::uint32_t>(i)});
    if (found.size() < room) continue;
    keep_first<T>(found, k);
    worst = found.back().key;
    for (const auto& e : found) worst = std::max(worst, e.key);
    is_full = true;
  }
  keep_first<T>(found, k);
}

template <class T>
void find_row(const T* x, std::int64_t count, std::int64_t k, bool descending, std::int64_t* y) {
  if (count <= kShort || k > count / 8) return sort_row(x, count, k, descending, y);
  const std::int64_t pieces = pieces_of(count);
  std::vector<Candidates<T>> found(static_cast<std::size_t>(pieces));
  parallel_for(pieces, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t p = begin; p < end; ++p)
      find_first(x, count * p / pieces, count * (p + 1) / pieces, k, descending,
                 found[static_cast<std::size_t>(p)]);
  });
  Candidates<T>& all = found[0];
  for (std::size_t p = 1; p < found.size(); ++p) all.insert(all.end(), found[p].begin(), found[p].end());
  keep_first<T>(all, k);
  std::sort(all.begin(), all.end());
  for (std::int64_t i = 0; i < k; ++i) y[i] = all[static_cast<std::size_t>(i)].place;
}

// Long rows share the threads, one after the other; of many, each has one.
template <class F>
void for_rows(std::int64_t rows, std::int64_t count, const F& f) {
  if (rows < thread_count() && count >= 2 * kGrain) {
    for (std::int64_t r = 0; r < rows; ++r) f(r);
    return;
  }
  parallel_for(rows, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, 8 * count)),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t r = begin; r < end; ++r) f(r);
               });
}

// NaN comes behind all numbers.
template <class T>
bool comes_before(T a, T b) {
  return a < b || (a == a && b != b);
}

template <class T>
std::int64_t place_in(const T* sorted, std::int64_t count, T value, bool right) {
  std::int64_t first = 0;
  for (std::int64_t n = count; n > 0;) {
    const std::int64_t half = n / 2;
    const T middle = sorted[first + half];
    const bool is_behind = right ? !comes_before(value, middle) : comes_before(middle, value);
    first = is_behind ? first + half + 1 : first;
    n = is_behind ? n - half - 1 : half;
  }
  return first;
}

}  // namespace

void argsort(DType type, std::int64_t rows, std::int64_t count, bool descending, const void* x,
             std::int64_t* y) {
  with_number(type, [&]<class T>(T) {
    for_rows(rows, count, [&](std::int64_t r) {
      sort_row(static_cast<const T*>(x) + r * count, count, count, descending, y + r * count);
    });
  });
}

void argsort_first(DType type, std::int64_t rows, std::int64_t count, std::int64_t k, bool descending,
                   const void* x, std::int64_t* y) {
  if (k == 0) return;
  with_number(type, [&]<class T>(T) {
    for_rows(rows, count, [&](std::int64_t r) {
      find_row(static_cast<const T*>(x) + r * count, count, k, descending, y + r * k);
    });
  });
}

void search_sorted(DType type, const Search& s, const void* sorted, const void* values, std::int64_t* y) {
  if (s.each == 0) return;
  with_number(type, [&]<class T>(T) {
    parallel_for(s.rows * s.each, kGrain / 16, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const T* row = static_cast<const T*>(sorted) + (s.one_row ? 0 : i / s.each * s.count);
        y[i] = place_in(row, s.count, static_cast<const T*>(values)[i], s.right);
      }
    });
  });
}

}  // namespace adjoint::kernels
