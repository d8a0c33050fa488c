using System.Reflection;
using System.Text.RegularExpressions;

using Adjoint.OperationTable;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Messages speak of operations by the names that C# has for them.</summary>
public sealed partial class MessageTests
{
    private static readonly Tensor s_complex = Tensor.Zeros([2, 3], DType.Complex128), s_matrix = Tensor.Ones(2, 3), s_other = Tensor.Ones(4, 5);

    /// <summary>Operands that one operation or another refuses, in the order in which they are tried.</summary>
    private static readonly Tensor[] s_operands = [s_matrix, s_other, s_complex, Tensor.Zeros([0], DType.Float32), 1.0, Tensor.From([99, -99])];

    public static TheoryData<string> Operations => [.. typeof(Ops).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(static m => m.GetParameters().All(static p => !p.ParameterType.IsByRefLike)).Select(static m => m.Name).Distinct()];

    private static readonly Member[] s_members = [.. Member.ReadAll(Repository.Root)];

    // What refuses nothing that is a tensor: what any number has, complex ones too (Roll without an axis).
    private static readonly string[] s_acceptsAll =
    [
        nameof(Real), nameof(Imaginary), nameof(Conjugate), nameof(Angle), nameof(LogicalNot), nameof(Transpose), nameof(IsNaN), nameof(IsFinite),
        nameof(IsInf), nameof(Nonzero), nameof(Roll), nameof(Neg), nameof(Abs), nameof(Sign), nameof(Square), nameof(Reciprocal), nameof(Sqrt),
        nameof(Exp), nameof(Log), nameof(Sin), nameof(Cos), nameof(Tan), nameof(Sinh), nameof(Cosh), nameof(Tanh), nameof(DegreesToRadians),
        nameof(RadiansToDegrees), nameof(Kron), nameof(Asin), nameof(Acos), nameof(Atan), nameof(Asinh), nameof(Acosh), nameof(Atanh), nameof(Log1p),
        nameof(Expm1), nameof(Log2), nameof(Log10),
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_that_refuses_something_says_its_own_name(string name)
    {
        string[] messages =
        [
            .. typeof(Ops).GetMethods().Where(m => m.Name == name && m.GetParameters().All(static p => !p.ParameterType.IsByRefLike)).SelectMany(Refusals).Distinct(),
        ];
        if (messages.Length == 0) Assert.Contains(name, s_acceptsAll);
        // What is made of others may let those speak.
        bool isOneCall = s_members.Any(m => m.Name == name && m.Function is not null);
        Assert.All(messages, m => Assert.Contains(m.Split(':')[0], isOneCall ? [name] : s_members.Select(static member => member.Name)));
        Assert.All(messages, static m => Assert.DoesNotMatch(NativeName(), m));
    }

    private static IEnumerable<string> Refusals(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        Type[] types = [.. parameters.Select(static p => p.ParameterType)];
        foreach (Tensor first in s_operands)
        {
            foreach (Tensor second in s_operands)
            {
                foreach (int number in new[] { 0, 7, -7 })
                {
                    int tensors = 0;
                    object?[] arguments = [.. types.Select(t => Argument(t, tensors++ == 0 ? first : second, number))];
                    string? message = null;
                    try
                    {
                        method.Invoke(null, arguments);
                    }
                    catch (TargetInvocationException e) when (e.InnerException is ArgumentException or NotSupportedException)
                    {
                        message = e.InnerException.Message;
                    }

                    if (message is not null) yield return message;
                }
            }
        }
    }

    private static object? Argument(Type type, Tensor tensor, int number) =>
        type == typeof(Tensor) ? tensor
        : type == typeof(int) ? number
        : type == typeof(long) ? (long)number
        : type == typeof(double) ? (double)number
        : type == typeof(Axes) ? (Axes)number
        : type == typeof(DType) ? DType.Float32
        : type == typeof(IEnumerable<Tensor>) ? new[] { s_matrix, tensor }
        : type.IsValueType ? Activator.CreateInstance(type) : null;

    public static TheoryData<string, Action> OtherForms => new()
    {
        { "Reshape", static () => s_matrix.Reshape(4, 2) },
        { "Permute", static () => s_matrix.Permute(0, 0) },
        { "BroadcastTo", static () => s_matrix.BroadcastTo(4, 3) },
        { "Concat", static () => Concat([s_matrix, s_other]) },
        { "Concat", static () => Concat(s_matrix, s_other) },
        { "Stack", static () => Stack([s_matrix, s_other]) },
        { "Add", static () => _ = s_matrix + s_other },
        { "Subtract", static () => _ = s_matrix - s_other },
        { "Multiply", static () => _ = s_complex * s_other },
        { "Divide", static () => _ = s_matrix / s_other },
        { "Less", static () => _ = s_matrix < s_other },
        { "GreaterEqual", static () => _ = s_complex >= 1L },
        { "BitwiseXor", static () => _ = s_matrix ^ 2 },
        { "BitwiseNot", static () => _ = !s_matrix },
        { "With", static () => s_matrix.With(s_other, ..) },
        { "From", static () => Tensor.From([1.0, 2, 3], 2, 2) },
        { "Full", static () => Tensor.Full([-1], 1.0, DType.Float64) },
        { "Arange", static () => Tensor.Arange(0, 1, 0) },
        { "Linspace", static () => Tensor.Linspace(0.0, 1.0, -1) },
        { "Eye", static () => Tensor.Eye(-3, DType.Float64) },
        { "ToDouble", static () => _ = (double)s_matrix },
        { "ToInt64", static () => _ = (long)Tensor.From([1, 2]) },
        { "CopyTo", static () => s_matrix.CopyTo<float>(new float[2]) },
        { "Uniform", static () => new RandomKey(1).Uniform([2], DType.Int32) },
        { "Normal", static () => new RandomKey(1).Normal([-2], DType.Float32) },
        { "Integers", static () => new RandomKey(1).Integers(5, 5, 2) },
        { "Permutation", static () => new RandomKey(1).Permutation(-1) },
        { "Grad", static () => Grad(static (Tensor x) => x)(Tensor.From([1])) },
        { "Vmap", static () => Vmap(static (Tensor x, Tensor y) => x + y)(s_matrix, s_other) },
        { "Add", static () => Vmap(static (Tensor x, Tensor y) => x + y)(s_matrix, Tensor.Ones(2, 4)) },
        { "Add", static () => Grad(static (Tensor x) => Sum(x + s_other))(s_matrix) },
    };

    [Theory]
    [MemberData(nameof(OtherForms), DisableDiscoveryEnumeration = true)]
    public void So_do_operators_and_members(string name, Action use)
    {
        string message = Assert.ThrowsAny<ArgumentException>(use).Message;
        Assert.StartsWith(name + ": ", message, StringComparison.Ordinal);
        Assert.DoesNotMatch(NativeName(), message);
    }

    [Fact]
    public void Derivatives_that_are_not_finite_name_the_operation_that_was_called()
    {
        using (DetectAnomaly())
        {
            Assert.StartsWith("Log(", Assert.Throws<AnomalyException>(static () => Log(Tensor.From([-1.0]))).Message, StringComparison.Ordinal);
            Assert.StartsWith("Divide(", Assert.Throws<AnomalyException>(static () => Tensor.From([1.0]) / 0.0).Message, StringComparison.Ordinal);
            string message = Assert.Throws<AnomalyException>(static () => Grad(static (Tensor x) => Sum(Sqrt(x)))(Tensor.From([0.0]))).Message;
            Assert.StartsWith("in the derivative of Sqrt (", message, StringComparison.Ordinal);
            Assert.Contains("): Divide(", message, StringComparison.Ordinal);
        }
    }

    // What a batch or a sweep comes by fails in the transform, not where it was written.
    [Fact]
    public void Operations_that_fail_within_a_transform_are_named_too()
    {
        Tensor rows = Tensor.From([1.0, 2, 3, 4], 2, 2), places = Tensor.From([[0], [5]]);
        Assert.StartsWith("Take: ", Refusal(() => Vmap(static (Tensor x, Tensor i) => Take(x, i))(rows, places)), StringComparison.Ordinal);
        Assert.StartsWith("TakeAlongAxis: ", Refusal(() => Vmap(static (Tensor x, Tensor i) => TakeAlongAxis(x, i))(rows, places)), StringComparison.Ordinal);
        Assert.StartsWith("CrossEntropy: ", Refusal(() => Vmap(static (Tensor x, Tensor i) => CrossEntropy(x, i))(rows, Tensor.From([0, 5]))), StringComparison.Ordinal);

        static string Refusal(Action use) => Assert.ThrowsAny<ArgumentException>(use).Message;
    }

    [Theory]
    [InlineData("double")]
    [InlineData("array")]
    [InlineData("span")]
    [InlineData("copy")]
    [InlineData("condition")]
    [InlineData("equals")]
    public void A_value_read_in_a_batch_names_Vmap_and_Where(string way)
    {
        Func<Tensor, Tensor> reading = x =>
        {
            _ = way switch
            {
                "double" => (object)(double)x,
                "array" => x.ToArray<float>(),
                "span" => x.ToArray2D<float>(),
                "copy" => Copied(x),
                "condition" => x > 0 ? 1 : 2,
                _ => x.ElementwiseEquals(x),
            };
            return x;
        };
        string message = Assert.Throws<ValueDependentException>(() => Vmap(reading)(way is "span" ? Tensor.Ones(2, 2, 2) : Tensor.Ones(2))).Message;
        Assert.Contains("Vmap", message, StringComparison.Ordinal);
        Assert.Contains("Where", message, StringComparison.Ordinal);
    }

    private static float[] Copied(Tensor x)
    {
        float[] copy = new float[x.Count];
        x.CopyTo<float>(copy);
        return copy;
    }

    // Words of the core: take_along_axis, from_data.
    [GeneratedRegex("[a-z]_[a-z]")]
    private static partial Regex NativeName();
}
