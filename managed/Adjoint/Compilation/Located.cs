using System.Diagnostics;

namespace Adjoint;

/// <summary>Says where in the user's code a value was read that is not there.</summary>
internal static class Located
{
    public static T Run<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        catch (ValueDependentException e) when (e.InnerException is null && PlaceOf(e) is { } place)
        {
            throw new ValueDependentException($"{e.Message} It was read {place}.", e);
        }
    }

    // The innermost frame that is not ours.
    private static string? PlaceOf(Exception e)
    {
        foreach (StackFrame frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method || method.DeclaringAssemblyName.StartsWith("Adjoint,", StringComparison.Ordinal)
                || method.DeclaringAssemblyName == "Adjoint" || method.DeclaringTypeName?.StartsWith("System.", StringComparison.Ordinal) == true)
                continue;
            return frame.GetFileName() is { } file
                ? FormattableString.Invariant($"in {Path.GetFileName(file)}, line {frame.GetFileLineNumber()}")
                : $"in {method.DeclaringTypeName}.{method.Name}";
        }

        return null;
    }
}
