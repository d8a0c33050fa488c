using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Adjoint.Benchmarks;

/// <summary>
/// Makes the peer loadable. TorchSharp 0.107.0 asks for GLIBCXX_3.4.32, which Debian 12 lacks, for one symbol that
/// the benchmarks never reach. Marking that need as weak in the copy beside this program lets the loader pass it over.
/// </summary>
internal static class TorchLoader
{
    private const uint VersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    [ModuleInitializer]
    internal static void Prepare()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux() || !File.Exists(path)) return;
        var image = File.ReadAllBytes(path);
        if (MarkWeak(image, "GLIBCXX_3.4.32")) File.WriteAllBytes(path, image);
    }

    /// <summary>Sets the weak flag of a needed version in an ELF64 image; false when there was nothing to change.</summary>
    private static bool MarkWeak(Span<byte> image, string version)
    {
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[0x28..]);
        int size = Half(image, 0x3a), count = Half(image, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var section = table + i * size;
            if (Word(image, section + 4) != VersionNeeds) continue;
            var strings = Offset(image, table + (int)Word(image, section + 40) * size);
            return MarkWeak(image, Offset(image, section), strings, version);
        }

        return false;
    }

    private static bool MarkWeak(Span<byte> image, int need, int strings, string version)
    {
        while (true)
        {
            var auxiliary = need + (int)Word(image, need + 8);
            for (int i = 0, n = Half(image, need + 2); i < n; i++, auxiliary += (int)Word(image, auxiliary + 12))
            {
                if (Text(image, strings + (int)Word(image, auxiliary + 8)) != version) continue;
                var flags = Half(image, auxiliary + 4);
                BinaryPrimitives.WriteUInt16LittleEndian(image[(auxiliary + 4)..], (ushort)(flags | Weak));
                return (flags & Weak) == 0;
            }

            var next = (int)Word(image, need + 12);
            if (next == 0) return false;
            need += next;
        }
    }

    private static ushort Half(Span<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint Word(Span<byte> image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static int Offset(Span<byte> image, int section) =>
        (int)BinaryPrimitives.ReadUInt64LittleEndian(image[(section + 24)..]);

    private static string Text(Span<byte> image, int at) =>
        Encoding.ASCII.GetString(image.Slice(at, image[at..].IndexOf((byte)0)));
}
