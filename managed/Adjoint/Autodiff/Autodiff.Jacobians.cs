namespace Adjoint;

// Whole matrices of derivatives.
public static unsafe partial class Autodiff
{
    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by reverse mode: one backward pass for each element of y, all in one batch.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var (y, pullback) = Vjp(function, x);
            Tensor rows = Vmap(pullback)(Basis(y));
            return rows.Reshape([.. y.Shape, .. x.Shape]);
        };
    }

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by forward mode: one forward pass for each element of x, all in one batch.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var (y, tangent) = Linearize(function, x);
            Tensor columns = Vmap(tangent, outAxis: -1)(Basis(x));
            return columns.Reshape([.. y.Shape, .. x.Shape]);
        };
    }

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ, by reverse mode if y has no more elements than x, else by forward mode.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var (values, recording) = FunctionRecording.Of(nameof(Jacobian), a => [function(a[0])], [x]);
            Tensor y = values[0];
            Tensor matrix = y.Count <= x.Count
                ? Vmap(ct => recording.Pull(ct)[0])(Basis(y))
                : Vmap(v => recording.Push(v)[0], outAxis: -1)(Basis(x));
            return matrix.Reshape([.. y.Shape, .. x.Shape]);
        };
    }

    /// <summary>The Hessian ∂²y/∂xᵢ∂xⱼ of the sum of the outputs: forward mode over reverse mode.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of x twice.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> function) => JacFwd(Grad(function));

    /// <summary>The product of the Hessian of a function with a vector, without the matrix: one pass forward over one backward.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function of the argument and the vector, of its shape.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating, or the shapes differ.</exception>
    public static Func<Tensor, Tensor, Tensor> Hvp(Func<Tensor, Tensor> function)
    {
        Func<Tensor, Tensor> gradient = Grad(function);
        return (x, v) => Jvp(gradient, x, v).Tangent;
    }

    // All unit vectors of a tensor's shape.
    private static Tensor Basis(Tensor like) => Tensor.Eye(like.Count, dtype: like.DType).Reshape([like.Count, .. like.Shape]);
}
