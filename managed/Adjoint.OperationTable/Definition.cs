using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.OperationTable;

/// <summary>An operation as the core defines it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it says of itself.</param>
/// <param name="Rules">The rules that it has for transforms.</param>
internal sealed record Definition(string Name, string Kind, string Rules)
{
    /// <summary>Asks the core for all that there are.</summary>
    public static unsafe IReadOnlyDictionary<string, Definition> ReadAll()
    {
        // The facade knows where the core lies.
        RuntimeHelpers.RunModuleConstructor(typeof(Tensor).Module.ModuleHandle);
        long count;
        Require(NativeMethods.adj_operations(null, 0, &count));
        var all = new adj_operation[count];
        fixed (adj_operation* first = all)
            Require(NativeMethods.adj_operations(first, count, &count));
        return all.Select(static operation => Of(operation)).ToDictionary(static definition => definition.Name);
    }

    private static unsafe Definition Of(adj_operation operation)
    {
        string[] rules =
        [
            .. new[] { ("vjp", operation.has_vjp), ("jvp", operation.has_jvp), ("batch", operation.has_batch) }
                .Where(static rule => rule.Item2 != 0).Select(static rule => rule.Item1),
            .. operation.blocks_gradient != 0 ? ["no derivative"] : Array.Empty<string>(),
        ];
        string kind = ((adj_kind)operation.kind).ToString().Split('_')[^1].ToLowerInvariant();
        return new Definition(Marshal.PtrToStringUTF8((nint)operation.name)!, kind, string.Join(", ", rules));
    }

    private static void Require(adj_status status)
    {
        if (status != adj_status.ADJ_OK) throw new InvalidOperationException($"The core does not list its operations: {status}.");
    }
}
