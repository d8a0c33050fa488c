#include "precision/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "precision/measure.h"

namespace adjoint::precision {
namespace {

std::string text_of(const char* format, double x) {
  char text[64];
  std::snprintf(text, sizeof text, format, x);
  return text;
}

std::string bound(double x) { return std::isinf(x) ? (x < 0 ? "-∞" : "∞") : text_of("%g", x); }

std::string domain(const Function& f) {
  if (std::isinf(f.domain.low) && std::isinf(f.domain.high)) return "all";
  return bound(f.domain.low) + " to " + bound(f.domain.high);
}

std::string error_text(double error, double goal) {
  const std::string number = std::isinf(error) ? "∞" : text_of(error < 100 ? "%.2f" : "%.3g", error);
  return error > goal ? "**" + number + "** ✗" : number;
}

const Worst& worst_of(const std::vector<Worst>& all) {
  return *std::max_element(all.begin(), all.end(),
                           [](const Worst& a, const Worst& b) { return a.error < b.error; });
}

std::string cells(const std::vector<Worst>& errors, double goal, const char* format) {
  std::string text;
  for (const Worst& w : errors) text += " " + error_text(w.error, goal) + " |";
  const Worst& worst = worst_of(errors);
  return text + (worst.error == 0 ? " |" : " " + text_of(format, worst.at) + " |");
}

// A table, and how many of its values and derivatives meet their goals.
class Table {
 public:
  explicit Table(const char* format) : format_(format) {
    std::string names, rules;
    for (const char* of : {"", "′ "}) {
      for (const kernels::Target t : targets()) names += std::string(" ") + of + name_of(t) + " |";
      names += std::string(" ") + of + "at |";
    }
    for (std::size_t i = 0; i < 2 * targets().size() + 2; ++i) rules += "---:|";
    text_ =
        "| function | measured at | beside roots | goal |" + names + "\n|---|---|---|---:|" + rules + "\n";
  }

  void add(const Function& f, const Errors& errors) {
    const std::string sizes =
        f.roots.value == 0 && f.roots.slope == 0 ? "" : bound(f.roots.value) + ", " + bound(f.roots.slope);
    text_ += std::string("| `") + f.name + "` | " + domain(f) + " | " + sizes + " | " +
             text_of("%g", f.goal) + " |" + cells(errors.value, f.goal, format_) +
             cells(errors.slope, f.goal, format_) + "\n";
    for (const auto* all : {&errors.value, &errors.slope}) {
      ++lines_;
      met_ += worst_of(*all).error <= f.goal;
    }
  }

  std::string text() const {
    return std::to_string(met_) + " of " + std::to_string(lines_) +
           " values and derivatives meet their goal.\n\n" + text_;
  }

 private:
  const char* format_;
  std::string text_;
  int lines_ = 0, met_ = 0;
};

std::string command(std::uint64_t stride) {
  return "./build.sh precision" + (stride == 1 ? "" : " --stride " + std::to_string(stride));
}

const char kIntroduction[] =
    R"(`; do not edit. The largest error that each elementwise function of one
operand has, and that its first derivative has, in units in the last place of the exact result: 0.5 is what rounding alone costs.
Values and gradients are those of the C interface, as users get them, on each instruction set that the machine has.

- **goal**: 2 for elementary functions, 4 for special ones, other numbers where stated; the same for value and derivative. ✗
  marks what misses it.
- **sse4, avx2, avx512, at**: the error of the value on each instruction set, and the argument where it is worst; after them,
  with ′, those of the derivative.
- **measured at**: the arguments that take part.
- **beside roots**: where a value (first number) or derivative (second number) crosses zero and no digits can be kept, errors are
  compared with the unit in the last place of a number of this size, if that is larger. 0: of the result itself.
- Infinity counts as the number that would follow the largest one. An error of ∞: one of the two is NaN, and the other is not.

)";

std::string float32_text(std::uint64_t stride) {
  const std::string which =
      stride == 1 ? "All 2^32 numbers" : "One in " + std::to_string(stride) + " of all 2^32 numbers";
  return "## float32\n\n" + which +
         " (`./build.sh precision` takes all), infinities, NaN and subnormal numbers among them, against our "
         "own\nresults in float64. Where a value is NaN, nothing is asked of the derivative. ";
}

const char kFloat64[] =
    R"(
## float64

About 16,000 points with edges of all kinds (powers of two, multiples of π/2, ends of the range, subnormal numbers, infinities) against
[MPFR](https://www.mpfr.org/). The exact derivative is a central difference of 400 to 3200 bits over a step of 2^-100 times the
argument; at 0 and where the function ends there is none. )";

}  // namespace

std::string page(std::uint64_t stride) {
  Table narrow("%.9g"), wide("%.17g");
  for (const Function& f : functions()) {
    std::fprintf(stderr, "%s\n", f.name);
    narrow.add(f, measure_float32(f, stride));
    if (f.exact) wide.add(f, measure_float64(f));
  }
  return "# Precision\n\nMade by `" + command(stride) + kIntroduction + float32_text(stride) + narrow.text() +
         kFloat64 + wide.text();
}

}  // namespace adjoint::precision
