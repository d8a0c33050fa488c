// Where the largest elements of windows stand, and what moves to and from there: a row of places at a time,
// which nobody keeps.
#include "kernels/pool.h"
#include "kernels/pool_windows.h"

namespace adjoint::kernels {
namespace {

// Finds rows of places, for one thread.
template <class T>
class Finder {
 public:
  using Place = PlaceOf<T>;

  explicit Finder(const PoolRows& rows)
      : rows_(rows),
        fast_(rows.fast() >= 0 && rows.pooling().pixels() < std::numeric_limits<Place>::max() / 2),
        any_(fast_ ? 0 : windows()),
        found_(fast_ ? windows() : 0),
        first_(fast_ ? windows() : 0),
        padded_(fast_ ? most_rows() * rows.room() : 0) {
    if (!fast_) return;
    std::fill_n(padded_.data(), most_rows() * rows.room(), kLeast<T>);
    std::fill_n(first_.data(), windows(), Place{0});
    for (std::int64_t q = 0; q < rows.outputs(2); ++q)
      first_.data()[q] = static_cast<Place>(rows.along(q).first + rows.before());
  }

  // Calls use(places) with those of row r of the result; x is the plane that it is made of.
  template <class Use>
  void find(const T* x, std::int64_t r, const Use& use) {
    reached_.clear();
    rows_.each(r, [&](std::int64_t first) { reached_.push_back(first); });
    if (fast_) {
      find_fast(x);
      use(static_cast<const Place*>(found_.data()));
    } else {
      for (std::int64_t q = 0; q < rows_.outputs(2); ++q) any_.data()[q] = find_one(x, rows_.along(q));
      use(static_cast<const std::int64_t*>(any_.data()));
    }
  }

 private:
  std::int64_t windows() const { return rows_.outputs(2) + kPoolSpare; }
  std::int64_t most_rows() const { return rows_.most(0) * rows_.most(1); }

  std::int64_t find_one(const T* x, const PoolWindow& w) const {
    std::int64_t best = reached_.front() + w.first;
    for (const std::int64_t row : reached_)
      for (std::int64_t k = 0; k < w.count; ++k) {
        const std::int64_t at = row + w.first + k * rows_.step();
        if (x[at] > x[best] || (x[at] != x[at] && x[best] == x[best])) best = at;
      }
    return best;
  }

  void find_fast(const T* x) {
    const MaxPoolTable<T>& table = maxima(T{});
    const std::int64_t width = rows_.inputs(2);
    bool has_nan = false;
    pointers_.clear();
    for (std::int64_t& first : reached_) {
      T* const row = padded_.data() + static_cast<std::int64_t>(pointers_.size()) * rows_.room();
      has_nan |= table.copy(x + first, width, row + rows_.before());
      pointers_.push_back(row);
      first -= rows_.before();
    }
    table.places[rows_.fast()]({pointers_.data(), reached_.data(), static_cast<std::int64_t>(reached_.size()),
                                rows_.last().kernel, rows_.last().dilation, first_.data(), has_nan},
                               rows_.outputs(2), found_.data());
  }

  const PoolRows& rows_;
  const bool fast_;
  Workspace<std::int64_t> any_;
  Workspace<Place> found_, first_;
  Workspace<T> padded_;
  std::vector<std::int64_t> reached_;
  std::vector<const T*> pointers_;
};

// Calls use(row, plane, places) for rows from `begin` to `end`.
template <class T, class Use>
void each_row(const PoolRows& rows, const T* x, std::int64_t begin, std::int64_t end, const Use& use) {
  Finder<T> finder(rows);
  for (std::int64_t r = begin; r < end; ++r) {
    const std::int64_t plane = rows.plane(r);
    finder.find(x + plane * rows.pooling().pixels(), r, [&](const auto* places) { use(r, plane, places); });
  }
}

}  // namespace

void max_pool_places(DType type, const Pooling& p, std::int64_t planes, const void* x, std::int64_t* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_number(type, [&]<class T>(T) {
    parallel_for(rows.count(), rows.grain(), [&](std::int64_t begin, std::int64_t end) {
      each_row(rows, static_cast<const T*>(x), begin, end,
               [&](std::int64_t r, std::int64_t, const auto* places) {
                 std::copy_n(places, rows.outputs(2), y + r * rows.outputs(2));
               });
    });
  });
}

void max_pool_take(DType type, const Pooling& p, std::int64_t planes, const void* d, const void* x, void* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_floating(type, [&]<class T>(T) {
    parallel_for(rows.count(), rows.grain(), [&](std::int64_t begin, std::int64_t end) {
      each_row(rows, static_cast<const T*>(x), begin, end,
               [&](std::int64_t r, std::int64_t plane, const auto* places) {
                 const T* const from = static_cast<const T*>(d) + plane * p.pixels();
                 T* const to = static_cast<T*>(y) + r * rows.outputs(2);
                 for (std::int64_t q = 0; q < rows.outputs(2); ++q) to[q] = from[places[q]];
               });
    });
  });
}

void max_pool_return(DType type, const Pooling& p, std::int64_t planes, const void* d, const void* x,
                     void* y) {
  if (is_empty(p, planes)) return;
  const PoolRows rows(p, planes);
  with_floating(type, [&]<class T>(T) {
    parallel_for(planes, rows.planes_grain(), [&](std::int64_t begin, std::int64_t end) {
      std::fill(static_cast<T*>(y) + begin * p.pixels(), static_cast<T*>(y) + end * p.pixels(), T{0});
      each_row(rows, static_cast<const T*>(x), begin * rows.each_plane(), end * rows.each_plane(),
               [&](std::int64_t r, std::int64_t plane, const auto* places) {
                 const T* const from = static_cast<const T*>(d) + r * rows.outputs(2);
                 T* const to = static_cast<T*>(y) + plane * p.pixels();
                 for (std::int64_t q = 0; q < rows.outputs(2); ++q) to[places[q]] += from[q];
               });
    });
  });
}

}  // namespace adjoint::kernels
