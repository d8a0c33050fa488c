"""Small requests of gmm, lstm and ht with their outputs, by plain loops and complex steps: derivatives without differences.

    python3 reference.py > own.jsonl
"""
import cmath, json, math, random

STEP = 1e-100  # df/dx is the imaginary part of f(x + ih) / h, to all digits


def flat(x):
    return [v for part in x for v in flat(part)] if isinstance(x, list) else [x]


def filled(like, values):
    return [filled(part, values) for part in like] if isinstance(like, list) else next(values)


def derivative(f, x, i):
    """Of all results of f, by the element of number i."""
    moved = flat(x)
    moved[i] += STEP * 1j
    return [complex(y).imag / STEP for y in flat(f(filled(x, iter(moved))))]


def real(x):
    return [real(part) for part in x] if isinstance(x, list) else complex(x).real


def log_sum_exp(x):
    largest = max(complex(v).real for v in x)
    return largest + cmath.log(sum(cmath.exp(v - largest) for v in x))


def gmm(alpha, mu, q, l, x, gamma, m):
    n, d, k = len(x), len(x[0]), len(alpha)
    total = -n * d / 2 * math.log(2 * math.pi) - n * log_sum_exp(alpha)
    for point in x:
        terms = []
        for a, center, diagonal, below in zip(alpha, mu, q, l):
            away = [p - c for p, c in zip(point, center)]
            y = [cmath.exp(diagonal[r]) * away[r] for r in range(d)]
            next_below = iter(below)
            for column in range(d):
                for row in range(column + 1, d):
                    y[row] += next(next_below) * away[column]
            terms.append(a + sum(diagonal) - sum(v * v for v in y) / 2)
        total += log_sum_exp(terms)
    degrees = d + m + 1
    log_gamma = d * (d - 1) / 4 * math.log(math.pi) + sum(math.lgamma((degrees - j) / 2) for j in range(d))
    total += k * (degrees * d * (math.log(gamma) - math.log(2) / 2) - log_gamma)
    for diagonal, below in zip(q, l):
        total -= gamma**2 / 2 * (sum(cmath.exp(v) ** 2 for v in diagonal) + sum(v * v for v in below)) - m * sum(diagonal)
    return total


def sigmoid(x):
    return 1 / (1 + cmath.exp(-x))


def lstm(main, extra, state, sequence):
    b, state, total = len(extra[0]), [list(row) for row in state], 0
    for now, then in zip(sequence, sequence[1:]):
        x = [v * e for v, e in zip(now, extra[0])]
        for layer in range(len(main) // 2):
            w, bias, hidden, cell = main[2 * layer], main[2 * layer + 1], state[2 * layer], state[2 * layer + 1]
            for j in range(b):
                forget = sigmoid(x[j] * w[j] + bias[j])
                ingate = sigmoid(hidden[j] * w[b + j] + bias[b + j])
                output = sigmoid(x[j] * w[2 * b + j] + bias[2 * b + j])
                change = cmath.tanh(hidden[j] * w[3 * b + j] + bias[3 * b + j])
                cell[j] = cell[j] * forget + ingate * change
                hidden[j] = output * cmath.tanh(cell[j])
            x = list(hidden)
        y = [v * e + f for v, e, f in zip(x, extra[1], extra[2])]
        norm = cmath.log(2 + sum(cmath.exp(v) for v in y))
        total += sum(s * (v - norm) for s, v in zip(then, y))
    return -total / ((len(sequence) - 1) * b)


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def turn(angle, i, j):
    """Around the axis that is neither i nor j, from i to j, as 4 x 4."""
    r = [[float(a == b) for b in range(4)] for a in range(4)]
    r[i][i] = r[j][j] = cmath.cos(angle)
    r[i][j], r[j][i] = -cmath.sin(angle), cmath.sin(angle)
    return r


def vertices(theta, model):
    angles, next_theta = [[0, 0, 0] for _ in range(22)], iter(theta[6:])
    for finger in range(5):
        for joint in range(3):
            bone = angles[2 + 4 * finger + joint]
            bone[0] = next(next_theta)
            if joint == 0:
                bone[1] = next(next_theta)
    transforms, absolutes = [], []
    for (x, z, y), relative, parent, inverse in zip(angles, model["base_relatives"], model["parents"], model["inverse_base_absolutes"]):
        own = product(relative, product(product(turn(z, 0, 1), turn(y, 2, 0)), turn(x, 1, 2)))
        absolutes.append(own if parent < 0 else product(absolutes[parent], own))
        transforms.append(product(absolutes[-1], inverse))
    length = cmath.sqrt(sum(v * v for v in theta[:3]))
    a, c, s = [v / length for v in theta[:3]], cmath.cos(length), cmath.sin(length)
    cross = [[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]]
    rotation = [[c * (i == j) + s * cross[i][j] + (1 - c) * a[i] * a[j] for j in range(3)] for i in range(3)]
    found = []
    for position, weights in zip(model["base_positions"], model["weights"]):
        moved = [[sum(w * sum(t[i][j] * position[j] for j in range(4)) for w, t in zip(weights, transforms))] for i in range(3)]
        if model["is_mirrored"]:
            moved[0][0] = -moved[0][0]
        found.append([row[0] + shift for row, shift in zip(product(rotation, moved), theta[3:6])])
    return found


def ht(theta, us, data):
    all_vertices, residuals = vertices(theta, data["model"]), []
    for i, (place, point) in enumerate(zip(data["correspondences"], data["points"])):
        if us:
            u, v = us[i]
            a, b, c = (all_vertices[j] for j in data["model"]["triangles"][place])
            surface = [u * p + v * q + (1 - u - v) * r for p, q, r in zip(a, b, c)]
        else:
            surface = all_vertices[place]
        residuals += [p - s for p, s in zip(point, surface)]
    return residuals


def line(module, description, value, jacobian, function_input):
    print(json.dumps({"request": {"kind": "evaluate", "module": module, "function": ["objective", "jacobian"],
                                  "input": function_input, "description": description},
                      "expected": {"objective": real(value), "jacobian": jacobian}}, separators=(",", ":")))


def main():
    rng = random.Random(31337)
    draw = lambda *shape: [draw(*shape[1:]) for _ in range(shape[0])] if shape else round(rng.gauss(0, 1), 4)

    d, k, n = 3, 4, 12
    p = {"alpha": draw(k), "mu": draw(k, d), "q": draw(k, d), "l": draw(k, d * (d - 1) // 2)}
    x = draw(n, d)
    parts = list(p.values())
    f = lambda v: gmm(*v, x, 0.8, 2)
    gradient = filled(parts, iter(derivative(f, parts, i)[0] for i in range(len(flat(parts)))))
    line("gmm", "3_4_12", f(parts), dict(zip(p, gradient)), {"d": d, "k": k, "n": n, "x": x, "m": 2, "gamma": 0.8, **p})

    b, layers = 5, 2
    parameters, state = [draw(2 * layers, 4 * b), draw(3, b)], draw(2 * layers, b)
    sequence = [[float(rng.random() < 0.5) for _ in range(b)] for _ in range(9)]
    f = lambda v: lstm(*v, state, sequence)
    gradient = [derivative(f, parameters, i)[0] for i in range(len(flat(parameters)))]
    line("lstm", "l=2,c=9", f(parameters), gradient,
         {"main_params": parameters[0], "extra_params": parameters[1], "state": state, "sequence": sequence})

    size, corners = 22, 7
    affine = lambda: draw(3, 4) + [[0.0, 0.0, 0.0, 1.0]]
    model = {"bone_count": size, "bone_names": [f"bone {i}" for i in range(size)],
             "parents": [-1] + [0 if i % 4 == 1 else i - 1 for i in range(1, 21)] + [0],
             "base_relatives": [affine() for _ in range(size)], "inverse_base_absolutes": [affine() for _ in range(size)],
             "base_positions": [draw(3) + [1.0] for _ in range(corners)], "weights": draw(corners, size),
             "triangles": [[0, 1, 2], [2, 3, 4], [6, 5, 0]], "is_mirrored": True}
    theta, points = [v * 0.3 for v in draw(26)], draw(4, 3)
    for name, us, places in [("simple", [], [5, 0, 6, 3]), ("complicated", [[round(rng.random() / 2, 3) for _ in range(2)] for _ in range(4)], [2, 0, 1, 0])]:
        data = {"model": model, "correspondences": places, "points": points}
        columns = [derivative(lambda v: ht(v, us, data), theta, i) for i in range(26)]
        if us:  # by the two numbers of a row's own point
            own = [derivative(lambda v: ht(theta, v, data), us, i) for i in range(2 * len(us))]
            columns = [[own[2 * (row // 3) + side][row] for row in range(3 * len(us))] for side in range(2)] + columns
        line("ht", name, ht(theta, us, data), [list(row) for row in zip(*columns)], {"theta": theta, "us": us, "data": data})


main()
