using System.ComponentModel;
using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Making tensors of nothing but numbers. Without a type they are as a number written in C#: they take that of the tensor beside them.
// Zeros, ones and unit matrices have the default type instead.
public sealed unsafe partial class Tensor
{
    /// <summary>Zeros of the <see cref="DefaultType">default type</see>.</summary>
    /// <param name="shape">The extents.</param>
    /// <returns>The tensor.</returns>
    public static Tensor Zeros(params ReadOnlySpan<long> shape) => Full(shape, 0L, DType.Default);

    /// <summary>Zeros.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    /// <operation native="full" formula="0" numpy="np.zeros" jax="jnp.zeros" torch="torch.zeros" mindspore="ops.zeros"/>
    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype) => Full(shape, 0L, dtype);

    /// <summary>A matrix of zeros of the <see cref="DefaultType">default type</see>: in Zeros(3, 0) the 0 is an extent before C# 13 too.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>The tensor.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Tensor Zeros(int rows, int columns) => Zeros([rows, columns], DType.Default);

    /// <summary>A vector of zeros.</summary>
    /// <param name="extent">How many.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    [OverloadResolutionPriority(-1)] // in Zeros(3, 0) the 0 is an extent
    public static Tensor Zeros(long extent, DType dtype) => Full([extent], 0L, dtype);

    /// <summary>Ones of the <see cref="DefaultType">default type</see>.</summary>
    /// <param name="shape">The extents.</param>
    /// <returns>The tensor.</returns>
    public static Tensor Ones(params ReadOnlySpan<long> shape) => Full(shape, 1L, DType.Default);

    /// <summary>Ones.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    /// <operation native="full" formula="1" numpy="np.ones" jax="jnp.ones" torch="torch.ones" mindspore="ops.ones"/>
    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype) => Full(shape, 1L, dtype);

    /// <summary>A matrix of ones of the <see cref="DefaultType">default type</see>: in Ones(3, 0) the 0 is an extent before C# 13 too.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>The tensor.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Tensor Ones(int rows, int columns) => Ones([rows, columns], DType.Default);

    /// <summary>A vector of ones.</summary>
    /// <param name="extent">How many.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    [OverloadResolutionPriority(-1)]
    public static Tensor Ones(long extent, DType dtype) => Full([extent], 1L, dtype);

    /// <summary>A tensor filled with one value, whose type it has; it takes no more memory than that.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="value">A number, which goes on to adapt to the tensor beside it, or a scalar.</param>
    /// <returns>y. Its change is dvalue, repeated.</returns>
    public static Tensor Full(ReadOnlySpan<long> shape, Tensor value) => Ops.BroadcastTo(value, shape, nameof(Full));

    /// <summary>A vector filled with one value.</summary>
    /// <param name="extent">How many.</param>
    /// <param name="value">A number, which goes on to adapt to the tensor beside it, or a scalar.</param>
    /// <returns>y. Its change is dvalue, repeated.</returns>
    public static Tensor Full(long extent, Tensor value) => Ops.BroadcastTo(value, [extent], nameof(Full));

    /// <summary>A tensor filled with one value; it takes no more memory than that.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="value">The value; integers take what lies before its decimals.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit an integer type.</exception>
    /// <operation formula="one value" numpy="np.full" jax="jnp.full" torch="torch.full" mindspore="ops.full"/>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, DType dtype)
    {
        adj_tensor result;
        fixed (long* dims = shape)
            Status.Check(NativeMethods.adj_full((adj_dtype)dtype, dims, shape.Length, value, &result));
        return Adopt(result);
    }

    /// <summary>A tensor filled with a whole number, which is not rounded unless the type asks for it.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="value">The value.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit an integer type.</exception>
    public static Tensor Full(ReadOnlySpan<long> shape, long value, DType dtype)
    {
        if (Math.Abs(value) <= 1) return Full(shape, (double)value, dtype);
        if (!dtype.IsInteger) return Ops.BroadcastTo(Ops.Cast(value, dtype), shape);
        adj_tensor result;
        Status.Check(NativeMethods.adj_scalar_int(value, (adj_dtype)dtype, 0, &result));
        return Ops.BroadcastTo(Adopt(result), shape);
    }

    /// <summary>Zeros of the shape and type of a tensor. Under a transform they do not depend on it.</summary>
    /// <param name="x">The tensor.</param>
    /// <returns>A tensor of zeros.</returns>
    /// <operation formula="0" numpy="np.zeros_like" jax="jnp.zeros_like" torch="torch.zeros_like" mindspore="ops.zeros_like"/>
    public static Tensor ZerosLike(Tensor x)
    {
        adj_tensor result;
        return Status.Result(NativeMethods.adj_zeros_like(HandleOf(x), &result), result, x);
    }

    /// <summary>Ones of the shape and type of a tensor. Under a transform they do not depend on it.</summary>
    /// <param name="x">The tensor.</param>
    /// <returns>A tensor of ones.</returns>
    /// <operation formula="1" numpy="np.ones_like" jax="jnp.ones_like" torch="torch.ones_like" mindspore="ops.ones_like"/>
    public static Tensor OnesLike(Tensor x)
    {
        adj_tensor result;
        return Status.Result(NativeMethods.adj_ones_like(HandleOf(x), &result), result, x);
    }

    /// <summary>A square matrix with ones on its diagonal and zeros elsewhere.</summary>
    /// <param name="rows">Number of rows and columns.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The matrix.</returns>
    [OverloadResolutionPriority(-1)]
    public static Tensor Eye(long rows, DType dtype) => Eye(rows, rows, 0, dtype);

    /// <summary>A matrix with ones on a diagonal and zeros elsewhere.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns; as many as rows if negative.</param>
    /// <param name="diagonal">0 for the main diagonal, positive above it, negative below.</param>
    /// <param name="dtype">The element type; the <see cref="DefaultType">default type</see> if left out.</param>
    /// <returns>The matrix.</returns>
    /// <operation formula="1 on a diagonal, else 0" numpy="np.eye" jax="jnp.eye" torch="torch.eye" mindspore="ops.eye"/>
    public static Tensor Eye(long rows, long columns = -1, long diagonal = 0, DType? dtype = null)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_eye(rows, columns < 0 ? rows : columns, diagonal, (adj_dtype)(dtype ?? DType.Default), &result));
        return Adopt(result);
    }
}
