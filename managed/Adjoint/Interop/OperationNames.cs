namespace Adjoint.Interop;

/// <summary>What the operations of the core are called in C#.</summary>
internal static partial class OperationNames
{
    /// <summary>The name in C#: one of its own, or the core's in other letters.</summary>
    /// <param name="native">The name in the core, such as take_along_axis.</param>
    public static string Of(string native) => NameOfItsOwn(native) ?? Spelled(native);

    /// <summary>The core's name as C# spells it: TakeAlongAxis.</summary>
    /// <param name="native">The name in the core.</param>
    public static string Spelled(string native) =>
        string.Concat(native.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    // Written from the doc comments of the operations.
    private static partial string? NameOfItsOwn(string native);
}
