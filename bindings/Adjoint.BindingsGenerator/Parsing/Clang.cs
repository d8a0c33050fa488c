using System.ComponentModel;
using System.Diagnostics;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>The C compiler whose syntax tree is read.</summary>
internal static class Clang
{
    private static readonly string[] Names =
        ["clang", "clang-19", "clang-18", "clang-17", "clang-16", "clang-15", "clang-14"];

    // Freestanding: stdint.h and stddef.h are then clang's own, so that the result depends neither on the machine nor on its C library.
    private static readonly string[] C = ["-x", "c", "-std=c11", "-ffreestanding", "-fsyntax-only"], Cpp = ["-x", "c++", "-std=c++17", "-ffreestanding", "-fsyntax-only"];

    /// <summary>Returns the syntax tree of a header as JSON.</summary>
    public static string SyntaxTree(string header) => Run([.. C, "-Xclang", "-ast-dump=json", header], input: "");

    /// <summary>The same, of the header as C++.</summary>
    public static string CppSyntaxTree(string header) => Run([.. Cpp, "-Xclang", "-ast-dump=json", header], input: "");

    /// <summary>Compiles a source text that may use what the header declares; throws when the compiler finds a fault.</summary>
    public static void Check(string header, string source, string target) =>
        Run([.. C, $"--target={target}", "-include", header, "-"], source);

    private static string Run(IReadOnlyList<string> arguments, string input)
    {
        using Process process = Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BindingException($"clang refuses the header:\n{errors.Result.TrimEnd()}");
    }

    private static Process Start(IReadOnlyList<string> arguments)
    {
        foreach (string name in Names)
        {
            var start = new ProcessStartInfo(name, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            try
            {
                return Process.Start(start)!;
            }
            catch (Win32Exception)
            {
                // Not on the PATH under this name.
            }
        }

        throw new BindingException("clang 14 or later is needed to read the header, and none is on the PATH (Debian: apt install clang)");
    }
}
