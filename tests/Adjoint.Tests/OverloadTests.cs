using System.Reflection;

using Adjoint.Overloads;

using Xunit;

namespace Adjoint.Tests;

/// <summary>The committed overloads are those that the generator writes.</summary>
public sealed class OverloadTests
{
    private static readonly string[] s_folders = ["Generated", "Compilation/Generated", "Autodiff/Generated", "Ops/Generated", "Tensors/Generated"];

    private static IEnumerable<(string Name, string Text)> Files() => AllOverloads.Files(Facade);

    private static string Facade => Path.Combine(Repository.Root, "managed/Adjoint");

    public static TheoryData<string> Names => [.. Files().Select(static f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Committed_file_is_up_to_date(string name)
    {
        string path = Path.Combine(Facade, name);
        string expected = Files().Single(f => f.Name == name).Text;
        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"{path} is not what the generator writes; run ./build.sh overloads");
    }

    [Fact]
    public void No_other_file_lies_there() => Assert.Equal(
        Files().Select(static f => f.Name).Append("Ops/Generated/OperationNames.Table.cs").Order(StringComparer.Ordinal),
        s_folders.SelectMany(static folder => Directory.GetFiles(Path.Combine(Facade, folder)).Select(f => $"{folder}/{Path.GetFileName(f)}")).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_that_takes_a_tensor_first_is_a_method_of_it()
    {
        HashSet<string> methods = [.. typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(m => Form(m, m.GetParameters()))];
        MethodInfo[] operations =
        [
            .. typeof(Ops).GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(static m => m.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(Tensor)),
        ];
        Assert.True(operations.Length > 80);
        // Of two forms of an operation the one with optional parameters serves calls.
        Assert.Empty(operations.GroupBy(static m => m.Name).Select(static g => g.MaxBy(static m => m.GetParameters().Length)!)
            .Select(static m => Form(m, m.GetParameters()[1..])).Except(methods));
    }

    [Fact]
    public void Every_operation_is_a_method_group_without_its_optional_parameters() => Assert.All(
        typeof(Ops).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(static m => m.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(Tensor)),
        static m => Assert.Contains(
            typeof(Ops).GetMethods(), other => other.Name == m.Name && other.GetParameters().Select(static p => p.ParameterType)
                .SequenceEqual(m.GetParameters().Where(static p => !p.IsOptional).Select(static p => p.ParameterType))));

    private static string Form(MethodInfo method, ParameterInfo[] parameters) =>
        $"{method.ReturnType} {method.Name}({string.Join(", ", parameters.Select(static p => $"{p.ParameterType} {p.Name} {p.IsOptional} {p.RawDefaultValue}"))})";
}
