using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Calls in the forms that people write, which every compiler from C# 12 on has to find one meaning for. Programs for .NET 8 are C# 12
// unless they say otherwise: there params are arrays, and nothing tells which overload is meant before others.
static class Calls
{
    public static Tensor[] Tensors()
    {
        float[] array = [1, 2, 3, 4];
        List<float> list = [1, 2];
        return
        [
            Tensor.Zeros(3), Tensor.Zeros(3, 4), Tensor.Zeros(3, 0), Tensor.Zeros(2, 3, 4), Tensor.Zeros([3, 4]), Tensor.Zeros(3, DType.Float64), Tensor.Zeros([3, 4], DType.Float64),
            Tensor.Ones(2), Tensor.Ones(2, 3), Tensor.Ones(3, DType.Int64), Tensor.Eye(3), Tensor.Eye(3, 4), Tensor.Eye(3, DType.Float64),
            Tensor.Arange(5), Tensor.Arange(5, 0), Tensor.Arange(2, 8), Tensor.Arange(2, 8, 2), Tensor.Arange(1.0), Tensor.Full(3, 1.5), Tensor.Full([3, 2], 1.5),
            Tensor.From([1f, 2f]), Tensor.From([1.0, 2.0]), Tensor.From([1, 2]), Tensor.From(array), Tensor.From(array, 2, 2), Tensor.From(array, [2, 2]), Tensor.From([1f, 2f, 3f, 4f], [2, 2]),
            Tensor.From(list), Tensor.From(new float[,] { { 1, 2 } }), Tensor.From(new float[][] { [1], [2] }),
        ];
    }

    public static Tensor[] Random(RandomKey key) =>
    [
        key.Normal(3), key.Normal(3, 4), key.Normal(3, 0), key.Normal([3, 4]), key.Normal(3, DType.Float64), key.Normal([3], DType.Float64),
        key.Uniform(3, 4), key.Uniform(3, 0), key.Uniform(3, DType.Float64), key.Integers(0, 5), key.Integers(0, 5, 2, 3), key.Integers(0, 5, [2, 3]),
    ];

    public static Tensor[] Shapes(Tensor x, Tensor[] array, List<Tensor> list) =>
    [
        x.Reshape(2, 1), x.Reshape(-1), x.Reshape([2, 1]), x.Reshape(x.Shape), Reshape(x, 1, 2), Reshape(x, [1, 2]), x.Permute(1, 0), Permute(x, 1, 0),
        x.BroadcastTo(2, 2), BroadcastTo(x, 2, 2), BroadcastTo(x, x.Shape), x.Tile(2, 2), Tile(x, 2), Squeeze(x), x.ExpandDims(0),
        Concat(x, x), Concat(x, x, x), Concat([x, x]), Concat([x, x], axis: 0), Concat(array), Concat(list), x.Concat(x),
        Stack(x, x), Stack(x, x, x), Stack([x, x], 0), Stack(array, axis: 1), Stack(list), MultiDot(x, x), MultiDot(x, x, x),
        Einsum("ij,jk->ik", x, x), Einsum("ij,jk->ik", [x, x]), Sum(x), Sum(x, 0), Sum(x, axis: 0), Sum(x, (0, 1)), x.Sum(), x.Sum(axis: 0), .. MeshGrid(x, x),
    ];

    public static Tensor[] Parts(Tensor x, Tensor places) =>
    [
        x[0], x[^1], x[.., 1], x[1..^1, 0], x[null], x[.., null], x[null, 0], x[places], x[x > 1], x[0, places],
        x.With(1.0, 0), x.With(1.0, .., 1), x.AddAt(1.0, 0), x.AddAt(1.0, places), x.MaxAt(1.0, 0), x.MinAt(1.0, ^1, 0),
    ];

    public static object[] Transforms(Tensor x, IEnumerable<Parameter> weights) =>
    [
        Grad((Tensor a) => Sum(a * a)), Grad(a => Sum(a * a)), Grad((a, b) => Sum(a * b)), Grad(Product), Grad(Product, 1), Grad(Product, (0, 1)), Grad(Sum),
        Grad(Pair), Grad(Pair, hasAux: true), Grad((Tensor a) => (Sum(a), a)), Grad((Tensor a) => Sum(a), weights: weights),
        Grad((Dense d) => Sum(d.W * d.B)), Grad(((Tensor A, int N) p) => Sum(p.A)),
        ValueAndGrad((Tensor a) => Sum(a * a)), ValueAndGrad(a => Sum(a * a)), ValueAndGrad(Product), ValueAndGrad(Pair, hasAux: true),
        ValueAndGrad(() => Sum(x), weights: weights), ValueAndGrad((a, b) => Sum(a * b), weights: weights), ValueAndGrad((Dense d, Tensor a) => Sum(d.W * a)),
        Vjp(a => a * a, x), Vjp((Tensor a) => a * a, x), Vjp(Product, x, x), Jvp(a => a * a, x, x), Jvp((Tensor a) => a * a, x, x), Jvp(Product, (x, x), (x, x)),
        Linearize(a => a * a, x), LinearTranspose(a => 2 * a, x), JacRev(a => a * a), JacFwd(a => a * a), Jacobian(a => a * a), Jacobian((Tensor a) => a * a),
        Hessian(a => Sum(a * a)), Hessian((Tensor a) => Sum(a * a)), Hvp(a => Sum(a * a)), Hvp((Tensor a) => Sum(a * a)),
        Vmap(a => a * a), Vmap((a, b) => a * b), Vmap(Product), Vmap(Product, inAxes: (0, null)), Vmap((Tensor a, Tensor b) => a * b, inAxes: (0, null)),
        Checkpoint(a => a * a), Checkpoint(Product), Compile(a => a * a), Compile((a, b) => a * b), Compile(Product),
        CustomVjp((Tensor a) => (a * a, a), (a, ct) => 2 * a * ct), Recording.Of(a => a * a, x), StopGradient(x),
    ];

    private static Tensor Product(Tensor a, Tensor b) => Sum(a * b);

    private static (Tensor, Tensor) Pair(Tensor a, Tensor b) => (Sum(a * b), a);
}
