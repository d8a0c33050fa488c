using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

// Operators. A number beside a tensor costs no object: each thread keeps the last ones it used.
// Equality stays that of references, as for every class that says nothing else; Ops.Equal compares elements.
public sealed unsafe partial class Tensor
{
    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Add));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Subtract));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Multiply));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Divide));
    }

    /// <summary>The remainder, element by element, with the sign of b as in NumPy. See <see cref="Ops.Remainder"/>.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number.</param>
    /// <returns>The remainders of the elements.</returns>
    public static Tensor operator %(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_remainder(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Remainder));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(HandleOf(a), HandleOf(b), &y), y, a, b, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(Tensor a, double b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(Tensor a, long b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(double a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(long a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.GreaterEqual));
    }

    /// <summary>The negative, element by element. See <see cref="Ops.Neg"/>.</summary>
    /// <param name="x">A tensor.</param>
    /// <returns>The elements with the other sign.</returns>
    public static Tensor operator -(Tensor x) => Ops.Neg(x);

    /// <summary>The tensor itself.</summary>
    /// <param name="x">A tensor.</param>
    /// <returns>The tensor itself.</returns>
    public static Tensor operator +(Tensor x)
    {
        _ = HandleOf(x);
        return x;
    }

    /// <summary>a to the power of b, element by element: what <c>a ** b</c> is in F#. See <see cref="Ops.Pow"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The powers.</returns>
    public static Tensor Pow(Tensor a, Tensor b) => Ops.Pow(a, b);

    /// <summary>a to the power of b, element by element: what <c>a ** b</c> is in F#. See <see cref="Ops.Pow"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The powers.</returns>
    public static Tensor Pow(Tensor a, double b) => Ops.Pow(a, b);

    /// <summary>a to the power of b, element by element: what <c>a ** b</c> is in F#. See <see cref="Ops.Pow"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The powers.</returns>
    public static Tensor Pow(Tensor a, int b) => Ops.Pow(a, b);
}
