using System.Runtime.InteropServices;

namespace Adjoint.Interop;

// What DLPack 1 lays down in memory (dmlc/dlpack, dlpack.h), field by field.

/// <summary>DLTensor: where elements lie.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLTensor
{
    public const int Cpu = 1; // kDLCPU

    public void* Data;
    public int DeviceType;
    public int DeviceId;
    public int Rank;
    public byte Code;
    public byte Bits;
    public ushort Lanes;
    public long* Shape;
    public long* Strides; // in elements; null for those in row-major order without gaps
    public ulong ByteOffset;
}

/// <summary>DLManagedTensor: the form before version 1.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLManagedTensor
{
    public DLTensor Tensor;
    public void* Context;
    public delegate* unmanaged[Cdecl]<DLManagedTensor*, void> Deleter;
}

/// <summary>DLManagedTensorVersioned.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLManagedTensorVersioned
{
    public const uint CurrentMajor = 1, CurrentMinor = 0;
    public const ulong ReadOnly = 1, IsCopied = 2;

    public uint Major;
    public uint Minor;
    public void* Context;
    public delegate* unmanaged[Cdecl]<DLManagedTensorVersioned*, void> Deleter;
    public ulong Flags;
    public DLTensor Tensor;
}
