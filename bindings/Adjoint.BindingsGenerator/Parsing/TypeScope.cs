using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>The type names that are known at a place in the header.</summary>
internal sealed class TypeScope
{
    private readonly Dictionary<string, CType> _types = new(StringComparer.Ordinal)
    {
        ["void"] = PrimitiveType.Void,
        ["char"] = new PrimitiveType("sbyte", 1),
        ["signed char"] = new PrimitiveType("sbyte", 1),
        ["unsigned char"] = new PrimitiveType("byte", 1),
        ["_Bool"] = new PrimitiveType("byte", 1),
        ["short"] = new PrimitiveType("short", 2),
        ["unsigned short"] = new PrimitiveType("ushort", 2),
        ["int"] = new PrimitiveType("int", 4),
        ["unsigned int"] = new PrimitiveType("uint", 4),
        ["long long"] = new PrimitiveType("long", 8),
        ["unsigned long long"] = new PrimitiveType("ulong", 8),
        ["float"] = new PrimitiveType("float", 4),
        ["double"] = new PrimitiveType("double", 8),
        ["int8_t"] = new PrimitiveType("sbyte", 1),
        ["uint8_t"] = new PrimitiveType("byte", 1),
        ["int16_t"] = new PrimitiveType("short", 2),
        ["uint16_t"] = new PrimitiveType("ushort", 2),
        ["int32_t"] = new PrimitiveType("int", 4),
        ["uint32_t"] = new PrimitiveType("uint", 4),
        ["int64_t"] = new PrimitiveType("long", 8),
        ["uint64_t"] = new PrimitiveType("ulong", 8),
        ["size_t"] = new PrimitiveType("nuint", 8),
        ["uintptr_t"] = new PrimitiveType("nuint", 8),
        ["intptr_t"] = new PrimitiveType("nint", 8),
        ["ptrdiff_t"] = new PrimitiveType("nint", 8),
    };

    /// <summary>Makes a name stand for a type from here on.</summary>
    public void Declare(string name, CType type) => _types[name] = type;

    public CType Find(string name)
    {
        if (_types.TryGetValue(name, out CType? type))
        {
            return type;
        }

        throw new BindingException(name is "long" or "unsigned long" or "long double"
            ? $"the size of '{name}' differs between platforms; take a type of stdint.h"
            : $"the type '{name}' is unknown");
    }
}
