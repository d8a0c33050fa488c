namespace Adjoint;

/// <summary>How often this thread has looked at elements: a number that a function makes of them may depend on its arguments.</summary>
internal static class Readings
{
    [ThreadStatic]
    private static long t_count;

    public static long Count => t_count;

    public static void Note() => t_count++;
}
