using System.Diagnostics.CodeAnalysis;

namespace Adjoint;

/// <summary>Gives the members of a tree anew, with other tensors in them, in the order in which they were written. See <see cref="ITensorTree"/>.</summary>
/// <remarks>The overloads for common containers make them without reflection.</remarks>
public sealed partial class TreeReader
{
    private readonly Tensor?[] _slots;
    private int _next;

    internal TreeReader(Tensor?[] slots) => _slots = slots;

    /// <summary>The tensor that takes the place of one.</summary>
    /// <param name="original">The tensor that was there.</param>
    /// <returns>The tensor; null where there is none, as in the gradient of an integer tensor.</returns>
    public Tensor Next(Tensor? original) => NextSlot()!;

    /// <summary>A member anew.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="original">The member as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public T Next<T>(T original) => (T)TreeWalk.Rebuild(this, typeof(T), original)!;

    /// <summary>A pair anew.</summary>
    /// <typeparam name="T1">The type of the first.</typeparam>
    /// <typeparam name="T2">The type of the second.</typeparam>
    /// <param name="original">The pair as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    public (T1, T2) Next<T1, T2>((T1, T2) original) => (Element(original.Item1), Element(original.Item2));

    /// <summary>A tuple of three anew.</summary>
    /// <typeparam name="T1">The type of the first.</typeparam>
    /// <typeparam name="T2">The type of the second.</typeparam>
    /// <typeparam name="T3">The type of the third.</typeparam>
    /// <param name="original">The tuple as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    public (T1, T2, T3) Next<T1, T2, T3>((T1, T2, T3) original) =>
        (Element(original.Item1), Element(original.Item2), Element(original.Item3));

    /// <summary>A tuple of four anew.</summary>
    /// <typeparam name="T1">The type of the first.</typeparam>
    /// <typeparam name="T2">The type of the second.</typeparam>
    /// <typeparam name="T3">The type of the third.</typeparam>
    /// <typeparam name="T4">The type of the fourth.</typeparam>
    /// <param name="original">The tuple as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    public (T1, T2, T3, T4) Next<T1, T2, T3, T4>((T1, T2, T3, T4) original) =>
        (Element(original.Item1), Element(original.Item2), Element(original.Item3), Element(original.Item4));

    internal Tensor? NextSlot() => _slots[_next++];

    private T Element<T>(T original) => (T)TreeWalk.Rebuild(this, typeof(T), original)!;
}
