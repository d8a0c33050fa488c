namespace Adjoint;

/// <summary>
/// A value that holds tensors and can be made again with others in their place, so that every transform takes and returns it. Mark a
/// partial record, class or struct <see cref="TensorTreeAttribute"/> and the compiler writes this; by hand it is rarely needed.
/// </summary>
/// <remarks>Both methods must come by the members in the same order.</remarks>
public interface ITensorTree
{
    /// <summary>Shows every member that is or holds tensors to the writer, in a fixed order.</summary>
    /// <param name="writer">What takes the members.</param>
    void Flatten(TreeWriter writer);

    /// <summary>A copy of this with the reader's tensors in place of its own; all else is kept.</summary>
    /// <param name="reader">What gives the members, in the order in which they were written.</param>
    /// <returns>The new tree.</returns>
    object Unflatten(TreeReader reader);
}

/// <summary>
/// Makes a partial record, class or struct a tree of tensors: its members that are tensors, trees, or tuples, arrays, lists and
/// dictionaries of such are its leaves and branches, under their names; all other members are carried along as they are.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class TensorTreeAttribute : Attribute;

/// <summary>Carries a member of a <see cref="TensorTreeAttribute">tree</see> along as it is, though it holds tensors: a constant.</summary>
/// <remarks>Before the parameter of a record it means the property of that name.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class StaticAttribute : Attribute;
