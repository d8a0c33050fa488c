using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>Has the compiler confirm, for every platform, the sizes, offsets and values that the C# types will have.</summary>
internal static class LayoutCheck
{
    private static readonly string[] Targets =
        ["x86_64-linux-gnu", "aarch64-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-pc-windows-msvc", "arm64-apple-macos"];

    public static void Run(string headerPath, Header header)
    {
        string source = string.Join('\n', Assertions(header));
        foreach (string target in Targets)
        {
            Clang.Check(headerPath, source, target);
        }
    }

    private static IEnumerable<string> Assertions(Header header)
    {
        foreach (EnumDeclaration declaration in header.Enums)
        {
            yield return Assertion($"sizeof(enum {declaration.Name}) == {sizeof(int)}");
            foreach (EnumConstant constant in declaration.Constants)
            {
                yield return Assertion($"{constant.Name} == {constant.Value}");
            }
        }

        foreach (StructDeclaration declaration in header.Structs.Where(declaration => !declaration.IsOpaque))
        {
            yield return Assertion($"sizeof(struct {declaration.Name}) == {declaration.Layout.Size}");
            foreach (Field field in declaration.Fields)
            {
                yield return Assertion($"__builtin_offsetof(struct {declaration.Name}, {field.Name}) == {field.Offset}");
            }
        }
    }

    private static string Assertion(string condition) => $"_Static_assert({condition}, \"differs in C#\");";
}
