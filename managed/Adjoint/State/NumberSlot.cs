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
    /// <exception cref="ValueDependentException">What was put here has no value, or Compile is recording: the number may be another in each call.</exception>
    public T Number
    {
        get
        {
            if (CompileRecording.Of(this) is not null) return Held!.ToScalar<T>();
            return _number ??= Stored!.ToScalar<T>();
        }
        set
        {
            if (CompileRecording.Of(this) is not null)
            {
                Held = Tensor.Scalar(value);
                return;
            }

            base.Stored = null;
            _number = value;
        }
    }

    /// <summary>Whether the number can be read.</summary>
    public bool IsKnown => CompileRecording.Current is null && (_number is not null || Stored is { IsPlain: true });

    internal override Tensor? Stored
    {
        get
        {
            if (base.Stored is null && _number is { } number) base.Stored = Tensor.Scalar(number);
            return base.Stored;
        }
        set
        {
            base.Stored = value;
            _number = null;
        }
    }
}
