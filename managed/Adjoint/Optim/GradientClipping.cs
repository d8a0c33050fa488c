namespace Adjoint;

/// <summary>What is done to gradients before an update.</summary>
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
    }
}
