using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What a test runs in a load context of its own, called by name: every context has its own copy of this and of the library.</summary>
public static class RulesOfAContext
{
    private static Func<Tensor, Tensor>? s_pullback;

    /// <summary>The derivative of a rule that multiplies by a number: only this context knows the number.</summary>
    public static double Derivative(double factor) =>
        (double)Grad(CustomVjp(x => (x * factor, []), (_, ct) => ct * factor))(Tensor.Scalar(1.0));

    /// <summary>The same while another call runs inside the rule.</summary>
    public static double DerivativeAround(double factor, Func<double> inside) =>
        (double)Grad(CustomVjp(x => (x * factor, []), (_, ct) => ct * factor + inside()))(Tensor.Scalar(1.0));

    /// <summary>Keeps a pullback for later.</summary>
    public static void Record(double factor) =>
        s_pullback = Vjp(CustomVjp(x => (Sin(x), [x]), (_, ct) => ct * factor), Tensor.Scalar(0.5)).Pullback;

    /// <summary>Runs the pullback that was kept.</summary>
    public static double Pull() => (double)s_pullback!(Tensor.Scalar(1.0));

    /// <summary>Unloads this context from inside a rule, and says what the next use of the rule gives.</summary>
    public static string UnloadWithin(Action unload)
    {
        var rule = CustomVjp(x => (x * 2, []), (_, ct) => ct * 2);
        return Unloaded(rule, unload);
    }

    private static string Unloaded(Func<Tensor, Tensor> rule, Action unload)
    {
        try
        {
            _ = Grad((Tensor x) =>
            {
                Tensor y = rule(x);
                unload();
                return y;
            })(Tensor.Scalar(1.0));
            return "";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }
}

/// <summary>Several copies of the library in one process, some of which go while others stay.</summary>
public sealed class LoadContextTests
{
    private sealed class Copy : AssemblyLoadContext
    {
        private static readonly string s_folder = Path.GetDirectoryName(typeof(Copy).Assembly.Location)!;

        public Copy()
            : base(isCollectible: true)
        {
        }

        public T Call<T>(string name, params object[] arguments)
        {
            Type type = LoadFromAssemblyPath(typeof(RulesOfAContext).Assembly.Location).GetType(typeof(RulesOfAContext).FullName!)!;
            Assert.NotSame(typeof(RulesOfAContext), type);
            MethodInfo method = type.GetMethods().Single(m => m.Name == name && m.GetParameters().Length == arguments.Length);
            return (T)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(s_folder, assemblyName.Name + ".dll");
            bool isOurs = assemblyName.Name!.StartsWith("Adjoint", StringComparison.Ordinal) && File.Exists(path);
            return isOurs ? LoadFromAssemblyPath(path) : null;
        }
    }

    [Fact]
    public void Each_context_calls_its_own_rules()
    {
        Copy first = new(), second = new();
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(i * 10, first.Call<double>("Derivative", i * 10.0));
            Assert.Equal(i * 100, second.Call<double>("Derivative", i * 100.0));
            Assert.Equal(i, RulesOfAContext.Derivative(i));
        }

        Assert.Equal(7 + 50 + 300, RulesOfAContext.DerivativeAround(
            7, () => first.Call<double>("DerivativeAround", 50.0, (Func<double>)(() => second.Call<double>("Derivative", 300.0)))));
        first.Unload();
        second.Unload();
    }

    [Fact]
    public void A_context_that_goes_takes_only_its_own_rules_along()
    {
        var left = new Copy();
        left.Call<object?>("Record", 5.0);
        WeakReference gone = UseAndUnload();
        for (int i = 0; i < 20 && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(gone.IsAlive);
        Assert.Equal(3, RulesOfAContext.Derivative(3));
        Assert.Equal(4, left.Call<double>("Derivative", 4.0));
        Assert.Equal(5, left.Call<double>("Pull"));
        left.Unload();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndUnload()
    {
        var context = new Copy();
        Assert.Equal(2, context.Call<double>("Derivative", 2.0));
        context.Call<object?>("Record", 9.0);
        Assert.Equal(9, context.Call<double>("Pull"));
        context.Unload();
        return new WeakReference(context);
    }

    [Fact]
    public void A_rule_of_a_context_that_is_unloaded_meanwhile_throws()
    {
        var context = new Copy();
        Assert.Contains("unloaded", context.Call<string>("UnloadWithin", (Action)context.Unload), StringComparison.Ordinal);
        Assert.Equal(3, RulesOfAContext.Derivative(3));
    }
}
