using System.Runtime.CompilerServices;

using Adjoint.Memory;

namespace Adjoint;

/// <summary>
/// A function together with what it is differentiated by: the one place where a reverse-mode transform is opened, run
/// and closed. The overloads of Grad and ValueAndGrad only give it and its results their static types.
/// </summary>
internal sealed class Derivative<TOut>
{
    private readonly string _name;
    private readonly Func<Tensor[], TOut> _function;
    private readonly int[]? _positions;
    private readonly Parameter[] _weights;
    private readonly bool _firstOnly;

    /// <param name="name">The transform, for messages.</param>
    /// <param name="function">The function, of an array of its arguments.</param>
    /// <param name="arity">How many arguments it takes, or −1 when that shows only in a call.</param>
    /// <param name="positions">The arguments to differentiate by; null for all.</param>
    /// <param name="weights">Parameters to differentiate by.</param>
    /// <param name="firstOnly">Whether only the first output is differentiated.</param>
    public Derivative(
        string name, Func<Tensor[], TOut> function, int arity, int[]? positions, IEnumerable<Parameter>? weights = null, bool firstOnly = false)
    {
        _name = name;
        _function = function;
        _weights = weights?.ToArray() ?? [];
        _positions = positions is null || arity < 0 ? positions : Derivatives.CheckPositions(name, arity, positions);
        _firstOnly = firstOnly;
        if (Array.IndexOf(_weights, null) >= 0) throw new ArgumentNullException(nameof(weights), $"{name}: a parameter is null.");
        if (weights is not null && _weights.Length == 0 && positions is { Length: 0 })
            throw new ArgumentException($"{name}: there is no parameter to differentiate by; the list of weights is empty.", nameof(weights));
    }

    /// <summary>The gradients alone: those of the positions, then those of the weights.</summary>
    public Tensor[] Gradient(params Tensor[] arguments) => Run(arguments, keepValue: false).Gradients;

    /// <summary>What the function returned, and the gradients.</summary>
    public (TOut Value, Tensor[] Gradients) ValueAndGradient(params Tensor[] arguments) => Run(arguments, keepValue: true);

    /// <summary>The last gradients of an array, as those of the weights.</summary>
    public Gradients OfWeights(Tensor[] gradients) => new(_weights, gradients[^_weights.Length..]);

    private (TOut Value, Tensor[] Gradients) Run(Tensor[] arguments, bool keepValue)
    {
        NotNull.Given(_name, "argument", arguments);
        int[] positions = _positions is null ? [.. Enumerable.Range(0, arguments.Length)] : Derivatives.CheckPositions(_name, arguments.Length, _positions);
        DerivativeScope scope = DerivativeScope.Open();
        ParameterBinding? binding = null;
        try
        {
            Tensor[] followed = [.. arguments];
            var inputs = new Tensor[positions.Length + _weights.Length];
            for (int i = 0; i < positions.Length; i++)
                inputs[i] = followed[positions[i]] = Derivatives.Watch(scope, arguments[positions[i]], _name, ArgumentName.Of(positions[i]));
            if (_weights.Length > 0)
            {
                for (int i = 0; i < _weights.Length; i++)
                    inputs[positions.Length + i] = Derivatives.Watch(scope, _weights[i], _name);
                binding = new ParameterBinding(_weights, inputs.AsSpan(positions.Length));
            }

            long readings = Readings.Count;
            TOut value = NotNull.Returned(_name, _function(followed));
            Tensor[] gradients = scope.Gradients(_name, Outputs(value, nothingRead: Readings.Count == readings), inputs);
            scope.Close(keepValue || _firstOnly ? [.. gradients, .. TensorsIn(value)] : gradients);
            return (value, gradients);
        }
        finally
        {
            binding?.Dispose();
            scope.Close();
        }
    }

    private Tensor[] Outputs(TOut value, bool nothingRead)
    {
        // The first output is all that is differentiated where further data follows it.
        Tensor[] outputs = _firstOnly ? [FirstOf(value)] : TensorsIn(value);
        Operands.Require(outputs, _name, "output");
        foreach (Tensor output in outputs)
        {
            if (output.DType.IsComplex)
                throw new ArgumentException($"{_name}: the function returned {output.DType}, but a loss is a real number: take Real, Imaginary or Abs of it, or use Vjp.");
            if (output.DType.IsFloating) return outputs;
        }

        // What is made of C# numbers alone is a constant; but a number made of elements has lost what it depends on.
        if (outputs.Length > 0 && Array.TrueForAll(outputs, static x => x.IsWeak)) return [.. outputs.Select(static x => x * 1.0)];
        if (outputs.Length == 0 && nothingRead && NoTensor.Number(value) is { } number) return [number];
        throw outputs.Length == 0
            ? NoTensor.In(_name, value)
            : new ArgumentException($"{_name}: the function returned {outputs[0].DType}, but only floating numbers have derivatives.");
    }

    private Tensor FirstOf(TOut value) =>
        ((ITuple)value!)[0] as Tensor
        ?? throw new InvalidOperationException($"{_name}: the first output of the function is null, but with hasAux it is what is differentiated.");

    private Tensor[] TensorsIn(TOut value) =>
        value is Tensor single ? [single] : [.. Tree.Written(value, operation: _name).Slots.OfType<Tensor>()];
}
