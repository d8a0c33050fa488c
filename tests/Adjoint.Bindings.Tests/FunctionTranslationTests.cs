using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>How functions, their types and the constants become members of the methods class.</summary>
public static class FunctionTranslationTests
{
    /// <summary>The shape of one import as a whole.</summary>
    [Fact]
    public static void AFunctionBecomesABlittableImport()
    {
        string methods = Translation.Methods("""
            /** Adds a < b & c. */
            unsigned int add(unsigned int a, double b);
            """);

        Assert.Contains("""
                /// <summary>Adds a &lt; b &amp; c.</summary>
                [DllImport("small", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
                [return: NativeTypeName("unsigned int")]
                public static extern uint add([NativeTypeName("unsigned int")] uint a, double b);
            """, methods, StringComparison.Ordinal);
    }

    /// <summary>Each C type has its C# type.</summary>
    [Theory]
    [InlineData("int8_t", "sbyte")]
    [InlineData("uint8_t", "byte")]
    [InlineData("int16_t", "short")]
    [InlineData("uint16_t", "ushort")]
    [InlineData("int32_t", "int")]
    [InlineData("uint32_t", "uint")]
    [InlineData("int64_t", "long")]
    [InlineData("uint64_t", "ulong")]
    [InlineData("size_t", "nuint")]
    [InlineData("intptr_t", "nint")]
    [InlineData("unsigned long long", "ulong")]
    [InlineData("float", "float")]
    [InlineData("_Bool", "byte")]
    [InlineData("void *", "void*")]
    [InlineData("const char *", "sbyte*")]
    [InlineData("const char *const *", "sbyte**")]
    [InlineData("int64_t ***", "long***")]
    [InlineData("struct pair", "pair")]
    [InlineData("const struct pair *", "pair*")]
    [InlineData("number", "long")]
    [InlineData("callback", "delegate* unmanaged[Cdecl]<void*, int, void>")]
    [InlineData("callback *", "delegate* unmanaged[Cdecl]<void*, int, void>*")]
    public static void TypesAreTranslated(string native, string expected)
    {
        string methods = Translation.Methods($$"""
            #include <stddef.h>
            #include <stdint.h>
            /** Two numbers. */
            struct pair {
              /** One. */
              int32_t a;
            };
            typedef int64_t number;
            typedef void (*callback)(void* state, int32_t n);
            /** Takes one. */
            void take({{native}} value);
            """);

        Assert.Contains($"{expected} value);", methods, StringComparison.Ordinal);
    }

    /// <summary>A function pointer need not have a name.</summary>
    [Theory]
    [InlineData("double (*value)(double)", "delegate* unmanaged[Cdecl]<double, double>")]
    [InlineData("void (*value)(void)", "delegate* unmanaged[Cdecl]<void>")]
    [InlineData("void (**value)(int)", "delegate* unmanaged[Cdecl]<int, void>*")]
    [InlineData("void (*value)(int (*)(const char *))", "delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<sbyte*, int>, void>")]
    [InlineData("const int value[4]", "int*")]
    public static void DeclaratorsAreTranslated(string parameter, string expected)
    {
        string methods = Translation.Methods($"/** Takes one. */ void take({parameter});");

        Assert.Contains($"{expected} value);", methods, StringComparison.Ordinal);
    }

    /// <summary>Names that C# keeps for itself are escaped.</summary>
    [Fact]
    public static void KeywordsAreEscaped() =>
        Assert.Contains("f(int* @out)", Translation.Methods("/** F. */ void f(int* out);"), StringComparison.Ordinal);

    /// <summary>The chosen calls, and no others, skip the transition.</summary>
    [Fact]
    public static void ChosenCallsSuppressTheTransition()
    {
        const string header = "/** F. */ void f(void); /** G. */ void g(void);";

        string[] lines = Translation.Methods(header, "--with-suppressgctransition", "g").Split('\n', StringSplitOptions.TrimEntries);

        int attribute = Array.IndexOf(lines, "[SuppressGCTransition]");
        Assert.Equal("public static extern void g();", lines[attribute + 1]);
        Assert.Equal(attribute, Array.LastIndexOf(lines, "[SuppressGCTransition]"));
    }

    /// <summary>Integer macros become constants of the type that C gives them.</summary>
    [Theory]
    [InlineData("7", "int A = 7;")]
    [InlineData("3000000000", "long A = 3000000000L;")]
    [InlineData("0xFFFFFFFF", "uint A = 0xFFFFFFFFU;")]
    [InlineData("1u", "uint A = 1U;")]
    [InlineData("5LL", "long A = 5L;")]
    [InlineData("0x8000000000000000ULL", "ulong A = 0x8000000000000000UL;")]
    public static void MacrosBecomeConstants(string value, string expected)
    {
        string methods = Translation.Methods($"""
            #ifndef SMALL_H_
            #define SMALL_H_
            /** A number,
             * of importance. */
            #define A {value}
            #endif
            """);

        Assert.Contains("/// <summary>A number, of importance.</summary>", methods, StringComparison.Ordinal);
        Assert.Contains($"public const {expected}", methods, StringComparison.Ordinal);
    }

    /// <summary>Long comments wrap, and later paragraphs become remarks.</summary>
    [Fact]
    public static void ParagraphsBecomeRemarks()
    {
        string methods = Translation.Methods("""
            /**
             * First.
             *
             * Second
             * goes on.
             */
            void f(void);
            """);

        Assert.Contains("""
                /// <summary>First.</summary>
                /// <remarks>
                /// <para>Second goes on.</para>
                /// </remarks>
            """, methods, StringComparison.Ordinal);
    }
}
