using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>An operation gave a NaN or an infinity of finite operands, while <see cref="Autodiff.DetectAnomaly"/> was on.</summary>
public sealed partial class AnomalyException : ArithmeticException
{
    /// <summary>Makes the exception with a general message.</summary>
    public AnomalyException()
        : this("A result is not finite.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public AnomalyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public AnomalyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static AnomalyException From(string message) =>
        new(NativeName().Replace(message, static name => OperationNames.Of(name.Value)) + AnomalyDetection.OriginOf(message));

    // Of the operation whose derivative it was, and of the one in that derivative.
    [GeneratedRegex(@"(?<=in the derivative of |\): )[a-z_0-9]+(?=[ (])")]
    private static partial Regex NativeName();
}

/// <summary>While it is on, every operation of the thread is checked and the place it was called from remembered.</summary>
internal sealed class AnomalyDetection : IDisposable
{
    [ThreadStatic]
    private static AnomalyDetection? t_current;

    private static int s_active;

    private readonly AnomalyDetection? _outer = t_current;
    private readonly Dictionary<uint, StackTrace> _places = [];

    public AnomalyDetection()
    {
        Status.Check(NativeMethods.adj_set_anomaly_detection(1));
        Interlocked.Increment(ref s_active);
        t_current = this;
    }

    /// <summary>Whether any thread detects: one plain read on the way of every operation.</summary>
    public static bool IsOn => s_active != 0;

    public static void Remember(adj_tensor result)
    {
        if (t_current is { } current) current._places[(uint)(result.id & ~NativeMethods.ADJ_HANDLE_SIZE)] = new StackTrace(1, fNeedFileInfo: true);
    }

    /// <summary>Where the operation was called whose derivative a message of the core names.</summary>
    public static string OriginOf(string message)
    {
        const string mark = ", node ";
        int at = message.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0 || t_current is null) return "";
        ReadOnlySpan<char> digits = message.AsSpan(at + mark.Length);
        digits = digits[..digits.IndexOfAnyExceptInRange('0', '9')];
        uint node = uint.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return t_current._places.TryGetValue(node, out StackTrace? place) ? $"\nThe operation was called here:\n{UserFrames(place)}" : "";
    }

    public void Dispose()
    {
        if (t_current != this) return;
        t_current = _outer;
        Interlocked.Decrement(ref s_active);
        if (_outer is null) Status.Check(NativeMethods.adj_set_anomaly_detection(0));
    }

    private static string UserFrames(StackTrace trace) =>
        string.Join('\n', trace.ToString().Split('\n').Where(static line => !line.Contains("at Adjoint.Ops.", StringComparison.Ordinal)
            && !line.Contains("at Adjoint.Tensor.", StringComparison.Ordinal) && !line.Contains("at Adjoint.Interop.", StringComparison.Ordinal)).Take(3));
}
