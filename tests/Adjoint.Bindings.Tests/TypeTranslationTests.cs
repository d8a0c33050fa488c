using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>How enums and structs become files of their own, with their tests.</summary>
public static class TypeTranslationTests
{
    /// <summary>Values that C counts up are written out.</summary>
    [Fact]
    public static void EnumsKeepTheirValues()
    {
        Dictionary<string, string> files = Translation.Of("""
            /** Kinds. */
            enum kind {
              /** Negative. */
              BELOW = -2,
              /** Counted. */
              NEXT,
              /** Worked out. */
              SHIFTED = 1 << 4
            };
            """);

        string kind = files["kind.cs"];
        Assert.Contains("internal enum kind", kind, StringComparison.Ordinal);
        Assert.Contains("BELOW = -2,", kind, StringComparison.Ordinal);
        Assert.Contains("NEXT = -1,", kind, StringComparison.Ordinal);
        Assert.Contains("SHIFTED = 16,", kind, StringComparison.Ordinal);
        Assert.Contains("Assert.Equal(16, (int)kind.SHIFTED);", files["kindTests.cs"], StringComparison.Ordinal);
    }

    /// <summary>What an enumeration rests on is named where C++ says it by a name that C# has not.</summary>
    [Fact]
    public static void EnumsNameTheTypeThatTheyRestOn()
    {
        const string header = """
            #include <stdint.h>
            #ifdef __cplusplus
            #define BASE(type) : type
            #else
            #define BASE(type)
            #endif
            /** Said. */
            enum said BASE(int32_t) {
              /** One. */
              ONE = 1
            };
            /** As in C#. */
            enum same BASE(int) {
              /** Two. */
              TWO = 2
            };
            /** Not said. */
            enum unsaid {
              /** Three. */
              THREE = 3
            };
            """;
        string[] options = ["--exclude", "BASE", "--language"];

        Dictionary<string, string> cpp = Translation.Of(header, [.. options, "c++"]), c = Translation.Of(header, [.. options, "c"]);

        Assert.Contains("[NativeTypeName(\"int32_t\")]\ninternal enum said", cpp["said.cs"].ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("NativeTypeName", cpp["same.cs"] + cpp["unsaid.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("NativeTypeName", c["said.cs"], StringComparison.Ordinal);
    }

    /// <summary>Padding, nesting, arrays and addresses count as C counts them.</summary>
    [Fact]
    public static void StructsKeepTheirLayout()
    {
        Dictionary<string, string> files = Translation.Of("""
            #include <stdint.h>
            /** Inner. */
            typedef struct inner {
              /** A byte. */
              uint8_t a;
              /** Three shorts. */
              int16_t b[3];
            } inner;
            /** Outer. */
            typedef struct outer {
              /** A byte. */
              char a;
              /** Two of them. */
              inner b[2];
              /** Called back. */
              void (*c)(struct outer* self);
              /** A byte. */
              uint8_t d;
            } outer;
            """);

        Assert.Contains("internal partial struct inner", files["inner.cs"], StringComparison.Ordinal);
        Assert.Contains("[InlineArray(3)]", files["inner.cs"], StringComparison.Ordinal);
        Assert.Contains("public delegate* unmanaged[Cdecl]<outer*, void> c;", files["outer.cs"], StringComparison.Ordinal);
        string tests = files["outerTests.cs"];
        Assert.Contains("Assert.Equal(40, sizeof(outer));", tests, StringComparison.Ordinal);
        Assert.Contains("Assert.Equal(2, (byte*)&value.b - (byte*)&value);", tests, StringComparison.Ordinal);
        Assert.Contains("Assert.Equal(24, (byte*)&value.c - (byte*)&value);", tests, StringComparison.Ordinal);
        Assert.Contains("Assert.Equal(32, (byte*)&value.d - (byte*)&value);", tests, StringComparison.Ordinal);
    }

    /// <summary>A struct that the header keeps to itself is a type of its own, used through its address.</summary>
    [Fact]
    public static void OpaqueStructsAreEmpty()
    {
        Dictionary<string, string> files = Translation.Of("""
            /** Secret. */
            typedef struct secret secret;
            /** Opens one. */
            secret* open_secret(void);
            """);

        Assert.Contains("internal partial struct secret\n{\n}\n", files["secret.cs"], StringComparison.Ordinal);
        Assert.Contains("public static extern secret* open_secret();", files["Methods.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("secretTests.cs", files.Keys);
    }

    /// <summary>What an included file declares is not ours.</summary>
    [Fact]
    public static void IncludedDeclarationsAreLeftOut()
    {
        Dictionary<string, string> files = Translation.Of("#include <stdint.h>\n");

        Assert.Equal(["Methods.cs", "NativeTypeNameAttribute.cs"], files.Keys.Order(StringComparer.Ordinal));
    }
}
