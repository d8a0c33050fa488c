using Adjoint.BindingsGenerator;

using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>A header that includes others of its own stands for all of them.</summary>
public static class IncludedHeaderTests
{
    private const string Types = """
        #ifndef TYPES_H
        #define TYPES_H
        #include <stdint.h>
        /** How many. */
        #define MANY 3
        /** A pair. */
        typedef struct pair {
          /** First. */
          int32_t a;
        } pair;
        #endif
        """;

    /// <summary>Each is read once, before what includes it, and types of one are known in the next.</summary>
    [Fact]
    public static void WhatTheyDeclareIsTranslatedOnce()
    {
        Dictionary<string, string> files = Translation.Of(
            "#include \"types.h\"\n#include \"more.h\"\n/** Last. */ void last(pair p);",
            new Dictionary<string, string> { ["types.h"] = Types, ["more.h"] = "#include \"types.h\"\n/** Next. */ pair next(pair p);" });

        string methods = files["Methods.cs"];
        Assert.Contains("struct pair", files["pair.cs"], StringComparison.Ordinal);
        Assert.Equal(2, methods.Split("const int MANY = 3;").Length);
        Assert.Equal(2, methods.Split("pair next(pair p);").Length);
        Assert.True(
            methods.IndexOf("next(", StringComparison.Ordinal) < methods.IndexOf("last(", StringComparison.Ordinal), methods);
    }

    /// <summary>A failure names the header that it is in.</summary>
    [Fact]
    public static void AFailureNamesTheIncludedHeader()
    {
        BindingException refusal = Assert.Throws<BindingException>(() => Translation.Of(
            "#include \"types.h\"", new Dictionary<string, string> { ["types.h"] = "\n/** F. */ void f(long n);" }));

        Assert.Contains("types.h:2: n: the size of 'long' differs", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>One that is missing is named.</summary>
    [Fact]
    public static void AMissingHeaderIsNamed() =>
        Assert.Contains("there is no header none.h", Translation.Refusal("#include \"none.h\""), StringComparison.Ordinal);

    /// <summary>Headers that include each other end.</summary>
    [Fact]
    public static void ACircleEnds() =>
        Assert.Contains("void f();", Translation.Of(
            "#ifndef SMALL_H\n#define SMALL_H\n#include \"other.h\"\n/** F. */ void f(void);\n#endif",
            new Dictionary<string, string> { ["other.h"] = "#include \"small.h\"" })["Methods.cs"], StringComparison.Ordinal);
}
