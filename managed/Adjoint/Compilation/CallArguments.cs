namespace Adjoint;

/// <summary>The arguments of one call of a compiled function, taken apart.</summary>
internal sealed class CallArguments
{
    private readonly object?[] _values;
    private readonly int[] _starts; // of each argument's places in the list of all
    private readonly TreeWriter _written = new(nameof(Autodiff.Compile), withStatics: true);

    public CallArguments(object?[] values, Type[] types)
    {
        _values = values;
        _starts = new int[values.Length + 1];
        for (int i = 0; i < values.Length; i++)
        {
            _written.AddRoot(types[i], values[i]);
            _starts[i + 1] = _written.Slots.Count;
        }

        Leaves = [.. _written.Slots.OfType<Tensor>()];
        foreach (Tensor leaf in Leaves)
            _ = Tensor.HandleOf(leaf, nameof(Autodiff.Compile), "an argument"); // refuses what was disposed
    }

    /// <summary>All tensors, in order.</summary>
    public Tensor[] Leaves { get; }

    public Signature Signature() => new(_written);

    /// <summary>Types and shapes of the arguments, if all of them are tensors.</summary>
    public Tensor.Kind[]? TensorKinds() =>
        Array.TrueForAll(_values, static x => x is Tensor) ? Array.ConvertAll(_values, static x => ((Tensor)x!).KindOf()) : null;

    /// <summary>The tensors of one argument.</summary>
    public IEnumerable<Tensor> LeavesOf(int argument) =>
        _written.Slots[_starts[argument].._starts[argument + 1]].OfType<Tensor>();

    /// <summary>The same arguments with other tensors in the places of theirs.</summary>
    public Recorded With(Tensor[] leaves)
    {
        Tensor?[] slots = [.. _written.Slots];
        int next = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] is not null) slots[i] = leaves[next++];
        }

        return new Recorded(this, slots);
    }

    /// <summary>Arguments with stand-ins.</summary>
    internal sealed class Recorded(CallArguments call, Tensor?[] slots)
    {
        public T In<T>(int argument) =>
            call._values[argument] is Tensor ? (T)(object)slots[call._starts[argument]]!
                : Tree.Rebuild((T)call._values[argument]!, slots[call._starts[argument]..call._starts[argument + 1]]);
    }
}
