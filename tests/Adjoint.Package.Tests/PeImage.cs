using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Adjoint.Package.Tests;

/// <summary>What the loader of Windows reads of a library, read here without any tool.</summary>
internal sealed class PeImage(byte[] image)
{
    private const int ImportSize = 20, ImportName = 12; // a descriptor, and where in it the name of the library stands
    private const int ExportCount = 24, ExportNames = 32;

    private readonly PEHeaders _headers = new(new MemoryStream(image));

    private PEHeader Header => _headers.PEHeader!;

    /// <summary>The libraries that are loaded with this one.</summary>
    public IEnumerable<string> Needed()
    {
        for (int at = Header.ImportTableDirectory.RelativeVirtualAddress; Word(at + ImportName) is var name and not 0; at += ImportSize)
            yield return Text(name);
    }

    /// <summary>The names of what the library exports.</summary>
    public IEnumerable<string> Exported()
    {
        int table = Header.ExportTableDirectory.RelativeVirtualAddress, names = Word(table + ExportNames);
        for (int i = 0, n = Word(table + ExportCount); i < n; i++)
            yield return Text(Word(names + 4 * i));
    }

    private int Word(int address) => BinaryPrimitives.ReadInt32LittleEndian(At(address));

    private string Text(int address)
    {
        ReadOnlySpan<byte> text = At(address);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    // Sections lie elsewhere in the file than in memory.
    private ReadOnlySpan<byte> At(int address)
    {
        SectionHeader section = _headers.SectionHeaders[_headers.GetContainingSectionIndex(address)];
        return image.AsSpan(address - section.VirtualAddress + section.PointerToRawData);
    }
}
