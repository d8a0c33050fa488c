#include "kernels/rotated_rows.h"

#include <algorithm>

#include "core/threads.h"

namespace adjoint::kernels {

void RotatedRows::begin_sweep(std::int64_t row, std::int64_t length) {
  if (count_ + length > kSweepsKept * n_) finish();
  sweeps_.push_back({row, count_});
}

void RotatedRows::finish() {
  constexpr std::int64_t kWorthAThread = 1 << 12;  // rotations of a part
  const std::int64_t parts = (n_ + kColumns - 1) / kColumns;
  parallel_for(parts, kWorthAThread / std::max<std::int64_t>(1, count_) + 1,
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t part = begin; part < end; ++part) turn_columns(part * kColumns);
               });
  sweeps_.clear();
  count_ = 0;
}

// In memory of its own, where rows that lie a power of two apart do not push each other out of the cache.
void RotatedRows::turn_columns(std::int64_t column) {
  const std::int64_t width = std::min(kColumns, n_ - column);
  Workspace<double> part(n_ * width);
  for (std::int64_t i = 0; i < n_; ++i) std::copy_n(rows_ + i * n_ + column, width, part.data() + i * width);
  for (std::size_t i = 0; i < sweeps_.size(); ++i) {
    const std::int64_t first = sweeps_[i].first;
    const std::int64_t end = i + 1 < sweeps_.size() ? sweeps_[i + 1].first : count_;
    rotate().rows(rotations_.data() + first, end - first, part.data() + sweeps_[i].row * width, width, width);
  }
  for (std::int64_t i = 0; i < n_; ++i) std::copy_n(part.data() + i * width, width, rows_ + i * n_ + column);
}

}  // namespace adjoint::kernels
