// How the patches of images lie in memory: images with their padding, in which every patch's row is a run of
// neighbours.
#pragma once

#include <vector>

#include "kernels/conv.h"
#include "kernels/conv_table.h"

namespace adjoint::kernels {

// A channel of a padded image is an array of [planes, rows, phases, columns]: with a stride along the last
// axis, every stride-th element of a row stands together, so that what neighbours in the result multiply the
// same weight with are neighbours here. No more of the padding is there than patches reach.
class Patches {
 public:
  explicit Patches(const Convolution& c);

  std::int64_t channel_size() const { return channel_; }
  std::int64_t image_size() const { return channel_ * c_.groups * c_.in; }
  // Where each row of the matrix of patches of a group begins, a row for each of its weights.
  const std::int64_t* offsets() const { return offsets_.data(); }
  // The runs of the matrix's columns from `first` on, which are the places of the result, image after image.
  void find_runs(std::int64_t first, std::int64_t count, std::vector<Run>& runs) const;

  // One channel into its padded form, and back.
  template <class T>
  void pad(const T* channel, T* padded) const;
  template <class T>
  void crop(const T* padded, T* channel) const;

 private:
  template <class Move>
  void each_row(const Move& move) const;
  // Calls move(phase, first, last, image) for what lies inside the image: columns first to last of a phase
  // hold its elements from `image` on, a stride apart.
  template <class Move>
  void each_phase(const Move& move) const;

  const Convolution& c_;
  std::int64_t extent_[3];  // what patches reach, from the beginning of the padding
  std::int64_t columns_, row_, plane_, channel_;
  std::vector<std::int64_t> offsets_;
};

}  // namespace adjoint::kernels
