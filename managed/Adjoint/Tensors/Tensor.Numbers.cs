using System.Numerics;

using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

// Numbers written in C# as tensors, and beside them where their type is not that of Tensor.Operators: single precision, and whole numbers
// beyond those of a long, which are refused rather than rounded.
public sealed unsafe partial class Tensor
{
    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(double value) => WeakScalar(value, adj_dtype.ADJ_FLOAT64);

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(float value) => WeakScalar(value, adj_dtype.ADJ_FLOAT32);

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(Half value) => WeakScalar((double)value, adj_dtype.ADJ_FLOAT16);

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(BFloat16 value) => WeakScalar(value, adj_dtype.ADJ_BFLOAT16);

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(byte value) => (long)value;

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(ushort value) => (long)value;

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(int value) => (long)value;

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(uint value) => (long)value;

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    /// <exception cref="OverflowException">No type of tensors holds it.</exception>
    public static implicit operator Tensor(ulong value) => WeakScalars.Signed(value);

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(long value)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_scalar_int(value, adj_dtype.ADJ_INT64, 1, &result));
        return Adopt(result);
    }

    /// <summary>A scalar that adapts to the type of the tensor beside it.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(Complex value) => Scalar(value).Weakened();

    /// <summary>A truth value.</summary>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar of the number.</returns>
    public static implicit operator Tensor(bool value) => Scalar(value);

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Add));
    }

    /// <summary>The sum, element by element. See <see cref="Ops.Add"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The sums of the elements.</returns>
    public static Tensor operator +(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_add(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Add));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Subtract));
    }

    /// <summary>The difference, element by element. See <see cref="Ops.Subtract"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The differences of the elements.</returns>
    public static Tensor operator -(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_sub(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Subtract));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Multiply));
    }

    /// <summary>The product, element by element. See <see cref="Ops.Multiply"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The products of the elements.</returns>
    public static Tensor operator *(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_mul(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Multiply));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Divide));
    }

    /// <summary>The quotient, element by element. See <see cref="Ops.Divide"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>The quotients of the elements.</returns>
    public static Tensor operator /(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_div(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Divide));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is below b. See <see cref="Ops.Less"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Less));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is at most b. See <see cref="Ops.LessEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator <=(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_less_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.LessEqual));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is above b. See <see cref="Ops.Greater"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.Greater));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(Tensor a, float b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(float a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A tensor.</param>
    /// <param name="b">A number.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(Tensor a, ulong b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(HandleOf(a), WeakScalars.Of(b), &y), y, a, nameof(Ops.GreaterEqual));
    }

    /// <summary>Elementwise whether a is at least b. See <see cref="Ops.GreaterEqual"/>.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A tensor.</param>
    /// <returns>Bools: for which elements it holds.</returns>
    public static Tensor operator >=(ulong a, Tensor b)
    {
        adj_tensor y;
        return Status.Result(NativeMethods.adj_greater_equal(WeakScalars.Of(a), HandleOf(b), &y), y, b, nameof(Ops.GreaterEqual));
    }

    private static Tensor WeakScalar(double value, adj_dtype dtype)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_scalar_float(value, dtype, 1, &result));
        return Adopt(result);
    }
}
