namespace Adjoint;

/// <summary>What is done to gradients before an update. <see cref="Optimizers"/> has the same as links of a chain.</summary>
public static class GradientClipping
{
    extension(Gradients gradients)
    {
        /// <summary>The root of the sum of all squares.</summary>
        /// <returns>A scalar.</returns>
        public Tensor GlobalNorm() => Tree.Norm(gradients);

        /// <summary>Shrinks all gradients by one factor so that their norm is at most a limit.</summary>
        /// <param name="maxNorm">The limit, above 0.</param>
        /// <returns>The scaled gradients.</returns>
        public Gradients ClipByGlobalNorm(double maxNorm) => Tree.ClipByNorm(gradients, maxNorm);

        /// <summary>Shrinks each gradient so that its own norm is at most a limit.</summary>
        /// <param name="maxNorm">The limit, above 0.</param>
        /// <returns>The scaled gradients.</returns>
        public Gradients ClipByNorm(double maxNorm) => gradients.Select(g => Tree.ClipByNorm(g, maxNorm));

        /// <summary>Brings each element of the gradients between −limit and limit.</summary>
        /// <param name="limit">The limit, above 0.</param>
        /// <returns>The clipped gradients.</returns>
        public Gradients ClipByValue(double limit)
        {
            _ = Limits.Positive(limit);
            return gradients.Select(g => Ops.Clip(g, -limit, limit));
        }
    }
}
