using System.Buffers.Binary;
using System.Text;

namespace Adjoint.Package.Tests;

/// <summary>A symbol that a library exports or imports.</summary>
/// <param name="Name">Its name, without a version.</param>
/// <param name="Binding">0 for local, 1 for global, 2 for weak, 10 for unique in the process.</param>
/// <param name="IsDefined">Whether the library defines it.</param>
internal sealed record ElfSymbol(string Name, int Binding, bool IsDefined)
{
    public const int Global = 1;

    private const int Local = 0;

    /// <summary>Whether others can use it. Some linkers list local ones too, such as those of sections.</summary>
    public bool IsExported => IsDefined && Binding != Local;
}

/// <summary>What the loader reads of a 64-bit ELF library, read here without any tool.</summary>
internal sealed class ElfImage
{
    private const uint DynamicSection = 6, DynamicSymbols = 11, VersionNeeds = 0x6ffffffe;
    private const ulong NeededTag = 1;

    private readonly byte[] _image;
    private readonly List<Section> _sections = [];

    public ElfImage(byte[] image)
    {
        _image = image;
        if (!image.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8)) throw new InvalidDataException("This is no little-endian 64-bit ELF file.");
        int table = (int)Long(0x28), size = Half(0x3a), count = Half(0x3c);
        for (int at = table; at < table + count * size; at += size)
            _sections.Add(new Section(Word(at), Word(at + 4), (int)Long(at + 24), (int)Long(at + 32), (int)Word(at + 40)));
        Section names = _sections[Half(0x3e)];
        SectionNames = [.. _sections.Select(s => Text(names.Offset + (int)s.Name))];
    }

    /// <summary>The names of all sections.</summary>
    public IReadOnlyList<string> SectionNames { get; }

    /// <summary>The libraries that are loaded with this one.</summary>
    public IEnumerable<string> Needed()
    {
        foreach (Section section in OfType(DynamicSection))
        {
            for (int at = section.Offset; at < section.End; at += 16)
            {
                if (Long(at) == NeededTag) yield return Text(StringsOf(section) + (int)Long(at + 8));
            }
        }
    }

    /// <summary>The versions of symbols that other libraries must have, such as GLIBC_2.34.</summary>
    public IEnumerable<string> NeededVersions()
    {
        foreach (Section section in OfType(VersionNeeds))
        {
            int need = section.Offset, next;
            do
            {
                int version = need + (int)Word(need + 8);
                for (int i = 0, n = Half(need + 2); i < n; i++, version += (int)Word(version + 12))
                    yield return Text(StringsOf(section) + (int)Word(version + 8));
                next = (int)Word(need + 12);
                need += next;
            }
            while (next != 0);
        }
    }

    /// <summary>What the library exports and imports.</summary>
    public IEnumerable<ElfSymbol> Symbols()
    {
        foreach (Section section in OfType(DynamicSymbols))
        {
            // The first symbol is none.
            for (int at = section.Offset + 24; at < section.End; at += 24)
                yield return new ElfSymbol(Text(StringsOf(section) + (int)Word(at)), _image[at + 4] >> 4, Half(at + 6) != 0);
        }
    }

    /// <summary>The bytes of a section.</summary>
    public ReadOnlySpan<byte> Content(string name)
    {
        Section section = _sections[SectionNames.ToList().IndexOf(name)];
        return _image.AsSpan(section.Offset, section.Size);
    }

    private IEnumerable<Section> OfType(uint type) => _sections.Where(s => s.Type == type);

    private int StringsOf(Section section) => _sections[section.Link].Offset;

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(at));

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(at));

    private ulong Long(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(at));

    private string Text(int at) => Encoding.ASCII.GetString(_image.AsSpan(at, _image.AsSpan(at).IndexOf((byte)0)));

    private readonly record struct Section(uint Name, uint Type, int Offset, int Size, int Link)
    {
        public int End => Offset + Size;
    }
}
