// Convolutions as products over packed patches: patches are never written out whole, but a panel at a time,
// in the form that the register kernels of matrix products read.
#include "kernels/conv.h"

#include <algorithm>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/conv_patches.h"
#include "kernels/conv_whole.h"
#include "kernels/matmul.h"
#include "kernels/matmul_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kRoundBytes = 1 << 20;  // of padded images that are worked on together
constexpr std::int64_t kDepthBytes = 3072;  // of a row of packed weights; it decides the order of additions
constexpr std::int64_t kFewUses = 16;       // of weights that are not worth packing
constexpr std::int64_t kParallelWork = 96 * 96 * 96;  // products worth another thread
constexpr std::int64_t kRowsTogether = 96;            // of a product that is added to an image while near
constexpr std::int64_t kPlacesTogether = 384;         // of the depth of a product for weights
constexpr std::int64_t kPaddedTogether = 16384;       // elements that are worth another thread

const MatmulTable<float>& products(float) { return matmul_float(); }
const MatmulTable<double>& products(double) { return matmul_double(); }
const ConvTable<float>& moves(float) { return conv_float(); }
const ConvTable<double>& moves(double) { return conv_double(); }

template <class T>
constexpr std::int64_t kSpare = 64 / static_cast<std::int64_t>(sizeof(T));  // behind what is packed

std::int64_t pieces_of(std::int64_t n, std::int64_t size) { return (n + size - 1) / size; }

// The images of one call, a round at a time, with what all products need.
template <class T>
class Rounds {
 public:
  explicit Rounds(const Convolution& c)
      : c_(c),
        patches_(c),
        t_(products(T{})),
        moves_(moves(T{})),
        together_(std::clamp<std::int64_t>(kRoundBytes / static_cast<std::int64_t>(sizeof(T)) /
                                               std::max<std::int64_t>(1, patches_.image_size()),
                                           1, c.images)),
        padded_(together_ * patches_.image_size() + kRunSpare) {}

 protected:
  // Calls body(first image, their number); their bounds do not depend on threads.
  template <class Body>
  void each_round(const Body& body) const {
    for (std::int64_t first = 0; first < c_.images; first += together_)
      body(first, std::min(together_, c_.images - first));
  }

  std::int64_t work() const { return c_.images * c_.groups * c_.out * c_.depth() * c_.places(); }
  bool parallel() const { return work() >= kParallelWork; }
  // Runs body(i) for all i, on threads where all of the work is worth it.
  template <class Body>
  void each(std::int64_t count, const Body& body) const {
    parallel_for(count, parallel() ? 1 : count, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) body(i);
    });
  }
  // Into how many parts each of `count` tasks is cut, so that all threads have work.
  std::int64_t cuts_of(std::int64_t count, std::int64_t most) const {
    return parallel()
               ? std::clamp<std::int64_t>(4 * thread_count() / count, 1, std::max<std::int64_t>(1, most))
               : 1;
  }

  void pad(const T* x, std::int64_t images) {
    const std::int64_t grain = std::max<std::int64_t>(1, kPaddedTogether / patches_.channel_size());
    parallel_for(images * c_.groups * c_.in, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        patches_.pad(x + i * c_.pixels(), padded_.data() + i * patches_.channel_size());
    });
  }
  void crop(std::int64_t images, T* x) {
    const std::int64_t grain = std::max<std::int64_t>(1, kPaddedTogether / patches_.channel_size());
    parallel_for(images * c_.groups * c_.in, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        patches_.crop(padded_.data() + i * patches_.channel_size(), x + i * c_.pixels());
    });
  }
  T* padded_group(std::int64_t image, std::int64_t group) {
    return padded_.data() + image * patches_.image_size() + group * c_.in * patches_.channel_size();
  }
  // The elements of a result that one image and group have.
  std::int64_t result_size() const { return c_.out * c_.places(); }

  const Convolution& c_;
  const Patches patches_;
  const MatmulTable<T>& t_;
  const ConvTable<T>& moves_;
  const std::int64_t together_;
  Workspace<T> padded_;
};

// y = w times patches: a panel of patches is packed, and multiplied with all weights of its group.
template <class T>
class Forward : Rounds<T> {
  using Rounds<T>::c_, Rounds<T>::t_, Rounds<T>::patches_;

 public:
  Forward(const Convolution& c, const T* w)
      : Rounds<T>(c),
        w_(w),
        panels_(pieces_of(c.places(), t_.columns)),
        packs_(panels_ * c.images > kFewUses),
        packed_w_(packs_ ? c.groups * group_size() : 0) {}

  void run(const T* x, T* y) {
    if (packs_) pack_weights();
    this->each_round([&](std::int64_t first, std::int64_t images) {
      this->pad(x + first * c_.groups * c_.in * c_.pixels(), images);
      multiply(images, y + first * c_.groups * this->result_size());
    });
  }

 private:
  std::int64_t group_size() const { return c_.out * c_.depth() + kSpare<T>; }
  std::int64_t depth_together() const {
    const std::int64_t wanted = kDepthBytes / static_cast<std::int64_t>(sizeof(T));
    return pieces_of(c_.depth(), std::max<std::int64_t>(1, (c_.depth() + wanted / 2) / wanted));
  }

  void pack_weights() {
    this->each(c_.groups, [&](std::int64_t g) {
      for (std::int64_t p = 0; p < c_.depth(); p += depth_together())
        t_.pack_rows(c_.out, std::min(depth_together(), c_.depth() - p), w_ + g * c_.out * c_.depth() + p,
                     c_.depth(), 1, packed_w_.data() + g * group_size() + p * c_.out);
    });
  }
  // Rows first to last, which begin a tile, at depth p.
  Rows<T> weights(std::int64_t g, std::int64_t first, std::int64_t last, std::int64_t p, std::int64_t k) {
    if (packs_)
      return {packed_w_.data() + g * group_size() + p * c_.out + first * k, last - first, 0, 0, true};
    return {w_ + (g * c_.out + first) * c_.depth() + p, last - first, c_.depth(), 1, false};
  }

  void multiply(std::int64_t images, T* y) {
    const std::int64_t tasks = images * c_.groups, cuts = this->cuts_of(tasks, panels_);
    // Packed tiles can be found again where all before them have full height: the last two share what is
    // left.
    const std::int64_t tiles = std::max<std::int64_t>(1, c_.out / t_.rows - 1);
    const std::int64_t row_cuts = this->cuts_of(tasks * cuts, tiles);
    this->each(tasks * cuts * row_cuts, [&](std::int64_t i) {
      const std::int64_t row_cut = i % row_cuts, cut = i / row_cuts % cuts, task = i / row_cuts / cuts;
      const std::int64_t first = tiles * row_cut / row_cuts * t_.rows;
      const std::int64_t last = row_cut + 1 == row_cuts ? c_.out : tiles * (row_cut + 1) / row_cuts * t_.rows;
      multiply_panels(task / c_.groups, task % c_.groups, first, last, panels_ * cut / cuts,
                      panels_ * (cut + 1) / cuts, y + task * this->result_size());
    });
  }

  void multiply_panels(std::int64_t image, std::int64_t g, std::int64_t first_row, std::int64_t last_row,
                       std::int64_t first, std::int64_t last, T* y) {
    Workspace<T> panel(depth_together() * t_.columns + kRunSpare);
    std::vector<Run> runs;
    for (std::int64_t p = 0; p < c_.depth(); p += depth_together()) {
      const std::int64_t k = std::min(depth_together(), c_.depth() - p);
      const Rows<T> rows = weights(g, first_row, last_row, p, k);
      for (std::int64_t j = first * t_.columns; j < std::min(last * t_.columns, c_.places());
           j += t_.columns) {
        const std::int64_t count = std::min<std::int64_t>(t_.columns, c_.places() - j);
        patches_.find_runs(j, count, runs);
        this->moves_.take(this->padded_group(image, g), patches_.offsets() + p, k, runs.data(),
                          static_cast<std::int64_t>(runs.size()), panel.data(), t_.columns);
        t_.multiply(rows, {panel.data(), count, t_.columns}, k, y + first_row * c_.places() + j, c_.places(),
                    p > 0);
      }
    }
  }

  const T* const w_;
  const std::int64_t panels_;
  const bool packs_;
  Workspace<T> packed_w_;
};

// x = the patches of y times turned weights, each added where the patch lies.
template <class T>
class ToInput : Rounds<T> {
  using Rounds<T>::c_, Rounds<T>::t_, Rounds<T>::patches_;

 public:
  ToInput(const Convolution& c, const T* w)
      : Rounds<T>(c),
        panels_(pieces_of(c.places(), t_.columns)),
        chunk_(std::max<std::int64_t>(1, kRowsTogether / c.taps())),
        chunks_(pieces_of(c.in, chunk_)),
        packed_w_(c.groups * group_size()),
        packed_y_(this->together_ * c.groups * panels_ * panel_size()) {
    pack_weights(w);
  }

  void run(const T* y, T* x) {
    this->each_round([&](std::int64_t first, std::int64_t images) {
      pack_places(images, y + first * c_.groups * this->result_size());
      const std::int64_t tasks = images * c_.groups, cuts = this->cuts_of(tasks, chunks_);
      this->each(tasks * cuts, [&](std::int64_t i) {
        const std::int64_t task = i / cuts, cut = i % cuts;
        add_channels(task, chunks_ * cut / cuts * chunk_,
                     std::min(c_.in, chunks_ * (cut + 1) / cuts * chunk_));
      });
      this->crop(images, x + first * c_.groups * c_.in * c_.pixels());
    });
  }

 private:
  std::int64_t panel_size() const { return c_.out * t_.columns; }
  std::int64_t channel_size() const { return c_.taps() * c_.out; }
  std::int64_t group_size() const { return c_.in * channel_size() + kSpare<T>; }

  // A chunk of channels after the other, so that threads can share them.
  void pack_weights(const T* w) {
    this->each(c_.groups, [&](std::int64_t g) {
      for (std::int64_t channel = 0; channel < c_.in; channel += chunk_)
        t_.pack_rows(std::min(chunk_, c_.in - channel) * c_.taps(), c_.out,
                     w + g * c_.out * c_.depth() + channel * c_.taps(), 1, c_.depth(),
                     packed_w_.data() + g * group_size() + channel * channel_size());
    });
  }

  void pack_places(std::int64_t images, const T* y) {
    this->each(images * c_.groups, [&](std::int64_t i) {
      t_.pack_panels(c_.out, c_.places(), y + i * this->result_size(), c_.places(), 1,
                     packed_y_.data() + i * panels_ * panel_size());
    });
  }

  void add_channels(std::int64_t task, std::int64_t first, std::int64_t last) {
    T* const image = this->padded_group(task / c_.groups, task % c_.groups);
    std::fill(image + first * patches_.channel_size(), image + last * patches_.channel_size(), T{0});
    const T* const weights = packed_w_.data() + task % c_.groups * group_size();
    Workspace<T> product(chunk_ * c_.taps() * t_.columns);
    std::vector<Run> runs;
    for (std::int64_t channel = first; channel < last; channel += chunk_)
      for (std::int64_t panel = 0; panel < panels_; ++panel) {
        const std::int64_t rows = std::min(chunk_, last - channel) * c_.taps();
        const std::int64_t j = panel * t_.columns,
                           count = std::min<std::int64_t>(t_.columns, c_.places() - j);
        t_.multiply({weights + channel * channel_size(), rows, 0, 0, true},
                    {packed_y_.data() + (task * panels_ + panel) * panel_size(), count, t_.columns}, c_.out,
                    product.data(), t_.columns, false);
        patches_.find_runs(j, count, runs);
        this->moves_.add(product.data(), t_.columns, patches_.offsets() + channel * c_.taps(), rows,
                         runs.data(), static_cast<std::int64_t>(runs.size()), image);
      }
  }

  const std::int64_t panels_, chunk_, chunks_;
  Workspace<T> packed_w_, packed_y_;
};

// w = y times turned patches, a block of places after the other; made as its own transpose, [depth, out],
// since rows of patches are ready to be read as rows of a product.
template <class T>
class ToWeight : Rounds<T> {
  using Rounds<T>::c_, Rounds<T>::t_, Rounds<T>::patches_;

 public:
  explicit ToWeight(const Convolution& c)
      : Rounds<T>(c),
        panels_(pieces_of(c.out, t_.columns)),
        packed_y_(c.groups * group_size()),
        turned_(c.groups * c.depth() * c.out) {}

  void run(DType type, const T* x, const T* y, T* w) {
    bool is_first = true;
    this->each_round([&](std::int64_t first, std::int64_t images) {
      this->pad(x + first * c_.groups * c_.in * c_.pixels(), images);
      for (std::int64_t at = 0; at < images * c_.places(); at += kPlacesTogether) {
        const std::int64_t count = std::min(kPlacesTogether, images * c_.places() - at);
        add_places(y + first * c_.groups * this->result_size(), at, count, !is_first);
        is_first = false;
      }
    });
    const std::int64_t extents[] = {c_.groups, c_.out, c_.depth()};
    const std::int64_t from[] = {c_.out * c_.depth(), 1, c_.out}, to[] = {c_.out * c_.depth(), c_.depth(), 1};
    copy(type, {3, extents}, {turned_.data(), from}, {w, to});
  }

 private:
  std::int64_t panel_size() const { return kPlacesTogether * t_.columns; }
  std::int64_t group_size() const { return panels_ * panel_size() + kSpare<T>; }

  // Places of all images in one row.
  void add_places(const T* y, std::int64_t at, std::int64_t count, bool accumulate) {
    std::vector<Run> runs;
    patches_.find_runs(at, count, runs);
    this->each(c_.groups, [&](std::int64_t g) {
      this->each(panels_, [&](std::int64_t panel) { pack_panel(y, g, panel, at, count); });
      this->each(pieces_of(c_.depth(), kRowsTogether), [&](std::int64_t i) {
        const std::int64_t row = i * kRowsTogether;
        multiply_rows(g, row, std::min(kRowsTogether, c_.depth() - row), runs, count, accumulate);
      });
    });
  }

  void pack_panel(const T* y, std::int64_t g, std::int64_t panel, std::int64_t at, std::int64_t count) {
    const std::int64_t channel = panel * t_.columns;
    T* to = packed_y_.data() + g * group_size() + panel * panel_size();
    for (const std::int64_t end = at + count; at < end;) {
      const std::int64_t image = at / c_.places(), place = at % c_.places();
      const std::int64_t places = std::min(c_.places() - place, end - at);
      const T* const from = y + ((image * c_.groups + g) * c_.out + channel) * c_.places() + place;
      t_.pack_panels(places, std::min<std::int64_t>(t_.columns, c_.out - channel), from, 1, c_.places(), to);
      at += places;
      to += places * t_.columns;
    }
  }

  void multiply_rows(std::int64_t g, std::int64_t first, std::int64_t rows, const std::vector<Run>& runs,
                     std::int64_t count, bool accumulate) {
    Workspace<T> patches(rows * count + kRunSpare);
    this->moves_.take(this->padded_group(0, g), patches_.offsets() + first, rows, runs.data(),
                      static_cast<std::int64_t>(runs.size()), patches.data(), count);
    for (std::int64_t panel = 0; panel < panels_; ++panel) {
      const std::int64_t channel = panel * t_.columns;
      t_.multiply({patches.data(), rows, count, 1, false},
                  {packed_y_.data() + g * group_size() + panel * panel_size(),
                   std::min<std::int64_t>(t_.columns, c_.out - channel), t_.columns},
                  count, turned_.data() + (g * c_.depth() + first) * c_.out + channel, c_.out, accumulate);
    }
  }

  const std::int64_t panels_;
  Workspace<T> packed_y_, turned_;
};

// ---- images that are their own patches ----

std::vector<std::int64_t> offsets_of(std::int64_t count, std::int64_t size, std::int64_t period) {
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) offsets[static_cast<std::size_t>(i)] = i % period * size;
  return offsets;
}

void multiply_pointwise(DType type, const Convolution& c, const void* x, const void* w, void* y) {
  const std::int64_t count = c.images * c.groups;
  const auto weights = offsets_of(count, c.out * c.in, c.groups),
             images = offsets_of(count, c.in * c.places(), count);
  matmul_batched(type, count, c.out, c.places(), c.in, {w, c.in, 1}, weights.data(), {x, c.places(), 1},
                 images.data(), y);
}

void multiply_pointwise_input(DType type, const Convolution& c, const void* y, const void* w, void* x) {
  const std::int64_t count = c.images * c.groups;
  const auto weights = offsets_of(count, c.out * c.in, c.groups),
             images = offsets_of(count, c.out * c.places(), count);
  matmul_batched(type, count, c.in, c.places(), c.out, {w, 1, c.in}, weights.data(), {y, c.places(), 1},
                 images.data(), x);
}

void multiply_pointwise_weight(DType type, const Convolution& c, const void* x, const void* y, void* w) {
  const auto size = static_cast<std::int64_t>(size_of(type));
  for (std::int64_t image = 0; image < c.images; ++image)
    for (std::int64_t g = 0; g < c.groups; ++g) {
      const std::int64_t i = image * c.groups + g;
      matmul(type, c.out, c.in, c.places(),
             {static_cast<const std::byte*>(y) + i * c.out * c.places() * size, c.places(), 1},
             {static_cast<const std::byte*>(x) + i * c.in * c.places() * size, 1, c.places()},
             static_cast<std::byte*>(w) + g * c.out * c.in * size, c.in, image > 0);
    }
}

// ---- by type ----

// False where there is nothing to be added up: the result is zero then.
bool has_products(const Convolution& c) {
  return c.images > 0 && c.groups > 0 && c.in > 0 && c.out > 0 && c.places() > 0 && c.taps() > 0;
}

template <class F>
void by_type(DType type, F&& f) {
  if (type == DType::kFloat32) f(float{});
  if (type == DType::kFloat64) f(double{});
}

}  // namespace

void convolve(DType type, const Convolution& c, const void* x, const void* w, void* y) {
  if (!has_products(c)) return fill(type, c.images * c.groups * c.out * c.places(), 0, y);
  if (!is_floating(type)) return convolve_whole(type, c, x, w, y);
  if (c.is_pointwise()) return multiply_pointwise(type, c, x, w, y);
  by_type(type, [&](auto t) {
    using T = decltype(t);
    Forward<T>(c, static_cast<const T*>(w)).run(static_cast<const T*>(x), static_cast<T*>(y));
  });
}

void convolve_input(DType type, const Convolution& c, const void* y, const void* w, void* x) {
  if (!has_products(c)) return fill(type, c.images * c.groups * c.in * c.pixels(), 0, x);
  if (!is_floating(type)) return convolve_whole_input(type, c, y, w, x);
  if (c.is_pointwise()) return multiply_pointwise_input(type, c, y, w, x);
  by_type(type, [&](auto t) {
    using T = decltype(t);
    ToInput<T>(c, static_cast<const T*>(w)).run(static_cast<const T*>(y), static_cast<T*>(x));
  });
}

void convolve_weight(DType type, const Convolution& c, const void* x, const void* y, void* w) {
  if (!has_products(c)) return fill(type, c.groups * c.out * c.depth(), 0, w);
  if (!is_floating(type)) return convolve_whole_weight(type, c, x, y, w);
  if (c.is_pointwise()) return multiply_pointwise_weight(type, c, x, y, w);
  by_type(type, [&](auto t) {
    using T = decltype(t);
    ToWeight<T>(c).run(type, static_cast<const T*>(x), static_cast<const T*>(y), static_cast<T*>(w));
  });
}

}  // namespace adjoint::kernels
