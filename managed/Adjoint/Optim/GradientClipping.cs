namespace Adjoint;

/// <summary>What is done to gradients before an update.</summary>
public static class GradientClipping
{
    extension(Gradients gradients)
    {
        /// <summary>The root of the sum of all squares.</summary>
        /// <returns>A scalar.</returns>
        public Tensor GlobalNorm() =>
            Ops.Sqrt(gradients.Tensors.Aggregate((Tensor)0.0, static (sum, g) => sum + Ops.Sum(Ops.Square(g))));

        /// <summary>Shrinks all gradients by one factor so that their norm is at most a limit.</summary>
        /// <param name="maxNorm">The limit, above 0.</param>
        /// <returns>The scaled gradients.</returns>
        public Gradients ClipByGlobalNorm(double maxNorm)
        {
            Tensor factor = Ops.Minimum(1.0, Limits.Positive(maxNorm) / (gradients.GlobalNorm() + 1e-12));
            return gradients.Select(g => g * Ops.Cast(factor, g.DType));
        }
    }
}
