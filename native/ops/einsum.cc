// Sums of products by Einstein's convention: diagonals and sums of each operand first, then products of
// pairs, each a product of matrices, in the order in which they cost least.
#include "ops/einsum.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

// A letter, or an axis of an ellipsis counted from its end.
using Label = int;
using Labels = std::vector<Label>;
constexpr Label kEllipsis = 256;

template <class... Parts>
[[noreturn]] void refuse(std::string_view equation, const Parts&... parts) {
  fail(ADJ_ERROR_ARGUMENT, "einsum: in \"", std::string(equation), "\" ", parts...);
}

bool has(const Labels& labels, Label label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

int place_of(const Labels& labels, Label label) {
  return static_cast<int>(std::find(labels.begin(), labels.end(), label) - labels.begin());
}

std::string name_of(Label label) {
  return label < kEllipsis ? std::string("'") + static_cast<char>(label) + "'" : "an axis of \"...\"";
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// ---- the equation ----

struct Equation {
  std::string_view text;
  std::vector<std::string> operands;
  std::optional<std::string> result;
};

Equation split(std::string_view text) {
  Equation e{text, {""}, {}};
  std::string* part = &e.operands.back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == ',' && !e.result) {
      part = &e.operands.emplace_back();
    } else if (text.substr(i, 2) == "->" && !e.result) {
      part = &e.result.emplace();
      ++i;
    } else if (text.substr(i, 3) == "..." && part->find('.') == std::string::npos) {
      *part += '.';
      i += 2;
    } else if (is_letter(c)) {
      *part += c;
    } else {
      refuse(text, "'", std::string(1, c), "' stands where a letter, \"...\", ',' or \"->\" is expected");
    }
  }
  return e;
}

// The labels of an operand's axes; "..." stands for as many as are left.
Labels labels_of(const Equation& e, const std::string& part, int rank) {
  const int letters = static_cast<int>(std::count_if(part.begin(), part.end(), is_letter));
  const bool open = letters != static_cast<int>(part.size());
  if (open ? letters > rank : letters != rank)
    refuse(e.text, "an operand has ", letters, " letters", open ? " beside \"...\"" : "", " for ", rank,
           " axes");
  Labels labels;
  for (const char c : part)
    if (c != '.')
      labels.push_back(c);
    else
      for (int i = rank - letters; i > 0; --i) labels.push_back(kEllipsis + i - 1);
  return labels;
}

// Without an arrow: what "..." stands for, then the letters that occur once, in alphabetical order.
Labels implied_result(const std::vector<Labels>& operands, int ellipsis) {
  Labels result, all;
  for (int i = ellipsis; i > 0; --i) result.push_back(kEllipsis + i - 1);
  for (const Labels& labels : operands) all.insert(all.end(), labels.begin(), labels.end());
  std::sort(all.begin(), all.end());
  for (const Label label : all)
    if (label < kEllipsis && std::count(all.begin(), all.end(), label) == 1) result.push_back(label);
  return result;
}

Labels labels_of_result(const Equation& e, const std::vector<Labels>& operands) {
  int ellipsis = 0;
  for (const Labels& labels : operands)
    for (const Label label : labels) ellipsis = std::max(ellipsis, label - kEllipsis + 1);
  if (!e.result) return implied_result(operands, ellipsis);
  Labels result;
  for (const char c : *e.result) {
    if (c == '.') {
      for (int i = ellipsis; i > 0; --i) result.push_back(kEllipsis + i - 1);
      continue;
    }
    if (has(result, c)) refuse(e.text, name_of(c), " occurs twice in the result");
    if (std::none_of(operands.begin(), operands.end(), [&](const Labels& labels) { return has(labels, c); }))
      refuse(e.text, name_of(c), " of the result occurs in no operand");
    result.push_back(c);
  }
  return result;
}

// ---- operands with a label for each axis ----

struct Term {
  Ref x;
  Labels labels;

  std::int64_t extent(Label label) const {
    const int at = place_of(labels, label);
    return at < static_cast<int>(labels.size()) ? x.shape()[at] : 1;
  }
};

// The axes in another order; all of `order` are labels of the term.
Term arranged(const Term& t, const Labels& order) {
  std::vector<int> axes;
  for (const Label label : order) axes.push_back(place_of(t.labels, label));
  return {permute(t.x, axes), order};
}

// Two axes of one label become their diagonal.
Term without_repetition(const Equation& e, Term t) {
  for (std::size_t i = 0; i < t.labels.size();) {
    const Label label = t.labels[i];
    const auto again =
        std::find(t.labels.begin() + static_cast<std::ptrdiff_t>(i) + 1, t.labels.end(), label);
    if (again == t.labels.end()) {
      ++i;
      continue;
    }
    const int first = static_cast<int>(i), second = static_cast<int>(again - t.labels.begin());
    if (t.x.shape()[first] != t.x.shape()[second])
      refuse(e.text, name_of(label), " stands for extents ", t.x.shape()[first], " and ", t.x.shape()[second],
             " of one operand");
    const int last = t.x.rank() - 1;
    t.x = diagonal_of(move_axis(move_axis(t.x, second, last), first, last));
    t.labels.erase(again);
    t.labels.erase(t.labels.begin() + first);
    t.labels.push_back(label);
  }
  return t;
}

// Axes of extent 1 that others repeat are left out: the product repeats them.
Term without_repeated_extents(const Equation& e, Term t, const std::vector<Term>& all) {
  AxisSet dropped;
  Labels kept;
  for (std::size_t i = 0; i < t.labels.size(); ++i) {
    std::int64_t extent = 1;
    for (const Term& other : all) {
      const std::int64_t theirs = other.extent(t.labels[i]);
      if (theirs != 1 && extent != 1 && theirs != extent)
        refuse(e.text, name_of(t.labels[i]), " stands for extents ", extent, " and ", theirs);
      if (theirs != 1) extent = theirs;
    }
    if (extent != 1 && t.x.shape()[static_cast<int>(i)] == 1)
      dropped.add(static_cast<int>(i));
    else
      kept.push_back(t.labels[i]);
  }
  return {dropped.empty() ? t.x : squeeze(t.x, dropped), kept};
}

Ref summed(const Ref& x, AxisSet axes) { return axes.empty() ? x : cast(sum(x, axes, false), x.dtype()); }

// Axes that nothing else has are summed over.
Term without_what_is_needed_nowhere(const Term& t, const Labels& needed) {
  AxisSet over;
  Labels kept;
  for (std::size_t i = 0; i < t.labels.size(); ++i)
    if (has(needed, t.labels[i]))
      kept.push_back(t.labels[i]);
    else
      over.add(static_cast<int>(i));
  return {summed(t.x, over), kept};
}

// ---- products of pairs ----

// How labels of two terms take part in their product.
struct Roles {
  Labels batch, left, contracted, right;
};

Roles roles(const Term& a, const Term& b, const Labels& needed) {
  Roles r;
  for (const Label label : a.labels)
    (!has(b.labels, label) ? r.left : has(needed, label) ? r.batch : r.contracted).push_back(label);
  for (const Label label : b.labels)
    if (!has(a.labels, label)) r.right.push_back(label);
  return r;
}

Labels joined(std::initializer_list<const Labels*> parts) {
  Labels all;
  for (const Labels* part : parts) all.insert(all.end(), part->begin(), part->end());
  return all;
}

std::int64_t count(const Term& t, const Labels& labels) {
  std::int64_t product = 1;
  for (const Label label : labels) product *= t.extent(label);
  return product;
}

// Nothing is summed over: a product of elements.
Term product_of_elements(const Term& a, const Term& b, const Roles& r) {
  const Labels order = joined({&r.batch, &r.left, &r.right});
  const auto spread = [&](const Term& t) {
    Labels own;
    AxisSet missing;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (has(t.labels, order[i]))
        own.push_back(order[i]);
      else
        missing.add(static_cast<int>(i));
    const Ref x = arranged(t, own).x;
    return missing.empty() ? x : expand_dims(x, missing);
  };
  if (order.size() > kMaxRank)
    fail(ADJ_ERROR_SHAPE, "einsum: a product of two operands has ", static_cast<int>(order.size()),
         " axes; 8 is the most");
  return {spread(a) * spread(b), order};
}

Term product(const Term& a, const Term& b, const Labels& needed) {
  const Roles r = roles(a, b, needed);
  if (r.contracted.empty()) return product_of_elements(a, b, r);
  const std::int64_t batch = count(a, r.batch), m = count(a, r.left), k = count(a, r.contracted),
                     n = count(b, r.right);
  const auto as_matrices = [&](const Term& t, const Labels& order, std::int64_t rows, std::int64_t columns) {
    const Ref x = arranged(t, order).x;
    return reshape(x, r.batch.empty() ? Shape{rows, columns} : Shape{batch, rows, columns});
  };
  const Ref y = matmul(as_matrices(a, joined({&r.batch, &r.left, &r.contracted}), m, k),
                       as_matrices(b, joined({&r.batch, &r.contracted, &r.right}), k, n));
  const Labels order = joined({&r.batch, &r.left, &r.right});
  Shape shape;
  for (const Label label : order) shape.push_back(has(a.labels, label) ? a.extent(label) : b.extent(label));
  return {reshape(y, shape), order};
}

// What all terms but two need of a product: their own labels, and those of the result.
Labels needed_besides(const std::vector<Term>& terms, std::size_t i, std::size_t j, const Labels& result) {
  Labels needed = result;
  for (std::size_t k = 0; k < terms.size(); ++k)
    if (k != i && k != j) needed.insert(needed.end(), terms[k].labels.begin(), terms[k].labels.end());
  return needed;
}

// Multiplications of a product of two.
double cost(const Term& a, const Term& b) {
  double product = 1;
  for (const Label label : a.labels) product *= static_cast<double>(a.extent(label));
  for (const Label label : b.labels)
    if (!has(a.labels, label)) product *= static_cast<double>(b.extent(label));
  return product;
}

void multiply_cheapest_pair(std::vector<Term>& terms, const Labels& result) {
  std::size_t first = 0, second = 1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < terms.size(); ++i)
    for (std::size_t j = i + 1; j < terms.size(); ++j)
      if (const double now = cost(terms[i], terms[j]); now < least) {
        least = now;
        first = i;
        second = j;
      }
  terms[first] = product(terms[first], terms[second], needed_besides(terms, first, second, result));
  terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(second));
}

Ref contract(const Equation& e, std::vector<Term> terms, const Labels& result) {
  for (Term& t : terms) t = without_repetition(e, std::move(t));
  const std::vector<Term> all = terms;
  for (Term& t : terms) t = without_repeated_extents(e, std::move(t), all);
  for (std::size_t i = 0; i < terms.size(); ++i)
    terms[i] = without_what_is_needed_nowhere(terms[i], needed_besides(terms, i, i, result));
  while (terms.size() > 1) multiply_cheapest_pair(terms, result);
  return arranged(without_what_is_needed_nowhere(terms[0], result), result).x;
}

}  // namespace

Ref einsum(std::string_view equation, std::span<const Ref> xs) {
  const Equation e = split(equation);
  if (e.operands.size() != xs.size())
    refuse(equation, "there are ", static_cast<std::int64_t>(e.operands.size()), " operands; ",
           static_cast<std::int64_t>(xs.size()), " were given");
  Promotable common{as_number(xs[0]).dtype(), xs[0]->weak};
  for (const Ref& x : xs) common = promote(common, {as_number(x).dtype(), x->weak});
  const DType computed = is_rounded_later(common.dtype) ? info_of(common.dtype).computed_in : common.dtype;
  std::vector<Term> terms;
  std::vector<Labels> labels;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    labels.push_back(labels_of(e, e.operands[i], xs[i].rank()));
    terms.push_back({as_type(as_number(xs[i]), computed), labels.back()});
  }
  const Ref y = contract(e, std::move(terms), labels_of_result(e, labels));
  return computed == common.dtype ? y : as_type(y, common.dtype);
}

}  // namespace adjoint::ops
