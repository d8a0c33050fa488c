namespace Adjoint;

/// <summary>
/// A tensor was used after the transform or <see cref="TensorScope"/> that it was made in had ended.
/// </summary>
public sealed class EscapedTensorException : InvalidOperationException
{
    private const string Explanation =
        "This tensor was made inside a transform (Grad, ValueAndGrad) or a TensorScope that has ended, and its memory went with it. "
        + "Return it from the function instead of storing it in a variable outside: as a further output with hasAux: true, or, "
        + "in a TensorScope, pass it to Keep().";

    /// <summary>Makes the exception with its standard explanation.</summary>
    public EscapedTensorException()
        : base(Explanation)
    {
    }

    /// <summary>Makes the exception with another message.</summary>
    /// <param name="message">What went wrong.</param>
    public EscapedTensorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with another message and its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public EscapedTensorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// The value of a symbolic tensor was asked for: inside a function that is being compiled or batched, a tensor
/// stands for values that are not there yet. Choose between values with <see cref="Ops.Where"/> instead of <c>if</c>.
/// </summary>
public sealed class ValueDependentException : InvalidOperationException
{
    /// <summary>Makes the exception with a general message.</summary>
    public ValueDependentException()
        : this("The value of a symbolic tensor was asked for. Choose with Ops.Where instead of reading it.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public ValueDependentException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public ValueDependentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A matrix has no such decomposition or solution: it is singular, or not positive definite, or an iteration does not converge.
/// The message names the operation and the matrix: its place in a stack, of which the first indices are those of a batch.
/// </summary>
public sealed class LinearAlgebraException : ArithmeticException
{
    /// <summary>Makes the exception with a general message.</summary>
    public LinearAlgebraException()
        : base("A matrix has no such decomposition or solution.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    /// <param name="message">What went wrong.</param>
    public LinearAlgebraException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public LinearAlgebraException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
