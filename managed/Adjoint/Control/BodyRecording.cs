using Adjoint.Memory;

namespace Adjoint;

/// <summary>Whether this thread records what a loop or a branch does, and which one.</summary>
internal static class BodyRecording
{
    [ThreadStatic]
    private static string? t_operation;

    /// <summary>Marks the thread as recording; gives what it was before.</summary>
    public static string? Begin(string operation)
    {
        string? before = t_operation;
        t_operation = operation;
        return before;
    }

    public static void End(string? before) => t_operation = before;

    /// <summary>What is recorded once and done many times cannot change state that outlives it.</summary>
    /// <exception cref="InvalidOperationException">A slot that held something is set in a body.</exception>
    public static void RequireNone(Slot slot)
    {
        if (t_operation is { } operation && slot.Stored is not null)
            throw new InvalidOperationException(
                $"{operation}: slot '{slot.Name}' is set in what is recorded once and done any number of times. Carry the value from step to step and set the slot afterwards.");
    }
}
