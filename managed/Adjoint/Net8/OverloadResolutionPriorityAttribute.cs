#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices;

/// <summary>What compilers know by its name, and .NET has since 9: which overload is meant where several fit.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority { get; } = priority;
}
#endif
