using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Steps by the orthogonal matrix nearest to the mean of gradients, found by five Newton-Schulz iterations (Jordan et al., "Muon: an optimizer
/// for hidden layers in neural networks", 2024). For matrices alone: put vectors and embeddings into another group of
/// <see cref="ParameterGroups"/>.
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 2e-2 if left out.</param>
/// <param name="momentum">How slowly the mean of gradients moves.</param>
/// <param name="nesterov">Whether to look ahead: the direction is made of (1 − μ) g + μ m.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <remarks>A matrix of shape [inputs, outputs] steps √max(1, outputs / inputs) times as far, as in Optax; PyTorch's are the other way round.</remarks>
public sealed class Muon(Schedule? learningRate = null, double momentum = 0.95, bool nesterov = true, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 2e-2, new MuonRule(momentum, nesterov), weightDecay, decoupled: true);

/// <summary>
/// Divides the gradient of a matrix by the fourth roots of L = ε I + Σ G Gᵀ and R = ε I + Σ Gᵀ G, one from each side: p ← p − η L^(−1/4) G R^(−1/4)
/// (Gupta, Koren and Singer, "Shampoo: preconditioned stochastic tensor optimization", ICML 2018). For matrices alone: put vectors into another
/// group of <see cref="ParameterGroups"/>.
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-1 if left out.</param>
/// <param name="epsilon">What L and R begin with on their diagonals.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <remarks>Each step decomposes L and R, which costs the cube of the extents.</remarks>
public sealed class Shampoo(Schedule? learningRate = null, double epsilon = 1e-4, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 1e-1, new ShampooRule(epsilon), weightDecay, decoupled: true);

/// <summary>
/// Adam in the basis of the eigenvectors that <see cref="Shampoo"/> divides by, which turns slowly (Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam",
/// ICLR 2025): with G′ = Qₗᵀ G Qᵣ and the mean M of gradients p ← p − η Qₗ (Qₗᵀ M Qᵣ / (√V̂ + ε)) Qᵣᵀ, where V is the mean of the squares of G′. For
/// matrices alone: put vectors into another group of <see cref="ParameterGroups"/>.
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 3e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the means of squares, of G Gᵀ and of Gᵀ G move.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <param name="every">After how many updates the basis turns, by one step of the power method and a QR decomposition.</param>
/// <remarks>
/// As its authors have it, the first update only finds the basis, so that no gradient meets a basis made of itself; V̂ and M are corrected for
/// starting at zero by the number of the others. The number of updates has to be known, so a batch over it is refused.
/// </remarks>
public sealed class Soap(
    Schedule? learningRate = null, double beta1 = 0.95, double beta2 = 0.95, double epsilon = 1e-8, double weightDecay = 1e-2, int every = 10)
    : RuleOptimizer(learningRate ?? 3e-3, new SoapRule(beta1, beta2, epsilon, every), weightDecay, decoupled: true);

/// <summary>A rule for matrices.</summary>
internal abstract class MatrixRule(string optimizer) : FloatingRule
{
    protected void RequireMatrix(Tensor value)
    {
        if (value.Rank != 2)
            throw new ArgumentException(
                $"{optimizer}: a parameter of shape {value.ShapeText} is no matrix. Give it to another optimizer: new ParameterGroups((name, p) => p.Rank == 2 ? \"matrices\" : \"others\", ...).");
    }
}

internal sealed class MuonRule(double momentum, bool nesterov) : MatrixRule(nameof(Muon))
{
    private const int Iterations = 5;
    private const double Epsilon = 1e-7;

    private readonly double _momentum = Limits.BelowOne(momentum);

    protected override void Start(Tensor value, OptimizerState state)
    {
        RequireMatrix(value);
        StartAtZero(value, state, "mean");
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor mean = Average(state, "mean", _momentum, gradient);
        Tensor direction = Orthogonal(nesterov ? (1 - _momentum) * gradient + _momentum * mean : mean);
        double ratio = (double)value.Shape[1] / value.Shape[0];
        return ratio > 1 ? Math.Sqrt(ratio) * direction : direction;
    }

    // Brings all singular values near to 1. The polynomial is the authors'.
    private static Tensor Orthogonal(Tensor g)
    {
        bool isTall = g.Shape[0] > g.Shape[1];
        Tensor x = (isTall ? g.T : g) / (Norm(g) + Epsilon);
        for (int i = 0; i < Iterations; i++)
        {
            Tensor a = MatMul(x, x.T);
            x = 3.4445 * x + MatMul(-4.7750 * a + 2.0315 * MatMul(a, a), x);
        }

        return isTall ? x.T : x;
    }
}

internal sealed class ShampooRule(double epsilon) : MatrixRule(nameof(Shampoo))
{
    private readonly double _epsilon = Limits.Positive(epsilon);

    protected override void Start(Tensor value, OptimizerState state)
    {
        RequireMatrix(value);
        state["left"] = _epsilon * Tensor.Eye(value.Shape[0], dtype: value.DType);
        state["right"] = _epsilon * Tensor.Eye(value.Shape[1], dtype: value.DType);
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor left = state.Get("left") + MatMul(gradient, gradient.T), right = state.Get("right") + MatMul(gradient.T, gradient);
        (state["left"], state["right"]) = (left, right);
        return MatMul(MatMul(InverseFourthRoot(left), gradient), InverseFourthRoot(right));
    }

    // Rounding may bring what is never below epsilon below zero.
    private Tensor InverseFourthRoot(Tensor x)
    {
        (Tensor values, Tensor vectors) = Eigh(x);
        return MatMul(vectors * Pow(Maximum(values, _epsilon), -0.25), vectors.T);
    }
}

internal sealed class SoapRule(double beta1, double beta2, double epsilon, int every) : MatrixRule(nameof(Soap))
{
    private const string Mean = "mean", Squares = "squares";

    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2), _epsilon = Limits.AtLeast(0.0, epsilon);
    private readonly long _every = Limits.Positive(every);

    protected override void Start(Tensor value, OptimizerState state)
    {
        RequireMatrix(value);
        StartAtZero(value, state, Mean, Squares);
        foreach ((string side, int axis) in (ReadOnlySpan<(string, int)>)[("left", 0), ("right", 1)])
        {
            state[side] = Tensor.Zeros([value.Shape[axis], value.Shape[axis]], value.DType);
            state[side + "Basis"] = Tensor.Eye(value.Shape[axis], dtype: value.DType);
        }
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor left = Average(state, "left", _beta2, MatMul(gradient, gradient.T)), right = Average(state, "right", _beta2, MatMul(gradient.T, gradient));
        if (state.Steps == 1)
        {
            (state["leftBasis"], state["rightBasis"]) = (Eigenvectors(left), Eigenvectors(right));
            return Tensor.ZerosLike(gradient);
        }

        Tensor direction = Direction(gradient, state);
        if ((state.Steps - 1) % _every != 0) return direction;
        state["leftBasis"] = Turned(left, state.Get("leftBasis"));
        state["rightBasis"] = Turned(right, state.Get("rightBasis"));
        return direction;
    }

    private Tensor Direction(Tensor gradient, OptimizerState state)
    {
        Tensor left = state.Get("leftBasis"), right = state.Get("rightBasis"), taken = state.Count - 1;
        Tensor mean = MatMul(MatMul(left.T, Average(state, Mean, _beta1, gradient)), right);
        Tensor squares = Average(state, Squares, _beta2, Square(MatMul(MatMul(left.T, gradient), right)));
        Tensor step = mean / (1 - Pow((Tensor)_beta1, taken)) / (Root(squares) / Sqrt(1 - Pow((Tensor)_beta2, taken)) + _epsilon);
        return MatMul(MatMul(left, step), right.T);
    }

    // The largest first, as the power method orders them.
    private static Tensor Eigenvectors(Tensor x) => Flip(Eigh(x).Vectors, 1);

    private static Tensor Turned(Tensor x, Tensor basis) => QR(MatMul(x, basis)).Q;
}
