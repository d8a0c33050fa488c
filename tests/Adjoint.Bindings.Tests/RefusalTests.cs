using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>What cannot be translated is refused, with the place and the reason.</summary>
public static class RefusalTests
{
    /// <summary>Declarations for which C# has no equal.</summary>
    [Theory]
    [InlineData("/** F. */ void f(long n);", "small.h:1: n: the size of 'long' differs between platforms; take a type of stdint.h")]
    [InlineData("/** F. */ void f(__int128 n);", "small.h:1: n: the type '__int128' is unknown")]
    [InlineData("/** F. */ void f(int n, ...);", "small.h:1: f: only functions of a fixed number of parameters and without a body can be translated")]
    [InlineData("/** F. */ static inline int f(void) { return 1; }", "small.h:1: f: only functions of a fixed number")]
    [InlineData("/** F. */ void f(int);", "a parameter has no name")]
    [InlineData("/** F. */ int (*f(int n))(int);", "small.h:1: f: the type 'int (*(int))(int)' cannot be translated")]
    [InlineData("/** U. */ union u { int a; };", "small.h:1: u: a union cannot be translated")]
    [InlineData("/** S. */ struct s {\n/** A. */ int a : 3; };", "small.h:2: a: only plain fields can be translated")]
    [InlineData("/** S. */ struct s {\n/** A. */ int a[2][3]; };", "small.h:2: a: the type 'int[2][3]' cannot be translated")]
    [InlineData("/** S. */ struct __attribute__((packed)) s {\n/** A. */ int a; };", "small.h:1: s: only plain fields can be translated")]
    [InlineData("/** S. */ typedef struct { int a; } s;", "has no tag")]
    [InlineData("/** E. */ enum e {\n/** A. */ A = 3000000000 };", "small.h:2: A: the value 3000000000 does not fit an int")]
    [InlineData("/** V. */ extern int v;", "small.h:1: v: a VarDecl cannot be translated")]
    [InlineData("/** M. */\n#define M (1 + 2)", "small.h:2: M: only macros that stand for an integer can be translated")]
    [InlineData("/** S. */ typedef struct s s;\n/** F. */ void f(s x);", "small.h:2: x: 's' is opaque: only its address can be passed")]
    [InlineData("/** F. @param n One. */ void f(int n);", "small.h:1: f: the doc comment holds more than plain paragraphs")]
    public static void UntranslatableDeclarationsAreRefused(string header, string reason) =>
        Assert.Contains(reason, Translation.Refusal(header), StringComparison.Ordinal);

    /// <summary>Everything has a doc comment; a heading before it is none.</summary>
    [Theory]
    [InlineData("void f(void);", "small.h:1: f:")]
    [InlineData("/* ---- Heading ---- */\nvoid f(void);", "small.h:2: f:")]
    [InlineData("struct s {\n/** A. */ int a; };", "small.h:1: s:")]
    [InlineData("/** S. */ struct s {\nint a; };", "small.h:2: a:")]
    [InlineData("enum e {\n/** A. */ A };", "small.h:1: e:")]
    [InlineData("/** E. */ enum e {\nA };", "small.h:2: A:")]
    [InlineData("#define M 1", "small.h:1: M:")]
    public static void CommentsMustNotBeMissing(string header, string place) =>
        Assert.Equal($"{place} a doc comment (/** ... */) is missing", Translation.Refusal(header));

    /// <summary>Options must name what there is.</summary>
    [Theory]
    [InlineData("--with-suppressgctransition", "g", "an option names g, which small.h does not declare")]
    [InlineData("--exclude", "G", "an option names G, which small.h does not declare")]
    [InlineData("--with-suppressgctransition", "f", "small.h:1: f: it takes a callback, so its calls cannot suppress the GC transition")]
    [InlineData("--colour", "red", "there is no option --colour")]
    [InlineData("--language", "d", "--language must be c or c++, not d")]
    [InlineData("--with-access-specifier", "*=Public", "--with-access-specifier *=Public is not what this generator does: it knows *=Internal")]
    [InlineData("--traverse", "other.h", "--traverse is to name small.h and the headers that it includes, no more and no fewer: small.h")]
    [InlineData("--namespace", "Twice", "--namespace must be given with one value")]
    public static void OptionsAreChecked(string option, string value, string reason) =>
        Assert.Equal(reason, Translation.Refusal("/** F. */ void f(void (*callback)(void));", option, value));

    /// <summary>The compiler's own complaints come through.</summary>
    [Fact]
    public static void FaultyHeadersAreRefused() =>
        Assert.Contains("error: unknown type name 'strange'", Translation.Refusal("/** F. */ void f(strange x);"), StringComparison.Ordinal);
}
