using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// Branches that F# writes: records, unions (options and results among them), lists and maps. No generator reads F#, so that they are
/// known by the mark that its compiler gives their types, and their fields by reflection. Nothing here refers to F#'s library.
/// </summary>
internal static class FSharpTypes
{
    private const string Mark = "Microsoft.FSharp.Core.CompilationMappingAttribute";
    private const int KindMask = 31, Union = 1, Record = 2; // its SourceConstructFlags

    private static readonly ConcurrentDictionary<Type, FSharpBranch?> s_known = new();

    /// <summary>How a value is taken apart; null if F# did not write its type, or wrote a class.</summary>
    public static FSharpBranch? Of(object value) => s_known.GetOrAdd(value.GetType(), static type => Find(type));

    /// <summary>Whether a value is a function of F#, which is a class with what it captured in fields.</summary>
    public static bool IsFunction(object value)
    {
        for (Type? at = value.GetType(); at is not null; at = at.BaseType)
        {
            if (Is(at, "Microsoft.FSharp.Core.FSharpFunc`2")) return true;
        }

        return false;
    }

    private static FSharpBranch? Find(Type type) =>
        Is(type, "Microsoft.FSharp.Collections.FSharpList`1") ? new FSharpList(type)
        : Is(type, "Microsoft.FSharp.Collections.FSharpMap`2") ? new FSharpMap(type)
        // A case of a union is a class that derives from it.
        : IsMarked(type) || (type.BaseType is { } union && IsMarked(union)) ? new FSharpFields(type)
        : null;

    private static bool Is(Type type, string definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == definition;

    private static bool IsMarked(Type type) => type.GetCustomAttributesData().Any(static a =>
        a.AttributeType.FullName == Mark && a.ConstructorArguments[0].Value is int flags && (flags & KindMask) is Union or Record);
}
