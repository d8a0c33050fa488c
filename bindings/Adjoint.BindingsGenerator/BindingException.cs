namespace Adjoint.BindingsGenerator;

/// <summary>Something the user has to mend: in the header, in the arguments, or on the machine.</summary>
internal sealed class BindingException(string message) : Exception(message)
{
    /// <summary>Whether the message already says where in the header the trouble lies.</summary>
    public bool IsLocated { get; init; }
}
