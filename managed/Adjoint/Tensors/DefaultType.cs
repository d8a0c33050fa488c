namespace Adjoint;

/// <summary>The type that tensors are made of when none is given: <c>DType.Default</c>.</summary>
/// <remarks>
/// It rules <see cref="Tensor.Zeros(ReadOnlySpan{long})"/>, Ones, Eye and random numbers, and the parameters that layers make of those.
/// Numbers written in C# have no use for it: they take the type of the tensor beside them.
/// </remarks>
public static class DefaultType
{
    private static DType s_default = DType.Float32;

    [ThreadStatic]
    private static DefaultTypeScope? t_scope;

    extension(DType)
    {
        /// <summary>
        /// The type that Zeros, Ones, Eye and random numbers have when none is given: float32, unless it is set. It goes for the
        /// whole process; <see cref="DefaultScope"/> sets another one for some lines.
        /// </summary>
        /// <exception cref="ArgumentException">The type set is not floating.</exception>
        public static DType Default
        {
            get => t_scope?.DType ?? s_default;
            set => s_default = Floating(value);
        }

        /// <summary>Sets another default type for this thread, until what is returned is disposed.</summary>
        /// <param name="dtype">A floating type.</param>
        /// <returns>What brings the type of before back when it is disposed.</returns>
        /// <exception cref="ArgumentException">The type is not floating.</exception>
        /// <example><code>using (DType.DefaultScope(DType.Float64)) { Tensor x = Tensor.Zeros(3); }</code></example>
        public static IDisposable DefaultScope(DType dtype) => t_scope = new DefaultTypeScope(Floating(dtype), t_scope);
    }

    private static DType Floating(DType dtype) =>
        dtype.IsFloating ? dtype : throw new ArgumentException($"The default type is a floating one, not {dtype}; give other types where tensors are made.");

    private sealed class DefaultTypeScope(DType dtype, DefaultTypeScope? around) : IDisposable
    {
        private bool _isClosed;

        public DType DType => dtype;

        // Scopes that were closed out of order are passed over when what lies within them closes.
        public void Dispose()
        {
            _isClosed = true;
            while (t_scope is { _isClosed: true } closed)
                t_scope = closed.Around;
        }

        private DefaultTypeScope? Around => around;
    }
}
