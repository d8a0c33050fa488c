namespace Adjoint;

/// <summary>A slot of one number, which becomes a tensor only when somebody looks: counting and setting rates costs no operation.</summary>
/// <typeparam name="T">The type of the number.</typeparam>
/// <param name="number">The first number.</param>
/// <param name="name">The name.</param>
internal sealed class NumberSlot<T>(T number, string name) : Slot(name)
    where T : unmanaged
{
    private T? _number = number; // null where only the tensor knows

    /// <summary>The number.</summary>
    /// <exception cref="ValueDependentException">What was put here has no value.</exception>
    public T Number
    {
        get => _number ??= base.Held!.ToScalar<T>();
        set
        {
            base.Held = null;
            _number = value;
        }
    }

    internal override Tensor? Held
    {
        get
        {
            if (base.Held is null && _number is { } number) base.Held = Tensor.Scalar(number);
            return base.Held;
        }
        private protected set
        {
            base.Held = value;
            _number = null;
        }
    }
}
