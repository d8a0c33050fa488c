namespace Adjoint;

/// <summary>What messages call an argument by its number. Transforms name arguments in every call, and throw in few.</summary>
internal static class ArgumentName
{
    private static readonly string[] s_few = [.. Enumerable.Range(0, 16).Select(Made)];

    public static string Of(int number) => (uint)number < (uint)s_few.Length ? s_few[number] : Made(number);

    private static string Made(int number) => FormattableString.Invariant($"argument {number}");
}
