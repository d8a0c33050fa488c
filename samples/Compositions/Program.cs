using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Transforms of transforms. Each line prints what was computed, and what it should be if it is not that.
int wrong = 0;

// Three times the derivative of tanh.
var third = Grad(Grad(Grad((Tensor x) => Tanh(x))));
double tanh = Math.Tanh(0.5), expected = -2 * (1 - tanh * tanh) * (1 - 3 * tanh * tanh);
Show("tanh'''(0.5)", third(0.5), Tensor.Scalar(expected));

// The Hessian of Rosenbrock's function, and its product with a vector without the matrix.
static Tensor Rosenbrock(Tensor x) => Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1]));
Tensor point = Tensor.From([1.0, 2.0, 0.5]), direction = Tensor.From([1.0, -1.0, 2.0]);
Tensor hessian = Hessian(Rosenbrock)(point);
Show("Hessian times a vector", Hvp(Rosenbrock)(point, direction), MatMul(hessian, direction));
Show("the same by Jvp of Grad", Jvp(Grad(Rosenbrock), point, direction).Tangent, MatMul(hessian, direction));
Show("Jacobians by both modes", JacFwd(Grad(Rosenbrock))(point), JacRev(Grad(Rosenbrock))(point));

// The gradient of every example of a batch by itself, without a loop.
static Tensor Loss(Tensor w, Tensor x, Tensor y) => BinaryCrossEntropyWithLogits(Sum(w * x), y);
RandomKey[] keys = new RandomKey(7).Split(5);
Tensor weights = keys[0].Normal([4], DType.Float64), inputs = keys[1].Normal([100, 4], DType.Float64);
Tensor labels = Cast(keys[2].Uniform(100) > 0.5, DType.Float64);
Tensor perExample = Vmap(Grad(Loss), inAxes: (null, 0, 0))(weights, inputs, labels);
Show("mean of per-example gradients", Mean(perExample, 0), Grad((Tensor w) => Mean(Vmap((x, y) => Loss(w, x, y))(inputs, labels)))(weights));

// Second derivatives of a small network at many points, as physics-informed training needs them: u'' of u(x) = tanh(w x) · a.
Tensor a = keys[3].Normal([8], DType.Float64), b = keys[4].Normal([8], DType.Float64), points = Tensor.Linspace(-1, 1, 5, DType.Float64);
Tensor U(Tensor x) => Sum(Tanh(b * x) * a);
Tensor t = Tanh(ExpandDims(points, 1) * b);
Show("u''", Vmap(Grad(Grad((Tensor x) => U(x))))(points), Sum(-2 * a * b * b * t * (1 - t * t), 1));

Console.WriteLine($"wrong results: {wrong} (at most 0)");
return wrong == 0 ? 0 : 1;

void Show(string name, Tensor found, Tensor expected)
{
    double difference = (double)Max(Abs(found - expected));
    Console.WriteLine($"{name}:\n{found}\n  {(difference < 1e-9 ? "as expected" : $"WRONG: should be {expected}")}");
    if (!(difference < 1e-9)) wrong++;
}
