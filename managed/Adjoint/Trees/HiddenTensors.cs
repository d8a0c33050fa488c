using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Adjoint;

/// <summary>
/// Types that hold tensors and are no trees: carried along as data, their tensors would be left out without a word. The analyzer says
/// so of the types that it sees (its TreeShapes has the same rules); this is for those that only a value shows.
/// </summary>
internal static class HiddenTensors
{
    private const int Deepest = 12; // Of types such as A<T> that holds an A<A<T>> there is no end.

    private static readonly ConcurrentDictionary<Type, string?> s_known = new();

    /// <summary>What is wrong with a value of a type that is taken for data; null if nothing.</summary>
    public static string? FaultOf(Type type) => s_known.GetOrAdd(type, static t => Fault(t));

    private static string? Fault(Type type)
    {
        string name = NameOf(type);
        if (IsState(type))
            return $"is a '{name}': its tensors change in place, and trees are made anew. Take its Slots(), or mark the member [Static] to carry it along as it is";
        if (!new Search().Holds(type)) return null;
        return type.IsArray || IsOfFramework(type) || IteratedBy(type).Any(static e => new Search().Holds(e))
            ? $"holds tensors in a '{name}', which cannot be made again with others: use an array, a List, a Dictionary or a tuple, or mark the member [Static] to carry it along as it is"
            : $"is of the type '{name}', which holds tensors but is not marked [TensorTree]: mark '{name}', or mark the member [Static] to carry it along as it is";
    }

    private static bool IsState(Type type) => typeof(Optimizer).IsAssignableFrom(type);

    private static bool IsOfFramework(Type type) =>
        type.Assembly == typeof(object).Assembly || type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What trimming took away is iterated by nothing.")]
    private static IEnumerable<Type> IteratedBy(Type type) => type.GetInterfaces().Append(type)
        .Where(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).Select(static i => i.GenericTypeArguments[0]);

    // As it is written in C#.
    private static string NameOf(Type type)
    {
        if (type.IsArray) return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        int mark = type.Name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0 ? type.Name : $"{type.Name[..mark]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>";
    }

    /// <summary>One look at a type; it remembers where it has been, for types that hold themselves.</summary>
    private sealed class Search
    {
        private readonly HashSet<Type> _entered = [];

        public bool Holds(Type type)
        {
            if (typeof(ITensorTree).IsAssignableFrom(type) || type == typeof(Tensor) || IsState(type)) return true;
            if (type.IsArray) return Holds(type.GetElementType()!);
            if (type.IsPrimitive || type.IsEnum || type.IsPointer || type == typeof(string) || typeof(Delegate).IsAssignableFrom(type)) return false;
            if (_entered.Count > Deepest || !_entered.Add(type)) return false;
            return IteratedBy(type).Any(Holds) || (IsOfFramework(type) ? Arguments(type).Any(Holds) : Fields(type).Any(Holds));
        }

        // What takes tensors, such as a comparer of them, holds none.
        private static IEnumerable<Type> Arguments(Type type) => !type.IsGenericType ? [] : type.GetGenericTypeDefinition().GetGenericArguments()
            .Zip(type.GenericTypeArguments).Where(static p => (p.First.GenericParameterAttributes & GenericParameterAttributes.Contravariant) == 0)
            .Select(static p => p.Second);

        [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Where a field's name was trimmed away, the analyzer has spoken.")]
        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where a field's name was trimmed away, the analyzer has spoken.")]
        private static IEnumerable<Type> Fields(Type type)
        {
            const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            for (Type? at = type; at is not null && !IsOfFramework(at); at = at.BaseType)
            {
                foreach (FieldInfo field in at.GetFields(own))
                    yield return field.FieldType;
            }
        }
    }
}
