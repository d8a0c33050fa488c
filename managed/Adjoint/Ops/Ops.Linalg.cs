using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Linear algebra: products of vectors, matrices and stacks of matrices.
public static unsafe partial class Ops
{
    /// <summary>The matrix product, as NumPy defines it.</summary>
    /// <param name="a">A vector, a matrix, or a stack of matrices in its last two dimensions.</param>
    /// <param name="b">The same; its second to last extent (its only one, for a vector) is the last of <paramref name="a"/>.</param>
    /// <returns>
    /// The product; leading dimensions broadcast, and a vector's own dimension is gone. Its change is dy = da b + a db.
    /// </returns>
    /// <exception cref="ArgumentException">The extents do not fit, or an operand is a scalar.</exception>
    /// <operation formula="a b, of matrices" numpy="np.matmul" jax="jnp.matmul" torch="torch.matmul" mindspore="ops.matmul"/>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_matmul(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>The scalar product of two vectors, Σ aᵢ bᵢ.</summary>
    /// <param name="a">A vector.</param>
    /// <param name="b">A vector of the same length.</param>
    /// <returns>A scalar. Its change is da · b + a · db.</returns>
    /// <exception cref="ArgumentException">An operand is no vector, or the lengths differ.</exception>
    /// <operation formula="Σ a b, of vectors" numpy="np.dot" jax="jnp.dot" torch="torch.dot" mindspore="ops.inner"/>
    public static Tensor Dot(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank != 1 || b.Rank != 1)
            throw new ArgumentException($"Dot: takes two vectors, not shapes {a.ShapeText} and {b.ShapeText}; use MatMul.");
        return MatMul(a, b);
    }

    /// <summary>The products of all pairs of elements of two vectors: y[i, j] = a[i] b[j].</summary>
    /// <param name="a">A vector.</param>
    /// <param name="b">A vector.</param>
    /// <returns>A matrix. Its change is da bᵀ + a dbᵀ.</returns>
    /// <exception cref="ArgumentException">An operand is no vector.</exception>
    /// <operation formula="aᵢ bⱼ" numpy="np.outer" jax="jnp.outer" torch="torch.outer" mindspore="ops.outer"/>
    public static Tensor Outer(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank != 1 || b.Rank != 1)
            throw new ArgumentException($"Outer: takes two vectors, not shapes {a.ShapeText} and {b.ShapeText}.");
        return ExpandDims(a, 1) * b;
    }

    /// <summary>The sum of products over the last axes of both operands: y[i…, j…] = Σ a[i…, k] b[j…, k].</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same last extent. A scalar multiplies.</param>
    /// <returns>The other axes of a, then those of b. Its change is that of the product.</returns>
    /// <exception cref="ArgumentException">The last extents differ.</exception>
    /// <operation formula="Σ a b, over the last axes" numpy="np.inner" jax="jnp.inner" torch="torch.inner" mindspore="ops.inner"/>
    public static Tensor Inner(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        return a.Rank == 0 || b.Rank == 0 ? a * b : TensorDot(a, b, [-1], [-1], nameof(Inner));
    }

    /// <summary>The sum of products over the last axes of a and as many of the first of b.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">Its first extents are the last of <paramref name="a"/>.</param>
    /// <param name="axes">How many; with 0 it is the product of all pairs of elements.</param>
    /// <returns>The other axes of a, then those of b. Its change is that of the product.</returns>
    /// <exception cref="ArgumentException">The extents differ, or there are not so many axes.</exception>
    /// <operation formula="Σ a b, over some axes" numpy="np.tensordot" jax="jnp.tensordot" torch="torch.tensordot" mindspore="ops.tensor_dot"/>
    public static Tensor TensorDot(Tensor a, Tensor b, int axes = 2)
    {
        _ = (Handle(a), Handle(b));
        if (axes < 0 || axes > a.Rank || axes > b.Rank)
            throw new ArgumentException($"TensorDot: shapes {a.ShapeText} and {b.ShapeText} have no {axes} axes to sum over.", nameof(axes));
        return TensorDot(a, b, [.. Enumerable.Range(a.Rank - axes, axes)], [.. Enumerable.Range(0, axes)], nameof(TensorDot));
    }

    /// <summary>The sum of products over axes of a and as many of b.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">Any shape.</param>
    /// <param name="axesOfA">The axes of a; negative ones count from the end.</param>
    /// <param name="axesOfB">The axes of b in the same order, of the same extents.</param>
    /// <returns>The other axes of a, then those of b. Its change is that of the product.</returns>
    /// <exception cref="ArgumentException">The extents or the numbers of axes differ, or an axis is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <operation formula="Σ a b, over some axes" numpy="np.tensordot" jax="jnp.tensordot" torch="torch.tensordot" mindspore="ops.tensor_dot"/>
    public static Tensor TensorDot(Tensor a, Tensor b, ReadOnlySpan<int> axesOfA, ReadOnlySpan<int> axesOfB)
    {
        _ = (Handle(a), Handle(b));
        return TensorDot(a, b, axesOfA, axesOfB, nameof(TensorDot));
    }

    // As one product of matrices.
    private static Tensor TensorDot(Tensor a, Tensor b, ReadOnlySpan<int> axesOfA, ReadOnlySpan<int> axesOfB, string operation)
    {
        int[] overA = Distinct(a, axesOfA, operation), overB = Distinct(b, axesOfB, operation);
        long[] left = Extents(a, overA), right = Extents(b, overB);
        if (!left.AsSpan().SequenceEqual(right))
            throw new ArgumentException(
                $"{operation}: axes [{string.Join(", ", overA)}] of shape {a.ShapeText} and [{string.Join(", ", overB)}] of shape {b.ShapeText} do not fit; their extents must be equal.");
        int[] restA = Others(a, overA), restB = Others(b, overB);
        long[] rows = Extents(a, restA), columns = Extents(b, restB);
        long depth = left.Aggregate(1L, static (x, y) => x * y);
        Tensor product = MatMul(
            Reshape(Permute(a, [.. restA, .. overA]), rows.Aggregate(1L, static (x, y) => x * y), depth),
            Reshape(Permute(b, [.. overB, .. restB]), depth, columns.Aggregate(1L, static (x, y) => x * y)));
        return Reshape(product, [.. rows, .. columns]);
    }

    private static int[] Distinct(Tensor x, ReadOnlySpan<int> axes, string operation)
    {
        var result = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            result[i] = x.Axis(axes[i], operation);
            if (result.AsSpan(0, i).Contains(result[i])) throw new ArgumentException($"{operation}: axis {axes[i]} is named twice.");
        }

        return result;
    }

    private static int[] Others(Tensor x, int[] axes) => [.. Enumerable.Range(0, x.Rank).Except(axes)];

    private static long[] Extents(Tensor x, int[] axes) => [.. axes.Select(axis => x.Shape[axis])];

    /// <summary>The products of two stacks of matrices, one with one; without broadcasting, unlike <see cref="MatMul"/>.</summary>
    /// <param name="a">Shape [n, p, q].</param>
    /// <param name="b">Shape [n, q, r].</param>
    /// <returns>Shape [n, p, r]. Its change is da b + a db.</returns>
    /// <exception cref="ArgumentException">The shapes are others.</exception>
    /// <operation formula="a b, of matrices one with one" numpy="–" jax="–" torch="torch.bmm" mindspore="ops.bmm"/>
    public static Tensor BatchMatMul(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank != 3 || b.Rank != 3 || a.Shape[0] != b.Shape[0])
            throw new ArgumentException($"BatchMatMul: takes shapes [n, p, q] and [n, q, r], not {a.ShapeText} and {b.ShapeText}; MatMul broadcasts.");
        return MatMul(a, b);
    }

    /// <summary>A matrix product added to a tensor: beta c + alpha a b.</summary>
    /// <param name="c">What is added to; it broadcasts with the product.</param>
    /// <param name="a">Matrices, as in <see cref="MatMul"/>.</param>
    /// <param name="b">Matrices.</param>
    /// <param name="alpha">The factor of the product.</param>
    /// <param name="beta">The factor of <paramref name="c"/>. With 0, NaN and infinities of c are left out.</param>
    /// <returns>The sum. Its change is beta dc + alpha (da b + a db).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="beta c + alpha a b" numpy="–" jax="–" torch="torch.addmm" mindspore="ops.addmm"/>
    public static Tensor AddMatMul(Tensor c, Tensor a, Tensor b, double alpha = 1, double beta = 1)
    {
        _ = (Handle(c), Handle(a), Handle(b));
        Tensor product = alpha == 1 ? MatMul(a, b) : alpha * MatMul(a, b);
        return beta switch
        {
            0 => product + Tensor.ZerosLike(c),
            1 => c + product,
            _ => beta * c + product,
        };
    }

    /// <summary>The affine map of the last axis, x Wᵀ + b, with the weights as PyTorch has them.</summary>
    /// <param name="x">Any shape with last extent <c>in</c>.</param>
    /// <param name="weight">Shape [out, in]. <see cref="Linear"/>, the layer, holds its weights the other way round and computes x W + b.</param>
    /// <param name="bias">Shape [out]; nothing is added if left out.</param>
    /// <returns>The shape of x with last extent <c>out</c>. Its change is dx Wᵀ + x dWᵀ + db.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="x Wᵀ + b" numpy="–" jax="–" torch="F.linear" mindspore="ops.dense"/>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        _ = (Handle(x), Handle(weight));
        if (weight.Rank != 2 || x.Rank == 0 || x.Shape[^1] != weight.Shape[1])
            throw new ArgumentException($"Linear: weights of shape {weight.ShapeText} do not fit x of shape {x.ShapeText}; they need shape [out, in], where in is the last extent of x.");
        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != weight.Shape[0]))
            throw new ArgumentException($"Linear: a bias of shape {bias.ShapeText} does not fit weights of shape {weight.ShapeText}; it needs shape [{weight.Shape[0]}].");
        Tensor product = MatMul(x, SwapAxes(weight, 0, 1));
        return bias is null ? product : product + bias;
    }

    /// <summary>A map that is linear in each of two operands: y[…, k] = Σ a[…, i] W[k, i, j] b[…, j] + bias[k].</summary>
    /// <param name="a">Any shape with last extent <c>in1</c>.</param>
    /// <param name="b">The same shape but for its last extent, <c>in2</c>.</param>
    /// <param name="weight">Shape [out, in1, in2].</param>
    /// <param name="bias">Shape [out]; nothing is added if left out.</param>
    /// <returns>The shape of a with last extent <c>out</c>. Its change is that of the product.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="aᵀ Wₖ b + biasₖ" numpy="–" jax="–" torch="F.bilinear" mindspore="nn.BiDense"/>
    public static Tensor Bilinear(Tensor a, Tensor b, Tensor weight, Tensor? bias = null)
    {
        _ = (Handle(a), Handle(b), Handle(weight));
        if (weight.Rank != 3 || a.Rank == 0 || b.Rank == 0 || a.Shape[^1] != weight.Shape[1] || b.Shape[^1] != weight.Shape[2])
            throw new ArgumentException($"Bilinear: weights of shape {weight.ShapeText} do not fit shapes {a.ShapeText} and {b.ShapeText}; they need shape [out, in1, in2].");
        Tensor product = Einsum("...i,kij,...j->...k", a, weight, b);
        return bias is null ? product : product + bias;
    }

    /// <summary>The Kronecker product: each element of a times all of b.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">Any shape; of the two the one with fewer axes gets leading ones of extent 1.</param>
    /// <returns>The products of the extents; its change is that of the product.</returns>
    /// <operation formula="a ⊗ b" numpy="np.kron" jax="jnp.kron" torch="torch.kron" mindspore="ops.kron"/>
    public static Tensor Kron(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        int rank = Math.Max(a.Rank, b.Rank);
        long[] left = [.. Enumerable.Repeat(1L, rank - a.Rank), .. a.Shape], right = [.. Enumerable.Repeat(1L, rank - b.Rank), .. b.Shape];
        string first = new([.. Enumerable.Range('a', rank).Select(static c => (char)c)]), second = first.ToUpperInvariant();
        string both = string.Concat(first.Zip(second, static (x, y) => $"{x}{y}"));
        if (rank <= 4) return Reshape(Einsum($"{first},{second}->{both}", Reshape(a, left), Reshape(b, right)), [.. left.Zip(right, static (m, n) => m * n)]);
        throw new ArgumentException($"Kron: shapes {a.ShapeText} and {b.ShapeText} have more than 4 axes.");
    }

    /// <summary>The cross product of vectors of three elements along an axis.</summary>
    /// <param name="a">Vectors along an axis of extent 3.</param>
    /// <param name="b">The same; the other axes broadcast.</param>
    /// <param name="axis">The axis of both; negative counts from the end.</param>
    /// <returns>a × b. Its change is da × b + a × db.</returns>
    /// <exception cref="ArgumentException">The axis has another extent than 3, or the shapes do not fit.</exception>
    /// <operation formula="a × b" numpy="np.cross" jax="jnp.cross" torch="torch.linalg.cross" mindspore="ops.cross"/>
    public static Tensor Cross(Tensor a, Tensor b, int axis = -1)
    {
        _ = (Handle(a), Handle(b));
        (int atA, int atB) = (a.Axis(axis, nameof(Cross)), b.Axis(axis, nameof(Cross)));
        if (a.Shape[atA] != 3 || b.Shape[atB] != 3)
            throw new ArgumentException($"Cross: takes vectors of 3 elements along axis {axis}, not shapes {a.ShapeText} and {b.ShapeText}.");
        Tensor next = Tensor.From([1, 2, 0]), last = Tensor.From([2, 0, 1]);
        return Take(a, next, atA) * Take(b, last, atB) - Take(a, last, atA) * Take(b, next, atB);
    }

    /// <summary>Square matrices multiplied by themselves.</summary>
    /// <param name="x">Square matrices in the last two dimensions of a stack.</param>
    /// <param name="n">How often: 0 gives the identity, a negative number powers of the inverse.</param>
    /// <returns>xⁿ, by repeated squaring. Its change is that of the products.</returns>
    /// <exception cref="ArgumentException">The operand is no stack of square matrices.</exception>
    /// <exception cref="LinearAlgebraException">n is negative, and a matrix is singular.</exception>
    /// <operation formula="xⁿ, of matrices" numpy="np.linalg.matrix_power" jax="jnp.linalg.matrix_power" torch="torch.linalg.matrix_power" mindspore="ops.matrix_power"/>
    public static Tensor MatrixPower(Tensor x, int n)
    {
        _ = Handle(x);
        if (x.Rank < 2 || x.Shape[^1] != x.Shape[^2]) throw new ArgumentException($"MatrixPower: takes square matrices, not shape {x.ShapeText}.");
        if (n == 0) return BroadcastTo(Tensor.Eye(x.Shape[^1], dtype: x.DType), x.Shape) + Tensor.ZerosLike(x);
        Tensor square = n < 0 ? Inverse(x) : x;
        Tensor? power = null;
        for (uint bits = (uint)Math.Abs((long)n); ; square = MatMul(square, square))
        {
            if ((bits & 1) != 0) power = power is null ? square : MatMul(power, square);
            if ((bits >>= 1) == 0) return power!;
        }
    }

    /// <summary>The product of several matrices, in the order that needs the fewest multiplications.</summary>
    /// <param name="first">A matrix, or a vector as a row.</param>
    /// <param name="second">A matrix.</param>
    /// <param name="more">Others; the last may be a vector.</param>
    /// <returns>The product. Its change is that of the products.</returns>
    /// <exception cref="ArgumentException">An operand has another rank, or extents do not fit.</exception>
    /// <operation formula="a b c …, of matrices" numpy="np.linalg.multi_dot" jax="jnp.linalg.multi_dot" torch="torch.linalg.multi_dot" mindspore="–"/>
    public static Tensor MultiDot(Tensor first, Tensor second, params ReadOnlySpan<Tensor> more)
    {
        _ = (Handle(first), Handle(second));
        Tensor[] all = [first, second, .. more];
        for (int i = 0; i < all.Length; i++)
        {
            bool end = i == 0 || i == all.Length - 1;
            if (all[i].Rank != 2 && !(end && all[i].Rank == 1))
                throw new ArgumentException($"MultiDot: takes matrices, and vectors at both ends, not shape {all[i].ShapeText} at place {i}.");
        }

        return ProductOrder.Best(all).Multiply(all);
    }

    /// <summary>The norm of each matrix.</summary>
    /// <param name="x">Matrices in the last two dimensions of a stack.</param>
    /// <param name="order">Which norm.</param>
    /// <param name="keepDims">Whether the two dimensions stay, with extent 1.</param>
    /// <returns>A number for each matrix. Its change is that of the sums, maxima and singular values that it is made of.</returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <operation formula="‖x‖, of matrices" numpy="np.linalg.matrix_norm" jax="jnp.linalg.matrix_norm" torch="torch.linalg.matrix_norm" mindspore="ops.matrix_norm"/>
    public static Tensor MatrixNorm(Tensor x, MatrixOrder order = MatrixOrder.Frobenius, bool keepDims = false)
    {
        _ = Handle(x);
        if (x.Rank < 2) throw new ArgumentException($"MatrixNorm: takes a matrix or a stack of them, not shape {x.ShapeText}.");
        Tensor y = order switch
        {
            MatrixOrder.Frobenius => Norm(x, axis: (-2, -1)),
            MatrixOrder.Nuclear => Sum(Svdvals(x), axis: -1),
            MatrixOrder.Spectral => Max(Svdvals(x), axis: -1),
            MatrixOrder.LargestColumn => Max(Sum(Abs(x), axis: -2), axis: -1),
            MatrixOrder.LargestRow => Max(Sum(Abs(x), axis: -1), axis: -1),
            _ => throw new ArgumentException($"MatrixNorm: there is no norm {order}.", nameof(order)),
        };
        return keepDims ? ExpandDims(y, (-2, -1)) : y;
    }

    /// <summary>The condition of each matrix: how much larger relative errors of x⁻¹ b can be than those of b.</summary>
    /// <param name="x">Matrices in the last two dimensions of a stack; square ones, unless the norm is the spectral one.</param>
    /// <param name="order">In which norm.</param>
    /// <returns>
    /// ‖x‖ ‖x⁻¹‖ for each matrix; in the spectral norm the largest singular value over the smallest, and ∞ where that is 0. Its change is that of the norms.
    /// </returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices, or they are not square.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is singular, and the norm is not the spectral one.</exception>
    /// <operation formula="‖x‖ ‖x⁻¹‖" numpy="np.linalg.cond" jax="jnp.linalg.cond" torch="torch.linalg.cond" mindspore="ops.cond"/>
    public static Tensor ConditionNumber(Tensor x, MatrixOrder order = MatrixOrder.Spectral)
    {
        _ = Handle(x);
        if (order != MatrixOrder.Spectral) return MatrixNorm(x, order) * MatrixNorm(Inverse(x), order);
        Tensor values = Svdvals(x);
        if (values.Shape[^1] == 0) throw new ArgumentException($"ConditionNumber: a matrix without elements has no condition: shape {x.ShapeText}.", nameof(x));
        Tensor least = values[TensorIndex.Ellipsis, -1], isSingular = Equal(least, 0);
        return Where(isSingular, double.PositiveInfinity, values[TensorIndex.Ellipsis, 0] / Where(isSingular, 1, least));
    }

    /// <summary>The rank of each matrix: how many singular values are not 0.</summary>
    /// <param name="x">Matrices in the last two dimensions of a stack; integers count as float32.</param>
    /// <param name="tolerance">Singular values up to so much of the largest count as 0. Negative: the longer extent times the distance of numbers near 1.</param>
    /// <returns>An int64 number for each matrix. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The operand is no stack of matrices.</exception>
    /// <operation formula="number of singular values > tolerance · largest" numpy="np.linalg.matrix_rank" jax="jnp.linalg.matrix_rank" torch="torch.linalg.matrix_rank" mindspore="–"/>
    public static Tensor MatrixRank(Tensor x, double tolerance = -1)
    {
        _ = Handle(x);
        if (x.DType.IsRoundedLater) x = Cast(x, DType.Float32);
        Tensor values = Svdvals(Autodiff.StopGradient(x));
        if (values.Shape[^1] == 0) return Tensor.Zeros(values.Shape[..^1], DType.Int64);
        double distance = values.DType == DType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1;
        double least = tolerance < 0 ? Math.Max(x.Shape[^1], x.Shape[^2]) * distance : tolerance;
        return CountNonzero(Greater(values, values[TensorIndex.Ellipsis, ..1] * least), -1);
    }

    /// <summary>Powers of each element along a new last axis: 1, x, x², …</summary>
    /// <param name="x">Any shape, of a floating type.</param>
    /// <param name="count">How many powers; as many as the last extent of x if left out.</param>
    /// <param name="increasing">Whether powers increase, as in PyTorch; else they decrease, as NumPy has it unless told otherwise.</param>
    /// <returns>Shape [..., count]. Its change is n xⁿ⁻¹ dx.</returns>
    /// <exception cref="ArgumentException">The operand is a scalar and has no count.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <operation formula="1, x, x², …" numpy="np.vander" jax="jnp.vander" torch="torch.linalg.vander" mindspore="ops.vander"/>
    public static Tensor Vander(Tensor x, long? count = null, bool increasing = true)
    {
        _ = Handle(x);
        if (count is null && x.Rank == 0) throw new ArgumentException("Vander: a scalar needs a count of powers.", nameof(count));
        long n = count ?? x.Shape[^1];
        ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(count));
        Tensor powers = Tensor.Arange(n);
        return Pow(ExpandDims(x, -1), increasing ? powers : Flip(powers));
    }

    /// <summary>The covariances of variables, each a row of observations.</summary>
    /// <param name="x">Shape [variables, observations], or [observations] of one variable.</param>
    /// <param name="correction">What is subtracted from the number of observations before it divides.</param>
    /// <returns>Shape [variables, variables], or a scalar. With c = x − mean it is c cᵀ / (observations − correction), and changes so;
    /// of complex numbers the second factor is conjugated.</returns>
    /// <exception cref="ArgumentException">The operand has another rank.</exception>
    /// <operation formula="c cᵀ / (n − correction), c = x − mean" numpy="np.cov" jax="jnp.cov" torch="torch.cov" mindspore="ops.cov"/>
    public static Tensor Covariance(Tensor x, long correction = 1)
    {
        _ = Handle(x);
        if (x.Rank is < 1 or > 2) throw new ArgumentException($"Covariance: takes shape [variables, observations], not {x.ShapeText}.");
        Tensor c = x - Mean(x, axis: -1, keepDims: true);
        Tensor other = x.DType.IsComplex ? Conjugate(c) : c;
        return (x.Rank == 1 ? Dot(c, other) : MatMul(c, other.T)) / (double)(x.Shape[^1] - correction);
    }

    /// <summary>The Euclidean distances of all rows of a from all rows of b.</summary>
    /// <param name="a">Shape [..., m, k].</param>
    /// <param name="b">Shape [..., n, k]. Stacks broadcast.</param>
    /// <returns>
    /// Shape [..., m, n], by differences, m n k of them in memory. Its change is (a − b) · (da − db) / distance; 0 where the distance is 0,
    /// in every order.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="‖aᵢ − bⱼ‖" numpy="scipy.spatial.distance.cdist" jax="–" torch="torch.cdist" mindspore="ops.cdist"/>
    public static Tensor Cdist(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^1])
            throw new ArgumentException($"Cdist: takes rows of one length, not shapes {a.ShapeText} and {b.ShapeText}.");
        return Norm(ExpandDims(a, -2) - ExpandDims(b, -3), axis: -1);
    }
}
