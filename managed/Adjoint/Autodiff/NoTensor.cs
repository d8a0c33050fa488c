using System.Globalization;

namespace Adjoint;

/// <summary>What is said where a function must return tensors and did not.</summary>
internal static class NoTensor
{
    /// <param name="transform">The transform.</param>
    /// <param name="value">What the function returned.</param>
    /// <param name="kind">Which tensors are looked for: "floating " or "".</param>
    public static ArgumentException In<T>(string transform, T value, string kind = "")
    {
        string type = Named(value?.GetType() ?? typeof(T));
        return new ArgumentException(value is IFormattable and not Tensor
            ? $"{transform}: the function returned a number ({type}) and no tensor. Return the tensor itself, not its value; a constant is written as (Tensor)value."
            : $"{transform}: the function returned a {type} without a {kind}tensor. "
                + "Use tensors, tuples, arrays, lists or dictionaries of them, or types marked [TensorTree].");
    }

    /// <summary>A number as the constant that it stands for; null if it is none.</summary>
    public static Tensor? Number<T>(T value) =>
        Convert.GetTypeCode(value) is >= TypeCode.SByte and <= TypeCode.Double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    /// <summary>A type as C# writes it: List&lt;Int32&gt;, not List`1.</summary>
    public static string Named(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Named))}>"
        : type.Name;
}
