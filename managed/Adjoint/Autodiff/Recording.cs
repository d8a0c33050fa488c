using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

using Adjoint.Memory;

namespace Adjoint;

/// <summary>What a function of tensors does, operation by operation: to read, or to draw.</summary>
public sealed class Recording
{
    private Recording(IReadOnlyList<RecordedOperation> operations) => Operations = operations;

    /// <summary>The operations that depend on the inputs, in the order in which they were done.</summary>
    public IReadOnlyList<RecordedOperation> Operations { get; }

    /// <summary>The memory that each kind of operation keeps for the backward pass, largest first.</summary>
    public IEnumerable<(string Operation, long Bytes)> MemoryByOperation =>
        Operations.GroupBy(static o => o.Name).Select(static g => (g.Key, g.Sum(static o => o.Bytes))).OrderByDescending(static g => g.Item2);

    /// <summary>Runs a function on inputs and writes down what it does.</summary>
    /// <param name="function">The function; a transformed one, such as <c>Grad(f)</c>, shows what the transform does.</param>
    /// <param name="inputs">Floating tensors.</param>
    /// <returns>What was recorded.</returns>
    /// <exception cref="ArgumentException">An input is not floating.</exception>
    [OverloadResolutionPriority(-1)] // an untyped lambda means one tensor where it can
    public static Recording Of(Func<Tensor[], Tensor[]> function, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        DerivativeScope scope = DerivativeScope.Open();
        try
        {
            var followed = new Tensor[inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
                followed[i] = Derivatives.Watch(scope, inputs[i], "Recording.Of", $"input {i}");
            Tensor[] outputs = function(followed);
            Operands.Require(outputs, "Recording.Of", "output");
            string text = scope.Describe();
            GC.KeepAlive(outputs);
            return new Recording([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RecordedOperation.Parse)]);
        }
        finally
        {
            scope.Close();
        }
    }

    /// <summary>Runs a function of one tensor and writes down what it does.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">A floating tensor.</param>
    /// <returns>What was recorded.</returns>
    /// <exception cref="ArgumentException">The input is not floating.</exception>
    public static Recording Of(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of((Tensor[] a) => (Tensor[])[function(a[0])], x);
    }

    /// <summary>Runs a function of a tree and writes down what it does.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">What the function returns.</typeparam>
    /// <param name="function">The function; a transformed one, such as <c>Grad(f)</c>, shows what the transform does.</param>
    /// <param name="x">A tree with floating leaves.</param>
    /// <returns>What was recorded.</returns>
    /// <exception cref="ArgumentException">No leaf is floating.</exception>
    [OverloadResolutionPriority(-2)]
    public static Recording Of<T, TOut>(Func<T, TOut> function, T x)
    {
        ArgumentNullException.ThrowIfNull(function);
        var arguments = new TreeArguments("Recording.Of");
        TreeArgument<T> tree = arguments.Add(x);
        return Of(a => [.. Tree.Leaves(function(tree.In(a)))], arguments.Leaves);
    }

    /// <summary>A line an operation: number, name, operands, type and shape.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join('\n', Operations);

    /// <summary>The recording as a Mermaid flow chart.</summary>
    /// <returns>The text of the chart.</returns>
    public string ToMermaid()
    {
        var text = new StringBuilder("flowchart TD\n");
        foreach (RecordedOperation o in Operations)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{o.Number}[\"{o.Name}<br/>{o.Type}{o.Shape}\"]\n");
            foreach (int from in o.Operands.Where(static p => p.IsRecorded).Select(static p => p.Number))
                text.Append(CultureInfo.InvariantCulture, $"  n{from} --> n{o.Number}\n");
        }

        return text.ToString();
    }

    /// <summary>The recording as a graph for Graphviz.</summary>
    /// <returns>The text of the graph.</returns>
    public string ToDot()
    {
        var text = new StringBuilder("digraph recording {\n  node [shape=box];\n");
        foreach (RecordedOperation o in Operations)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{o.Number} [label=\"{o.Name}\\n{o.Type}{o.Shape}\"];\n");
            foreach (int from in o.Operands.Where(static p => p.IsRecorded).Select(static p => p.Number))
                text.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{o.Number};\n");
        }

        return text.Append("}\n").ToString();
    }
}

/// <summary>An operation of a recording.</summary>
/// <param name="Number">Its place, from 0.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Type">The type of its result.</param>
/// <param name="Shape">The shape of its result, such as "[2, 3]".</param>
/// <param name="Bytes">The memory that it keeps.</param>
/// <param name="Operands">What it is computed from.</param>
public sealed record RecordedOperation(int Number, string Name, string Type, string Shape, long Bytes, IReadOnlyList<RecordedOperand> Operands)
{
    /// <summary>The operation on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"%{Number} = {Name}({string.Join(", ", Operands)}) : {Type}{Shape}";

    internal static RecordedOperation Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new RecordedOperation(
            int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2], parts[3], long.Parse(parts[4], CultureInfo.InvariantCulture),
            [.. parts[5].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(RecordedOperand.Parse)]);
    }
}

/// <summary>An operand: an earlier operation of the recording, or a tensor from outside.</summary>
/// <param name="Number">The operation's number, or −1.</param>
/// <param name="Constant">Type and shape of a tensor from outside, or "".</param>
public sealed record RecordedOperand(int Number, string Constant)
{
    /// <summary>Whether it is an operation of the recording.</summary>
    public bool IsRecorded => Number >= 0;

    /// <summary>The operand as it is written in a line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsRecorded ? $"%{Number}" : Constant;

    internal static RecordedOperand Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new(number, "") : new(-1, text);
}
