namespace Adjoint.Memory;

/// <summary>
/// A place that holds a tensor for longer than the scopes open at the moment: the value of a parameter, the state of
/// an optimiser. What is put there inside a scope is kept when that scope closes.
/// </summary>
internal sealed class Slot
{
    private Tensor _value;

    public Slot(Tensor value)
    {
        _value = value;
        Scope.Innermost?.Retain(this);
    }

    public Tensor Value
    {
        get => _value;
        set
        {
            _value = value;
            Scope.Innermost?.Retain(this);
        }
    }
}
