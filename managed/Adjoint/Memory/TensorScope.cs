using Adjoint.Memory;

namespace Adjoint;

/// <summary>
/// Gives back everything made while it is open, at once when it is disposed. Nobody needs one: tensors out of reach are
/// collected anyway. It serves loops that should not wait for the collector.
/// </summary>
/// <example>
/// <code>
/// using var scope = new TensorScope();
/// var result = scope.Keep(Exp(x) * y);
/// </code>
/// </example>
/// <remarks>A scope belongs to the thread that opened it.</remarks>
public sealed class TensorScope : IDisposable
{
    private readonly Scope _scope = Scope.Open();

    /// <summary>Lets a tensor live on after this scope.</summary>
    /// <param name="tensor">A tensor made in this scope.</param>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The scope was disposed.</exception>
    public Tensor Keep(Tensor tensor)
    {
        _ = Tensor.HandleOf(tensor);
        ObjectDisposedException.ThrowIf(_scope.IsClosed, this);
        _scope.Keep(tensor);
        return tensor;
    }

    /// <summary>Ends the scope. Doing so twice does no harm.</summary>
    /// <exception cref="InvalidOperationException">The scope was opened on another thread.</exception>
    public void Dispose() => _scope.Close();
}
