namespace Adjoint;

/// <summary>What the forward function of a rule of one's own gave.</summary>
/// <param name="Value">Its value as one tensor.</param>
/// <param name="Residuals">What the backward function needs.</param>
/// <param name="Returned">The tensors of the value as the function returned them.</param>
/// <param name="Unpack">What takes the value apart into these.</param>
internal readonly record struct ForwardRun(Tensor Value, Tensor[] Residuals, Tensor[] Returned, Func<Tensor, Tensor[]> Unpack)
{
    /// <summary>That of a function of tensors, which its caller's code wrote.</summary>
    public static ForwardRun Of(string name, (Tensor Value, Tensor[] Residuals) found)
    {
        if (found.Value is null) throw new InvalidOperationException($"{name}: the forward function returned no value, but null.");
        if (found.Residuals is null)
            throw new InvalidOperationException($"{name}: the forward function returned null in place of residuals; return [] if there are none.");
        int missing = Array.IndexOf(found.Residuals, null);
        if (missing >= 0) throw new InvalidOperationException($"{name}: residual {missing} of the forward function is null.");
        return new ForwardRun(found.Value, found.Residuals, [found.Value], static y => [y]);
    }
}

/// <summary>A function with its own backward function, and perhaps its own tangent function.</summary>
internal sealed class CustomVjpRule : Rule
{
    private readonly Func<Tensor[], Tensor, Tensor?[]> _backward;
    private readonly Func<Tensor[], Tensor[], Tensor>? _tangent;
    private readonly Func<Tensor, Tensor[]> _unpack;
    private readonly bool _nullIsZero;
    private readonly int _argumentCount;

    // For each residual, which of the returned tensors it is; −1 for others.
    private readonly int[] _returnedAs;

    private CustomVjpRule(
        string name, ForwardRun run, Tensor[] inputs, Func<Tensor[], Tensor, Tensor?[]> backward, Func<Tensor[], Tensor[], Tensor>? tangent,
        bool nullIsZero)
    {
        Name = name;
        _backward = backward;
        _tangent = tangent;
        _unpack = run.Unpack;
        _nullIsZero = nullIsZero;
        _argumentCount = inputs.Length;
        _returnedAs = [.. run.Residuals.Select(r => PlaceIn(inputs, r) >= 0 ? -1 : PlaceIn(run.Returned, r))];
    }

    protected override string Name { get; }

    public static Tensor Apply(
        string name, Func<Tensor[], ForwardRun> forward, Func<Tensor[], Tensor, Tensor?[]> backward,
        Func<Tensor[], Tensor[], Tensor>? tangent, Tensor[] arguments, bool nullIsZero = false)
    {
        var (inputs, mark) = Begin(name, arguments);
        ForwardRun run = forward(inputs);
        var rule = new CustomVjpRule(name, run, inputs, backward, tangent, nullIsZero);
        return rule.Attach(run.Value, [.. inputs, .. run.Residuals.Where((_, i) => rule._returnedAs[i] < 0)], mark);
    }

    // Residuals are operands too, so that a batch gives them its axis; no cotangent goes to them.
    protected override Tensor?[] Reverse(Tensor value, Tensor cotangent, Tensor[] operands)
    {
        Tensor?[] found = _backward(Residuals(value, operands), cotangent);
        if (found.Length != _argumentCount)
            throw new ArgumentException($"{Name}: the backward function gave {found.Length} cotangents for {_argumentCount} arguments.");
        if (!_nullIsZero) RequireAll(found, operands);
        return [.. found, .. new Tensor?[operands.Length - _argumentCount]];
    }

    private void RequireAll(Tensor?[] found, Tensor[] operands)
    {
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] is null && operands[i].DType.IsDifferentiable)
                throw new InvalidOperationException(
                    $"{Name}: the backward function gave null as the cotangent of argument {i}; give Tensor.ZerosLike of the argument if it has no influence.");
        }
    }

    protected override Tensor? Forward(Tensor value, Tensor[] operands, Tensor?[] tangents)
    {
        if (_tangent is null) return base.Forward(value, operands, tangents);
        Tensor[] arguments = operands[.._argumentCount];
        return _tangent(arguments, [.. arguments.Select((x, i) => tangents[i] ?? Tensor.ZerosLike(x))])
            ?? throw new InvalidOperationException($"{Name}: the tangent function returned null.");
    }

    private static int PlaceIn(Tensor[] tensors, Tensor one) => Array.FindIndex(tensors, x => ReferenceEquals(x, one));

    // What was returned too stands for the result of this rule, so that the rule is its derivative.
    private Tensor[] Residuals(Tensor value, Tensor[] operands)
    {
        Tensor[] returned = Array.Exists(_returnedAs, static place => place >= 0) ? _unpack(value) : [];
        int next = _argumentCount;
        return [.. _returnedAs.Select(place => place >= 0 ? returned[place] : operands[next++])];
    }
}

/// <summary>A function with its own tangent function, whose transposed serves reverse mode.</summary>
internal sealed class CustomJvpRule(Func<Tensor[], Tensor[], Tensor> tangent) : Rule
{
    protected override string Name => "CustomJvp";

    public static Tensor Apply(Func<Tensor[], Tensor> function, Func<Tensor[], Tensor[], Tensor> tangent, params Tensor[] arguments)
    {
        var (inputs, mark) = Begin("CustomJvp", arguments);
        Tensor value = function(inputs) ?? throw new InvalidOperationException("CustomJvp: the function returned null.");
        return new CustomJvpRule(tangent).Attach(value, inputs, mark);
    }

    protected override Tensor?[] Reverse(Tensor value, Tensor cotangent, Tensor[] operands)
    {
        int[] moving = [.. Enumerable.Range(0, operands.Length).Where(i => operands[i].DType.IsDifferentiable)];
        Func<Tensor[], Tensor[]> transposed = FunctionRecording.Transpose(
            Name,
            v =>
            {
                var tangents = new Tensor?[operands.Length];
                for (int i = 0; i < moving.Length; i++)
                    tangents[moving[i]] = v[i];
                return [Tangent(operands, tangents)];
            },
            [.. moving.Select(i => operands[i])]);
        Tensor[] found = transposed([cotangent]);
        var result = new Tensor?[operands.Length];
        for (int i = 0; i < moving.Length; i++)
            result[moving[i]] = found[i];
        return result;
    }

    protected override Tensor? Forward(Tensor value, Tensor[] operands, Tensor?[] tangents) => Tangent(operands, tangents);

    private Tensor Tangent(Tensor[] operands, Tensor?[] tangents) =>
        tangent(operands, [.. tangents.Select((t, i) => t ?? Tensor.ZerosLike(operands[i]))])
        ?? throw new InvalidOperationException("CustomJvp: the tangent function returned null.");
}
