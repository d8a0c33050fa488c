using System.ComponentModel;

namespace Adjoint;

/// <summary>A type with one value, null: what <c>null</c> alone is between the brackets of a tensor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NullIndex
{
    private NullIndex()
    {
    }
}
