#include "kernels/attention_blocks.h"

namespace adjoint::kernels {
namespace {

// Keys are cut into a few chunks. Each goes over all queries, and has cotangents of q of its own, which are
// summed up in the order of chunks.
template <class T>
class Backward {
 public:
  Backward(const AttentionShape& shape, const AttentionOperands& operands, MatrixStack y, MatrixStack d,
           T* cotangents)
      : blocks_(shape),
        s_(shape),
        q_(operands.q),
        k_(operands.k),
        v_(operands.v),
        y_(y),
        d_(d),
        mask_(operands.mask),
        chunk_(chunk_of(shape.keys)),
        chunks_((shape.keys + chunk_ - 1) / chunk_),
        cotangents_(cotangents) {}

  void run() const {
    const std::int64_t of_queries = s_.queries * s_.width;
    if (s_.keys == 0 || s_.value_width == 0)  // nothing was weighed, and there are no sums of weights
      return void(std::fill_n(cotangents_, s_.stack * cotangents_of_one(), T{0}));
    Workspace<T> scaled(s_.stack * of_queries), dots(s_.stack * s_.queries);
    Workspace<T> to_q(s_.stack * chunks_ * of_queries);
    by_rows([&](std::int64_t which, std::int64_t first, std::int64_t count) {
      blocks_.a.scale_rows(q_.row(which, first), q_.stride, count, s_.width, static_cast<T>(s_.scale),
                           scaled.data() + which * of_queries + first * s_.width);
      blocks_.a.row_dots(d_.row(which, first), d_.stride, y_.row(which, first), y_.stride, count,
                         s_.value_width, dots.data() + which * s_.queries + first);
    });
    const std::int64_t work = s_.queries * chunk_ * (3 * s_.width + 2 * s_.value_width);
    parallel_for(s_.stack * chunks_, blocks_.grain(work), [&](std::int64_t begin, std::int64_t end) {
      Room room(blocks_);
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t which = i / chunks_;
        chunk(room, {which, scaled.data() + which * of_queries, dots.data() + which * s_.queries},
              i % chunks_ * chunk_, to_q.data() + i * of_queries);
      }
    });
    by_rows([&](std::int64_t which, std::int64_t first, std::int64_t count) {
      const std::int64_t at = first * s_.width;
      blocks_.a.sum_parts(to_q.data() + which * chunks_ * of_queries + at, of_queries, chunks_,
                          count * s_.width, static_cast<T>(s_.scale), cotangent_of_q(which) + at);
    });
  }

 private:
  // At most so many chunks that their sums stay linear in the number of queries.
  static constexpr std::int64_t kChunks = 8, kShortest = 2 * AttentionBlocks<T>::kKeys;
  static std::int64_t chunk_of(std::int64_t keys) {
    const std::int64_t block = AttentionBlocks<T>::kKeys;
    return std::max(kShortest, ((keys + kChunks - 1) / kChunks + block - 1) / block * block);
  }

  struct Room {
    Workspace<T> keys, values, weights, scores;
    explicit Room(const AttentionBlocks<T>& b)
        : keys(b.packed_size(b.kKeys, b.s.width)),
          values(b.packed_size(b.kKeys, b.s.value_width)),
          weights(b.rows * b.kKeys),
          scores(b.rows * b.kKeys) {}
  };

  struct Problem {
    std::int64_t which;
    const T* scaled;  // q times the scale, without gaps
    const T* dots;    // d . y, a number a query
  };

  // call(matrix, first query, how many)
  template <class Call>
  void by_rows(Call call) const {
    const std::int64_t cuts = blocks_.row_blocks();
    const std::int64_t work = 32 * blocks_.rows * (s_.width + s_.value_width);
    parallel_for(s_.stack * cuts, blocks_.grain(work), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t first = i % cuts * blocks_.rows;
        call(i / cuts, first, std::min(blocks_.rows, s_.queries - first));
      }
    });
  }

  std::int64_t cotangents_of_one() const {
    return s_.queries * s_.width + s_.keys * (s_.width + s_.value_width);
  }
  T* cotangent_of_q(std::int64_t which) const { return cotangents_ + which * cotangents_of_one(); }
  T* cotangent_of_k(std::int64_t which) const { return cotangent_of_q(which) + s_.queries * s_.width; }
  T* cotangent_of_v(std::int64_t which) const { return cotangent_of_k(which) + s_.keys * s_.width; }

  void chunk(Room& room, const Problem& p, std::int64_t begin, T* to_q) const {
    std::fill_n(to_q, s_.queries * s_.width, T{0});
    const std::int64_t end = std::min(s_.keys, begin + chunk_);
    for (std::int64_t key = begin; key < end; key += blocks_.kKeys)
      keys(room, p, key, std::min(blocks_.kKeys, end - key), to_q);
  }

  // A block of keys, with all queries that see it.
  void keys(Room& room, const Problem& p, std::int64_t key, std::int64_t count, T* to_q) const {
    const T *const k = k_.row(p.which, key), *const v = v_.row(p.which, key);
    T* const to_k = cotangent_of_k(p.which) + key * s_.width;
    T* const to_v = cotangent_of_v(p.which) + key * s_.value_width;
    std::fill_n(to_k, count * s_.width, T{0});
    std::fill_n(to_v, count * s_.value_width, T{0});
    blocks_.t.pack_panels(s_.width, count, k, 1, k_.stride, room.keys.data());
    blocks_.t.pack_panels(s_.value_width, count, v, 1, v_.stride, room.values.data());
    for (std::int64_t i = s_.causal ? key / blocks_.rows * blocks_.rows : 0; i < s_.queries;
         i += blocks_.rows) {
      const std::int64_t rows = std::min(blocks_.rows, s_.queries - i);
      const std::int64_t seen = blocks_.seen(i + rows, key + count) - key;
      if (seen > 0) square(room, p, i, rows, key, seen, to_q + i * s_.width, to_k, to_v);
    }
  }

  // A block of queries with one of keys.
  void square(Room& room, const Problem& p, std::int64_t query, std::int64_t rows, std::int64_t key,
              std::int64_t keys, T* to_q, T* to_k, T* to_v) const {
    const std::int64_t e = s_.width, f = s_.value_width, ld = blocks_.kKeys;
    const T *const q = p.scaled + query * e, *const d = d_.row(p.which, query);
    T *const weights = room.weights.data(), *const scores = room.scores.data();
    blocks_.multiply_packed(q, e, rows, room.keys.data(), keys, e, weights);
    blocks_.multiply_packed(d, d_.stride, rows, room.values.data(), keys, f, scores);
    const T* const log_sums = y_.row(p.which, s_.queries) + query;
    blocks_.a.change(blocks_.scores(weights, mask_, p.which, query, rows, key, keys), log_sums,
                     p.dots + query, scores);
    blocks_.multiply({weights, keys, 1, ld, false}, d, d_.stride, f, rows, to_v, f, true);
    blocks_.multiply({scores, keys, 1, ld, false}, q, e, e, rows, to_k, e, true);
    blocks_.multiply({scores, rows, ld, 1, false}, k_.row(p.which, key), k_.stride, e, keys, to_q, e, true);
  }

  const AttentionBlocks<T> blocks_;
  const AttentionShape& s_;
  const RowMatrices<T> q_, k_, v_, y_, d_;
  const AttentionMask mask_;
  const std::int64_t chunk_, chunks_;
  T* const cotangents_;
};

}  // namespace

void attention_back(DType type, const AttentionShape& shape, const AttentionOperands& operands, MatrixStack y,
                    MatrixStack d, void* cotangents) {
  if (type == DType::kFloat32)
    Backward<float>(shape, operands, y, d, static_cast<float*>(cotangents)).run();
  else
    Backward<double>(shape, operands, y, d, static_cast<double*>(cotangents)).run();
}

}  // namespace adjoint::kernels
