#include <cmath>
#include <vector>

#include "evals.h"

namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// One number of a cell at one time, and what its derivatives need.
struct Cell {
  double x, hidden_before, cell_before, forget, ingate, output, change, squashed;
};

struct Network {
  Network(Sizes sizes, Arrays in)
      : l(sizes[0]),
        b(sizes[1]),
        c(sizes[2]),
        main(in[0]),
        extra(in[1]),
        sequence(in[3]),
        state(in[2], in[2] + 2 * l * b),
        y(static_cast<std::size_t>(b)),
        cells(static_cast<std::size_t>(l * b)) {}
  static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }
  const double* weights(std::int64_t layer) const { return main + 2 * layer * 4 * b; }

  // Goes on by one element of the sequence; y is what is foretold, the result the logarithm of 2 + sum of
  // exp(y).
  double step(std::int64_t t) {
    for (std::int64_t j = 0; j < b; ++j) {
      double x = sequence[t * b + j] * extra[j];
      for (std::int64_t layer = 0; layer < l; ++layer) {
        const double *w = weights(layer) + j, *bias = w + 4 * b;
        double &hidden = state[at(2 * layer * b + j)], &cell = state[at((2 * layer + 1) * b + j)];
        Cell& k = cells[at(layer * b + j)];
        k = {x,
             hidden,
             cell,
             sigmoid(x * w[0] + bias[0]),
             sigmoid(hidden * w[b] + bias[b]),
             sigmoid(x * w[2 * b] + bias[2 * b]),
             std::tanh(hidden * w[3 * b] + bias[3 * b]),
             0};
        cell = cell * k.forget + k.ingate * k.change;
        k.squashed = std::tanh(cell);
        x = hidden = k.output * k.squashed;
      }
      y[at(j)] = x * extra[b + j] + extra[2 * b + j];
    }
    double sum = 2;
    for (const double v : y) sum += std::exp(v);
    return std::log(sum);
  }

  std::int64_t l, b, c;
  const double *main, *extra, *sequence;
  std::vector<double> state, y;
  std::vector<Cell> cells;
};

}  // namespace

// main: 2 l x 4 b; extra: 3 x b; state: 2 l x b; sequence: c x b.
EVAL(lstm_objective) {
  Network net(sizes, in);
  double sum = 0;
  for (std::int64_t t = 0; t + 1 < net.c; ++t) {
    const double norm = net.step(t);
    for (std::int64_t j = 0; j < net.b; ++j)
      sum += net.sequence[(t + 1) * net.b + j] * (net.y[net.at(j)] - norm);
  }
  *out = -sum / static_cast<double>((net.c - 1) * net.b);
}

EVAL(lstm_jacobian) {
  Network net(sizes, in);
  const std::int64_t l = net.l, b = net.b, times = net.c - 1;
  std::vector<std::vector<Cell>> cells;
  std::vector<std::vector<double>> ys;
  std::vector<double> norms;
  for (std::int64_t t = 0; t < times; ++t) {
    norms.push_back(net.step(t));
    cells.push_back(net.cells);
    ys.push_back(net.y);
  }
  double* of_extra = out + 8 * l * b;
  for (std::int64_t i = 0; i < 8 * l * b + 3 * b; ++i) out[i] = 0;
  std::vector<double> of_hidden(net.at(l * b)), of_cell(of_hidden);
  const double scale = -1 / static_cast<double>(times * b);
  for (std::int64_t t = times; t-- > 0;) {
    double truths = 0;
    for (std::int64_t j = 0; j < b; ++j) truths += net.sequence[(t + 1) * b + j];
    for (std::int64_t j = 0; j < b; ++j) {
      const double share = std::exp(ys[net.at(t)][net.at(j)] - norms[net.at(t)]);
      const double of_y = scale * (net.sequence[(t + 1) * b + j] - truths * share);
      const Cell& top = cells[net.at(t)][net.at((l - 1) * b + j)];
      of_extra[b + j] += of_y * top.output * top.squashed;
      of_extra[2 * b + j] += of_y;
      double of_x = of_y * net.extra[b + j];
      for (std::int64_t layer = l; layer-- > 0;) {
        const Cell& k = cells[net.at(t)][net.at(layer * b + j)];
        const double* w = net.weights(layer) + j;
        double *of_w = out + 2 * layer * 4 * b + j, *of_bias = of_w + 4 * b;
        double &of_h = of_hidden[net.at(layer * b + j)], &of_c = of_cell[net.at(layer * b + j)];
        const double of_result = of_x + of_h;
        const double c = of_c + of_result * k.output * (1 - k.squashed * k.squashed);
        const double forget = c * k.cell_before * k.forget * (1 - k.forget);
        const double ingate = c * k.change * k.ingate * (1 - k.ingate);
        const double output = of_result * k.squashed * k.output * (1 - k.output);
        const double change = c * k.ingate * (1 - k.change * k.change);
        const double of_gates[] = {forget, ingate, output, change},
                     from[] = {k.x, k.hidden_before, k.x, k.hidden_before};
        for (std::int64_t gate = 0; gate < 4; ++gate) {
          of_w[gate * b] += of_gates[gate] * from[gate];
          of_bias[gate * b] += of_gates[gate];
        }
        of_c = c * k.forget;
        of_h = ingate * w[b] + change * w[3 * b];
        of_x = forget * w[0] + output * w[2 * b];
      }
      of_extra[j] += of_x * net.sequence[t * b + j];
    }
  }
}
