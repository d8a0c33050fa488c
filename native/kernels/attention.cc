#include "kernels/attention.h"

#include <vector>

#include "kernels/attention_blocks.h"

namespace adjoint::kernels {
namespace {

// Turned and packed keys, once for each of the matrices that a stack repeats.
template <class T>
class PackedKeys {
 public:
  PackedKeys(const AttentionBlocks<T>& blocks, const RowMatrices<T>& k)
      : blocks_(blocks), size_(blocks.packed_size(blocks.s.keys, blocks.s.width)), places_(distinct(k)) {
    for (std::int64_t i = 0; i < blocks.s.stack; ++i)
      index_.push_back(std::lower_bound(places_.begin(), places_.end(), k.offsets[i]) - places_.begin());
  }

  std::int64_t size() const { return size_ * static_cast<std::int64_t>(places_.size()); }
  const T* of(const T* all, std::int64_t which) const {
    return all + index_[static_cast<std::size_t>(which)] * size_;
  }

  void pack(const RowMatrices<T>& k, T* all) const {
    const auto& s = blocks_.s;
    const std::int64_t panels = blocks_.panels_of(s.keys), columns = blocks_.t.columns;
    const std::int64_t tasks = panels * static_cast<std::int64_t>(places_.size());
    parallel_for(tasks, blocks_.grain(32 * columns * s.width), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t first = i % panels * columns;
        const T* const from = k.data + places_[static_cast<std::size_t>(i / panels)] + first * k.stride;
        blocks_.t.pack_panels(s.width, std::min(columns, s.keys - first), from, 1, k.stride,
                              all + i / panels * size_ + first * s.width);
      }
    });
  }

 private:
  std::vector<std::int64_t> distinct(const RowMatrices<T>& k) const {
    std::vector<std::int64_t> places(k.offsets, k.offsets + blocks_.s.stack);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
  }

  const AttentionBlocks<T>& blocks_;
  std::int64_t size_;
  std::vector<std::int64_t> places_, index_;
};

// Blocks of queries, each of which goes over the keys by itself.
template <class T>
class Forward {
 public:
  Forward(const AttentionShape& shape, const AttentionOperands& operands, T* y)
      : blocks_(shape),
        s_(shape),
        q_(operands.q),
        k_(operands.k),
        v_(operands.v),
        mask_(operands.mask),
        keys_(blocks_, k_),
        y_(y) {}

  void run() const {
    if (s_.value_width == 0) return;  // there is nothing to write, nor room for sums
    // A few queries read keys once, which is not worth packing them.
    const bool few = s_.queries <= kFew;
    Workspace<T> packed(few ? 0 : keys_.size());
    if (!few) keys_.pack(k_, packed.data());
    const std::int64_t cuts = blocks_.row_blocks();
    const std::int64_t work = blocks_.rows * s_.keys * (s_.width + s_.value_width);
    parallel_for(s_.stack * cuts, blocks_.grain(work), [&](std::int64_t begin, std::int64_t end) {
      Workspace<T> scaled(blocks_.rows * s_.width), scores(blocks_.rows * blocks_.kKeys);
      for (std::int64_t i = begin; i < end; ++i)
        rows(i / cuts, i % cuts * blocks_.rows, few ? nullptr : keys_.of(packed.data(), i / cuts),
             scaled.data(), scores.data());
    });
  }

 private:
  void rows(std::int64_t which, std::int64_t first, const T* packed, T* scaled, T* scores) const {
    const std::int64_t count = std::min(blocks_.rows, s_.queries - first), n = s_.value_width;
    const std::int64_t rows_of_y = s_.queries + attention_extra_rows(s_.queries, n);
    T* const matrix = y_ + which * rows_of_y * n;
    T* const y = matrix + first * n;
    T largest[AttentionBlocks<T>::kQueries] = {}, sum[AttentionBlocks<T>::kQueries] = {};
    blocks_.a.scale_rows(q_.row(which, first), q_.stride, count, s_.width, static_cast<T>(s_.scale), scaled);
    const std::int64_t seen = blocks_.seen(first + count, s_.keys);
    for (std::int64_t key = 0; key < seen; key += blocks_.kKeys) {
      const std::int64_t keys = std::min(blocks_.kKeys, seen - key);
      multiply_keys(which, key, keys, scaled, count, packed, scores);
      blocks_.a.advance(blocks_.scores(scores, mask_, which, first, count, key, keys), largest, sum, y, n,
                        key == 0);
      multiply_values(which, key, keys, scores, count, y);
    }
    T* const log_sums = matrix + s_.queries * n;
    blocks_.a.finish(largest, sum, count, n, y, log_sums + first);
    if (first + count == s_.queries) std::fill(log_sums + s_.queries, matrix + rows_of_y * n, T{0});
  }

  void multiply_keys(std::int64_t which, std::int64_t key, std::int64_t keys, const T* scaled,
                     std::int64_t count, const T* packed, T* scores) const {
    if (packed)
      blocks_.multiply_packed(scaled, s_.width, count, packed + key * s_.width, keys, s_.width, scores);
    else
      blocks_.t.rows_dot(keys, count, s_.width, k_.row(which, key), k_.stride, scaled, s_.width, scores, 1,
                         blocks_.kKeys, false);
  }

  void multiply_values(std::int64_t which, std::int64_t key, std::int64_t keys, const T* weights,
                       std::int64_t count, T* y) const {
    const std::int64_t n = s_.value_width;
    if (s_.queries <= kFew)
      blocks_.t.few_rows(count, n, keys, weights, blocks_.kKeys, 1, v_.row(which, key), v_.stride, y, n,
                         key > 0);
    else
      blocks_.multiply({weights, count, blocks_.kKeys, 1, false}, v_.row(which, key), v_.stride, n, keys, y,
                       n, key > 0);
  }

  const AttentionBlocks<T> blocks_;
  const AttentionShape& s_;
  const RowMatrices<T> q_, k_, v_;
  const AttentionMask mask_;
  const PackedKeys<T> keys_;
  T* const y_;
};

}  // namespace

void attention(DType type, const AttentionShape& shape, const AttentionOperands& operands, void* y) {
  if (type == DType::kFloat32)
    Forward<float>(shape, operands, static_cast<float*>(y)).run();
  else
    Forward<double>(shape, operands, static_cast<double*>(y)).run();
}

}  // namespace adjoint::kernels
