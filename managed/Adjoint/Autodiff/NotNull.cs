using System.Diagnostics.CodeAnalysis;

using Adjoint.Memory;

namespace Adjoint;

/// <summary>What every transform asks of what it is given and of what a function returned: that it is there and was not disposed.</summary>
internal static class NotNull
{
    /// <summary>The arguments, tangents or cotangents of a call.</summary>
    public static Tensor[] Given(string transform, string what, [NotNull] Tensor[]? tensors)
    {
        if (tensors is null) throw new ArgumentNullException(nameof(tensors), $"{transform}: the list of {what}s is null.");
        int missing = Array.IndexOf(tensors, null);
        if (missing >= 0) throw new ArgumentNullException(nameof(tensors), $"{transform}: {what} {missing} is null.");
        Operands.Require(tensors, transform, what);
        return tensors;
    }

    /// <summary>One argument, tangent or cotangent of a call.</summary>
    public static T Given<T>(string transform, string what, [NotNull] T? value) =>
        value ?? throw new ArgumentNullException(nameof(value), $"{transform}: {what} is null.");

    /// <summary>What a function returned.</summary>
    public static T Returned<T>(string transform, [NotNull] T? value, string function = "the function") =>
        value ?? throw new InvalidOperationException($"{transform}: {function} returned null.");

    /// <summary>The list that a function returned.</summary>
    public static Tensor[] Returned(string transform, [NotNull] Tensor[]? values)
    {
        if (values is null) throw new InvalidOperationException($"{transform}: the function returned null.");
        int missing = Array.IndexOf(values, null);
        if (missing >= 0) throw new InvalidOperationException($"{transform}: the function returned null{(values.Length > 1 ? $" as result {missing}" : "")}.");
        Operands.Require(values, transform, "output");
        return values;
    }
}
