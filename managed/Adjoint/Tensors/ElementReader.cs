namespace Adjoint;

/// <summary>Looks at the elements of a tensor: what <see cref="Tensor.Read{T}"/> takes. Not an <see cref="Action{T}"/>, which takes no span before .NET 9.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <param name="elements">The elements in row-major order.</param>
public delegate void ElementReader<T>(ReadOnlySpan<T> elements)
    where T : unmanaged;

/// <summary>Makes something of the elements of a tensor: what <see cref="Tensor.Read{T, TResult}"/> takes.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <param name="elements">The elements in row-major order.</param>
/// <returns>What was made of them.</returns>
public delegate TResult ElementReader<T, out TResult>(ReadOnlySpan<T> elements)
    where T : unmanaged;
