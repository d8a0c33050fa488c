using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// How trees are taken apart and put together: one case for each kind of branch, side by side. Trees that the compiler wrote (see
/// <see cref="TensorTreeAttribute"/>) know their members; only tuples and lists that are given to a transform directly need reflection.
/// </summary>
internal static class TreeWalk
{
    private static readonly ConcurrentDictionary<Type, FieldCopy> s_tuples = new();

    public static void Collect(TreeWriter writer, Type declared, object? value)
    {
        switch (value)
        {
            case null when declared == typeof(Tensor):
                writer.AddSlot(null);
                break;
            case null:
                writer.Mark(2);
                break;
            case Tensor tensor:
                writer.AddSlot(tensor);
                break;
            default:
                writer.Enter(value);
                CollectBranch(writer, value);
                writer.Leave();
                break;
        }
    }

    private static void CollectBranch(TreeWriter writer, object value)
    {
        switch (value)
        {
            case ITensorTree tree:
                Mark(writer, tree.GetType(), 3);
                tree.Flatten(writer);
                break;
            case Array { Rank: 1 } array:
                Mark(writer, array.GetType(), array.Length);
                CollectElements(writer, array.GetType().GetElementType()!, array);
                break;
            case Array array:
                CollectData(writer, array);
                break;
            case ITuple tuple:
                Mark(writer, tuple.GetType(), tuple.Length);
                for (int i = 0; i < tuple.Length; i++)
                    writer.Step($".Item{i + 1}", tuple[i] is null ? ItemType(tuple.GetType(), i) : typeof(object), tuple[i]);
                break;
            case IList list:
                if (IsDefault(list)) break;
                Mark(writer, IsImmutableArray(list) ? list.GetType() : TypeArgument(list, 0), list.Count);
                CollectElements(writer, TypeArgument(list, 0), list);
                break;
            case IDictionary dictionary:
                Mark(writer, TypeArgument(dictionary, 1), dictionary.Count);
                foreach (object key in SortedKeys(dictionary))
                {
                    writer.Mark(key);
                    writer.Step(FormattableString.Invariant($"[\"{key}\"]"), TypeArgument(dictionary, 1), dictionary[key]);
                }

                break;
            default:
                if (FSharpTypes.Of(value) is { } branch) branch.Collect(writer, value);
                else CollectData(writer, value);
                break;
        }
    }

    public static object? Rebuild(TreeReader reader, Type declared, object? value)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ArgumentException("The tree is too deep to be made again: its levels fill the stack of this thread. Put what is nested side by side in a list.");
        switch (value)
        {
            case null:
                return declared == typeof(Tensor) ? reader.NextSlot() : null;
            case Tensor:
                return reader.NextSlot();
            case ITensorTree tree:
                return tree.Unflatten(reader);
            case Array { Rank: 1 } array:
                return array.GetType().GetElementType() is { } element && !IsPlain(element) ? RebuildArray(reader, element, array) : array;
            case Array:
                return value;
            case ITuple when IsTuple(value):
                return RebuildTuple(reader, value);
            case IList list when IsPlain(TypeArgument(list, 0)):
                return list;
            case IList list when IsList(value):
                return RebuildList(reader, list);
            case IDictionary dictionary when IsDictionary(value):
                return RebuildDictionary(reader, dictionary);
            case ITuple or IList or IDictionary:
                throw NoTree(value);
            default:
                return FSharpTypes.Of(value)?.Copy(value, (type, member) => Rebuild(reader, type, member)) ?? value;
        }
    }

    /// <summary>Whether a value is a tree, if only an empty one, rather than other data.</summary>
    public static bool IsBranch(object value) => value is Tensor or ITensorTree or ITuple or IList or IDictionary || FSharpTypes.Of(value) is not null;

    /// <summary>Whether a value can hold no tensors.</summary>
    public static bool IsPlain(object value) =>
        value is string or Delegate or Enum || value.GetType().IsPrimitive || FSharpTypes.IsFunction(value);

    /// <summary>Whether values of a type can hold no tensors: numbers and text, of which there may be very many.</summary>
    public static bool IsPlain(Type type) =>
        type == typeof(string) || (type.IsValueType && !type.IsGenericType && (type.IsPrimitive || type.IsEnum || type.Namespace is nameof(System) or "System.Numerics"));

    /// <summary>The keys of a dictionary in an order of their own: strings by their characters.</summary>
    public static object[] SortedKeys(IDictionary dictionary)
    {
        object[] keys = [.. dictionary.Keys.Cast<object>()];
        Array.Sort(keys, static (a, b) => a is string s && b is string t ? string.CompareOrdinal(s, t) : Comparer.DefaultInvariant.Compare(a, b));
        return keys;
    }

    private static ArgumentException NoTree(object value) => new(
        $"A {value.GetType().Name} cannot be a tree of tensors here: use an array, a List, a Dictionary, a tuple or a type marked [TensorTree].");

    // Lists and dictionaries of whatever class are given back as List and Dictionary: what is in them tells them apart, not their class.
    private static void Mark(TreeWriter writer, Type kind, int size)
    {
        writer.Mark(kind);
        writer.Mark(size);
    }

    // Carried along as it is, so that no tensor may be in it.
    private static void CollectData(TreeWriter writer, object value)
    {
        if (!IsPlain(value) && HiddenTensors.FaultOf(value.GetType()) is { } fault) throw writer.Refusal(fault);
        writer.AddStatic(value);
        writer.Mark(4);
    }

    private static void CollectElements(TreeWriter writer, Type element, IList list)
    {
        if (IsPlain(element))
        {
            writer.AddStatic(list);
            return;
        }

        for (int i = 0; i < list.Count; i++)
            writer.Step($"[{i}]", element, list[i]);
    }

    /// <summary>Whether a value is a tuple of C# or of F#.</summary>
    public static bool IsTuple(object value) => value.GetType() is { IsGenericType: true } type
        && (type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) || type.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal));

    public static bool IsList(object value) => IsOf(value, typeof(List<>));

    public static bool IsDictionary(object value) => IsOf(value, typeof(Dictionary<,>));

    private static bool IsImmutableArray(object value) => IsOf(value, typeof(ImmutableArray<>));

    private static bool IsOf(object value, Type definition) =>
        value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == definition;

    // The default of an immutable array has no elements to ask for; its hash is that of no array.
    public static bool IsDefault(IList list) => IsImmutableArray(list) && list.GetHashCode() == 0;

    private static Type TypeArgument(object collection, int index) =>
        collection.GetType().GenericTypeArguments is { } arguments && arguments.Length > index ? arguments[index] : typeof(object);

    private static Type ItemType(Type tuple, int index) =>
        index < 7 ? tuple.GenericTypeArguments[index] : ItemType(tuple.GenericTypeArguments[7], index - 7);

    private static Array RebuildArray(TreeReader reader, Type element, Array array)
    {
        var copy = (Array)array.Clone();
        for (int i = 0; i < copy.Length; i++)
            copy.SetValue(Rebuild(reader, element, array.GetValue(i)), i);
        return copy;
    }

    private static object RebuildTuple(TreeReader reader, object tuple) => CopyTuple(tuple, (type, item) => Rebuild(reader, type, item));

    /// <summary>A tuple of what a function gives for the type and the value of each item, and for the rest of a long one.</summary>
    public static object CopyTuple(object tuple, Func<Type, object?, object?> item) =>
        CopyOfTuples(tuple.GetType()).Of(tuple, (field, value) => item(field.FieldType, value));

    private static IList RebuildList(TreeReader reader, IList list)
    {
        var copy = (IList)NewCollection(list.GetType());
        foreach (object? item in list)
            copy.Add(Rebuild(reader, TypeArgument(list, 0), item));
        return copy;
    }

    private static IDictionary RebuildDictionary(TreeReader reader, IDictionary dictionary)
    {
        var copy = (IDictionary)NewCollection(dictionary.GetType());
        foreach (object key in SortedKeys(dictionary))
            copy[key] = Rebuild(reader, TypeArgument(dictionary, 1), dictionary[key]);
        return copy;
    }

    // The fields of tuples and the constructors of lists survive trimming because of what follows.

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ValueTuple<,,,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicFields, typeof(Tuple<,,,,,,,>))]
    private static FieldCopy CopyOfTuples(Type tuple) => s_tuples.GetOrAdd(tuple, static type => new FieldCopy(type));

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(List<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(Dictionary<,>))]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Only for lists and dictionaries, whose constructors are kept.")]
    public static object NewCollection(Type collection) => Activator.CreateInstance(collection)!;
}
