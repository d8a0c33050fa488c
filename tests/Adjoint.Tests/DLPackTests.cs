using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Adjoint.Interop;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Tensors go to other libraries and come from them by DLPack; descriptions are written here as those libraries would.</summary>
public sealed unsafe class DLPackTests
{
    [ThreadStatic]
    private static int t_deleted;

    public static TheoryData<Tensor> Tensors() =>
    [
        Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3), Tensor.From([1.5, -0.0]), Tensor.From([true, false]), Tensor.From([(byte)255]), Tensor.From([(sbyte)-128]),
        Tensor.From([short.MinValue]), Tensor.From([int.MaxValue]), Tensor.From([long.MinValue]), Tensor.From([(Half)0.1]), Tensor.From([(BFloat16)3e38f]),
        Tensor.From([new Complex(1, -2)]), Tensor.From([new Complex(0.5, 0.25)]).Cast(DType.Complex64), Tensor.Scalar(2.5f), Tensor.Zeros(0, 3),
        Tensor.Arange(6).Reshape(2, 3).T, Tensor.Arange(24).Reshape(2, 3, 4)[1, TensorIndex.All, TensorIndex.Slice(step: 2)],
    ];

    [Theory]
    [MemberData(nameof(Tensors), DisableDiscoveryEnumeration = true)]
    public void What_is_handed_over_comes_back_as_it_was(Tensor x)
    {
        foreach (bool versioned in (bool[])[true, false])
        {
            foreach (bool copy in (bool[])[true, false])
            {
                Tensor back = Tensor.FromDLPack(x.ToDLPack(versioned, copy), versioned);
                Assert.Equal((x.DType, x.Shape), (back.DType, back.Shape));
                Assert.Equal(x.ToBytes(), back.ToBytes());
            }
        }
    }

    [Fact]
    public void A_description_has_the_fields_of_the_standard()
    {
        var managed = (DLManagedTensorVersioned*)Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3).ToDLPack();
        Assert.Equal((1u, 0u, 1ul), (managed->Major, managed->Minor, managed->Flags));
        DLTensor x = managed->Tensor;
        Assert.Equal((1, 0, 2, (byte)0, (byte)64, (ushort)1, 0ul), (x.DeviceType, x.DeviceId, x.Rank, x.Code, x.Bits, x.Lanes, x.ByteOffset));
        Assert.Equal([2, 3], new ReadOnlySpan<long>(x.Shape, 2));
        Assert.Equal([3, 1], new ReadOnlySpan<long>(x.Strides, 2));
        Assert.Equal([1, 2, 3, 4, 5, 6], new ReadOnlySpan<long>(x.Data, 6));
        managed->Deleter(managed);
    }

    [Theory]
    [InlineData(DType.Bool, 6, 8)]
    [InlineData(DType.UInt8, 1, 8)]
    [InlineData(DType.Int16, 0, 16)]
    [InlineData(DType.Float16, 2, 16)]
    [InlineData(DType.BFloat16, 4, 16)]
    [InlineData(DType.Float64, 2, 64)]
    [InlineData(DType.Complex64, 5, 64)]
    [InlineData(DType.Complex128, 5, 128)]
    public void Element_types_have_the_codes_of_the_standard(DType dtype, byte code, byte bits)
    {
        var managed = (DLManagedTensor*)Tensor.Zeros([2], dtype).ToDLPack(versioned: false);
        Assert.Equal((code, bits), (managed->Tensor.Code, managed->Tensor.Bits));
        managed->Deleter(managed);
    }

    [Fact]
    public void The_layout_is_that_of_the_header_in_C()
    {
        Assert.Equal(48, sizeof(DLTensor));
        Assert.Equal(64, sizeof(DLManagedTensor));
        Assert.Equal(80, sizeof(DLManagedTensorVersioned));
        Assert.Equal(32, (int)Marshal.OffsetOf<DLManagedTensorVersioned>(nameof(DLManagedTensorVersioned.Tensor)));
        Assert.Equal(24, (int)Marshal.OffsetOf<DLTensor>(nameof(DLTensor.Shape)));
    }

    [Fact]
    public void Elements_stay_until_the_deleter_is_called_whatever_becomes_of_the_tensor()
    {
        nint managed = Handed();
        _ = TensorMemory.Collect();
        Assert.Equal(499_500f, (float)Ops.Sum(Tensor.FromDLPack(managed)));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static nint Handed()
        {
            using Tensor x = Tensor.Arange(0f, 1000f);
            return x.ToDLPack();
        }
    }

    [Fact]
    public void The_deleter_gives_the_memory_back_from_any_thread()
    {
        long before = TensorMemory.Collect().BytesInUse;
        nint managed = Large();
        long held = TensorMemory.Collect().BytesInUse;
        var thread = new Thread(() => ((DLManagedTensorVersioned*)managed)->Deleter((DLManagedTensorVersioned*)managed));
        thread.Start();
        thread.Join();
        Assert.InRange(held - before, 4_000_000, long.MaxValue);
        Assert.InRange(TensorMemory.Collect().BytesInUse - before, long.MinValue, 1_000_000);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static nint Large() => Tensor.Ones(1_000_000).ToDLPack();
    }

    [Fact]
    public void A_copy_may_be_written_by_its_owner_and_the_tensor_stays()
    {
        Tensor x = Tensor.From([1f, 2f]);
        var managed = (DLManagedTensorVersioned*)x.ToDLPack(copy: true);
        Assert.Equal(2ul, managed->Flags);
        *(float*)managed->Tensor.Data = 5f;
        managed->Deleter(managed);
        Assert.Equal([1f, 2f], x.ToArray<float>());
    }

    [Fact]
    public void In_a_gradient_the_values_are_handed_over()
    {
        Tensor? seen = null;
        Tensor slope = Autodiff.Grad((Tensor x) =>
        {
            seen = Tensor.FromDLPack((3 * x).ToDLPack());
            return x * x;
        })(2f);
        Assert.Equal((6f, 4f), ((float)seen!, (float)slope));
    }

    [Fact]
    public void In_a_batch_there_is_no_value_to_hand_over() =>
        Assert.Throws<ValueDependentException>(() => Autodiff.Vmap((Tensor x) => Tensor.FromDLPack(x.ToDLPack()))(Tensor.Ones(3)));

    [Fact]
    public void Elements_lie_with_any_strides_and_at_any_offset()
    {
        float[] memory = [0, 1, 2, 3, 4, 5, 6, 7];
        Assert.Equal([[1, 4], [2, 5]], Rows(memory, [2, 2], [1, 3], 4));          // a transposed part
        Assert.Equal([[7, 6], [5, 4]], Rows(memory, [2, 2], [-2, -1], 28));       // backwards
        Assert.Equal([[3, 3], [3, 3]], Rows(memory, [2, 2], [0, 0], 12));         // one element again and again
        Assert.Equal([[0, 1], [2, 3]], Rows(memory, [2, 2], null, 0));
        Assert.Equal([[5, 6]], Rows(memory, [1, 2], [99, 1], 20));                // where there is one, the stride says nothing
    }

    [Fact]
    public void The_deleter_is_called_once_whether_it_went_well_or_not()
    {
        Assert.Equal([1f, 2f], Import([1f, 2f], [2], [1]).ToArray<float>());
        Assert.Equal(1, t_deleted);
        _ = Assert.Throws<NotSupportedException>(() => Import([1f, 2f], [2], [1], static (ref DLManagedTensorVersioned x) => x.Tensor.DeviceType = 2));
        Assert.Equal(1, t_deleted);
        _ = Assert.Throws<NotSupportedException>(() => Import([1f, 2f], [2], [1], static (ref DLManagedTensorVersioned x) => x.Major = 2));
        Assert.Equal(1, t_deleted);
        Assert.Equal([1f], Import([1f], [1], [1], static (ref DLManagedTensorVersioned x) => x.Deleter = null).ToArray<float>());
        Assert.Equal(0, t_deleted);
    }

    [Fact]
    public void What_contradicts_itself_is_refused_by_name()
    {
        Refused<ArgumentException>("-1 axes", static (ref DLManagedTensorVersioned x) => x.Tensor.Rank = -1);
        Refused<ArgumentException>("9 axes", static (ref DLManagedTensorVersioned x) => x.Tensor.Rank = 9);
        Refused<ArgumentException>("no shape", static (ref DLManagedTensorVersioned x) => x.Tensor.Shape = null);
        Refused<ArgumentException>("negative extent", static (ref DLManagedTensorVersioned x) => x.Tensor.Shape[0] = -2);
        Refused<ArgumentException>("no data", static (ref DLManagedTensorVersioned x) => x.Tensor.Data = null);
        Refused<ArgumentException>("out of memory", static (ref DLManagedTensorVersioned x) => x.Tensor.ByteOffset = ulong.MaxValue);
        Refused<ArgumentException>("out of memory", static (ref DLManagedTensorVersioned x) => x.Tensor.Strides[0] = long.MaxValue);
        Refused<ArgumentException>("out of memory", static (ref DLManagedTensorVersioned x) => x.Tensor.Strides[0] = long.MinValue);
        Refused<ArgumentException>("more bytes", static (ref DLManagedTensorVersioned x) => x.Tensor.Shape[0] = long.MaxValue);
        Refused<NotSupportedException>("code 1 with 32 bits", static (ref DLManagedTensorVersioned x) => x.Tensor.Code = 1);
        Refused<NotSupportedException>("4 lanes", static (ref DLManagedTensorVersioned x) => x.Tensor.Lanes = 4);
        Refused<NotSupportedException>("device of type 2", static (ref DLManagedTensorVersioned x) => x.Tensor.DeviceType = 2);
        Refused<NotSupportedException>("DLPack 2.1", static (ref DLManagedTensorVersioned x) => x.Major = 2);
        Assert.Contains("address 0", Assert.Throws<ArgumentException>(static () => Tensor.FromDLPack(0)).Message, StringComparison.Ordinal);
    }

    private static void Refused<T>(string named, Change change)
        where T : Exception
        => Assert.Contains(named, Assert.Throws<T>(() => Import([1f, 2f], [2], [1], change)).Message, StringComparison.Ordinal);

    private static float[][] Rows(float[] memory, long[] shape, long[]? strides, ulong offset)
    {
        Tensor x = Import(memory, shape, strides, (ref DLManagedTensorVersioned m) => m.Tensor.ByteOffset = offset);
        return [.. x.ToArray<float>().Chunk((int)shape[1])];
    }

    private delegate void Change(ref DLManagedTensorVersioned managed);

    private static Tensor Import(float[] memory, long[] shape, long[]? strides, Change? change = null)
    {
        fixed (float* data = memory)
        fixed (long* extents = shape, steps = strides)
        {
            var managed = new DLManagedTensorVersioned { Major = 1, Minor = 1, Deleter = &CountDeletion };
            managed.Tensor = new DLTensor { Data = data, DeviceType = 1, Rank = shape.Length, Code = 2, Bits = 32, Lanes = 1, Shape = extents, Strides = steps };
            t_deleted = 0;
            change?.Invoke(ref managed);
            return Tensor.FromDLPack((nint)(&managed));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CountDeletion(DLManagedTensorVersioned* managed) => t_deleted++;
}
