#include "kernels/resize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/workspace.h"
#include "kernels/copy_table.h"
#include "kernels/loop_pieces.h"
#include "kernels/resize_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kTogether = 32;  // rows that are turned

const ResizeTable<float>& sums(float) { return resize_float(); }
const ResizeTable<double>& sums(double) { return resize_double(); }

// Keys's cubic kernel, which PyTorch takes with a slope of -3/4.
constexpr double kSlope = -0.75;
double cubic_near(double t) { return ((kSlope + 2) * t - (kSlope + 3)) * t * t + 1; }  // t <= 1
double cubic_far(double t) {
  return ((kSlope * t - 5 * kSlope) * t + 8 * kSlope) * t - 4 * kSlope;
}  // t <= 2

// Where result j lies among the elements, counted from the middle of the first.
double position(const Resizing& r, std::int64_t j) {
  if (r.corners)
    return r.outputs < 2 ? 0
                         : static_cast<double>(j) * static_cast<double>(r.inputs - 1) /
                               static_cast<double>(r.outputs - 1);
  const double middle = static_cast<double>(j) + 0.5;
  if (r.step > 0) return middle * r.step - 0.5;
  return middle * static_cast<double>(r.inputs) / static_cast<double>(r.outputs) - 0.5;
}

// Elements beyond an edge are the one at the edge, which gets their weights.
void add_clamped(Taps& taps, std::int64_t first, const double* weights, std::int64_t count) {
  const std::int64_t last = taps.inputs - 1;
  const std::int64_t from = std::clamp<std::int64_t>(first, 0, last);
  const std::int64_t to = std::clamp<std::int64_t>(first + count - 1, 0, last);
  double inside[4] = {};
  for (std::int64_t k = 0; k < count; ++k)
    inside[std::clamp<std::int64_t>(first + k, 0, last) - from] += weights[k];
  taps.add(from, inside, to - from + 1);
}

// Weights in the type of the elements, without those that are 0.
template <class T>
class Mix {
 public:
  explicit Mix(const Taps& taps) {
    for (std::int64_t j = 0; j < taps.outputs(); ++j) {
      const auto at = static_cast<std::size_t>(j);
      for (std::int64_t k = 0; k < taps.count(j); ++k) {
        const T weight = static_cast<T>(taps.weights[static_cast<std::size_t>(taps.offset[at] + k)]);
        if (weight == 0) continue;
        weights_.push_back(weight);
        rows_.push_back(taps.first[at] + k);
      }
      offset_.push_back(static_cast<std::int64_t>(rows_.size()));
    }
  }

  void run(std::int64_t begin, std::int64_t end, const T* x, std::int64_t distance, std::int64_t n,
           T* y) const {
    sums(T{}).mix({offset_.data(), rows_.data(), weights_.data()}, begin, end, x, distance, n, y);
  }

 private:
  std::vector<std::int64_t> offset_{0}, rows_;
  std::vector<T> weights_;
};

template <class T>
void resize_rows(std::int64_t outer, const Taps& taps, std::int64_t inner, const T* x, T* y) {
  const std::int64_t outputs = taps.outputs();
  const Mix<T> mix(taps);
  parallel_for(outer * outputs, kGrain / inner + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end;) {
      const std::int64_t o = r / outputs, last = std::min(end, (o + 1) * outputs);
      mix.run(r - o * outputs, last - o * outputs, x + o * taps.inputs * inner, inner, inner,
              y + o * outputs * inner);
      r = last;
    }
  });
}

template <class T>
void turn(const T* x, std::int64_t x_stride, T* y, std::int64_t y_stride, std::int64_t rows,
          std::int64_t columns) {
  (sizeof(T) == 4 ? copying().transpose4 : copying().transpose8)(x, x_stride, y, y_stride, rows, columns);
}

// Along the last axis: some rows are turned so that they stand side by side.
template <class T>
void resize_along_rows(std::int64_t outer, const Taps& taps, const T* x, T* y) {
  const std::int64_t inputs = taps.inputs, outputs = taps.outputs();
  const Mix<T> mix(taps);
  const auto resize_block = [&](std::int64_t first, std::int64_t count, T* turned, T* mixed) {
    turn(x + first * inputs, inputs, turned, kTogether, inputs, count);
    mix.run(0, outputs, turned, kTogether, count, mixed);
    turn(mixed, kTogether, y + first * outputs, outputs, count, outputs);
  };
  parallel_for((outer + kTogether - 1) / kTogether, kGrain / (outputs * kTogether) + 1,
               [&](std::int64_t begin, std::int64_t end) {
                 Workspace<T> turned(inputs * kTogether), mixed(outputs * kTogether);
                 for (std::int64_t first = begin * kTogether; first < std::min(end * kTogether, outer);
                      first += kTogether)
                   resize_block(first, std::min(kTogether, outer - first), turned.data(), mixed.data());
               });
}

}  // namespace

void Taps::add(std::int64_t from, const double* values, std::int64_t count) {
  first.push_back(from);
  weights.insert(weights.end(), values, values + count);
  offset.push_back(static_cast<std::int64_t>(weights.size()));
}

Taps taps_of(const Resizing& r) {
  Taps taps;
  taps.inputs = r.inputs;
  for (std::int64_t j = 0; j < r.outputs; ++j) {
    // A line ends at the edges. Steps that a user gives may lead far beyond them.
    const double last = static_cast<double>(r.inputs - 1), beyond = r.how == Resample::kLinear ? 0 : 4;
    const double at = std::clamp(position(r, j), -beyond, last + beyond), floor = std::floor(at);
    const double t = at - floor;
    const auto first = static_cast<std::int64_t>(floor);
    const double linear[] = {1 - t, t};
    const double cubic[] = {cubic_far(1 + t), cubic_near(t), cubic_near(1 - t), cubic_far(2 - t)};
    if (r.how == Resample::kLinear)
      add_clamped(taps, first, linear, 2);
    else
      add_clamped(taps, first - 1, cubic, 4);
  }
  return taps;
}

Taps transposed(const Taps& taps) {
  struct Range {
    std::int64_t begin, end;
  };
  std::vector<Range> ranges(static_cast<std::size_t>(taps.inputs),
                            {std::numeric_limits<std::int64_t>::max(), 0});
  const auto each = [&](const auto& f) {  // f(element, result, weight)
    for (std::int64_t j = 0; j < taps.outputs(); ++j)
      for (std::int64_t k = 0; k < taps.count(j); ++k) {
        const auto at = static_cast<std::size_t>(j);
        f(taps.first[at] + k, j, taps.weights[static_cast<std::size_t>(taps.offset[at] + k)]);
      }
  };
  each([&](std::int64_t i, std::int64_t j, double) {
    Range& range = ranges[static_cast<std::size_t>(i)];
    range = {std::min(range.begin, j), std::max(range.end, j + 1)};
  });
  Taps back;
  back.inputs = taps.outputs();
  for (const Range& range : ranges) {
    const std::vector<double> none(
        static_cast<std::size_t>(std::max<std::int64_t>(0, range.end - range.begin)));
    back.add(none.empty() ? 0 : range.begin, none.data(), static_cast<std::int64_t>(none.size()));
  }
  each([&](std::int64_t i, std::int64_t j, double weight) {
    const auto at = static_cast<std::size_t>(i);
    back.weights[static_cast<std::size_t>(back.offset[at] + j - back.first[at])] = weight;
  });
  return back;
}

void resize(DType type, std::int64_t outer, const Taps& taps, std::int64_t inner, const void* x, void* y) {
  if (outer == 0 || inner == 0 || taps.outputs() == 0) return;
  const auto run = [&]<class T>(T) {
    const T* const from = static_cast<const T*>(x);
    T* const to = static_cast<T*>(y);
    if (inner == 1)
      resize_along_rows(outer, taps, from, to);
    else
      resize_rows(outer, taps, inner, from, to);
  };
  type == DType::kFloat32 ? run(float{}) : run(double{});
}

}  // namespace adjoint::kernels
