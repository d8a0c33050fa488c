using System.Buffers.Binary;
using System.Globalization;
using System.Text;

using Adjoint.Native;

namespace Adjoint;

/// <summary>The header of an npy file: a dictionary as Python writes it.</summary>
/// <param name="Descr">NumPy's name of the type, such as "&lt;f4".</param>
/// <param name="IsFortran">Whether the first axis is the fastest.</param>
/// <param name="Shape">The extents.</param>
internal sealed record NpyHeader(string Descr, bool IsFortran, long[] Shape)
{
    private const string Magic = "\u0093NUMPY", DescrKey = "descr", FortranKey = "fortran_order", ShapeKey = "shape";
    private const int PrefixSize = 8, Alignment = 64, Longest = 1 << 20;

    /// <summary>The type of the elements, if tensors have it.</summary>
    public DType? DType =>
        Descr.Length > 1 && "<>=|".Contains(Descr[0], StringComparison.Ordinal)
        && Array.FindIndex(ElementType.All, t => t.Numpy.AsSpan(1).SequenceEqual(Descr.AsSpan(1))) is >= 0 and int found
            ? (DType)found
            : null;

    /// <summary>Whether the first byte of a number is that of the highest value.</summary>
    public bool IsReversed => Descr[0] == '>';

    /// <summary>Why there is no such tensor, if there is none.</summary>
    public string? Fault =>
        DType is null ? $"its elements are {(Descr.Length > 0 ? $"'{Descr}'" : "records")}, which is no type of tensors here; convert them with NumPy's astype."
        : Shape.Length > NativeMethods.ADJ_MAX_RANK ? $"it has {Shape.Length} axes; tensors have at most {NativeMethods.ADJ_MAX_RANK}."
        : null;

    /// <summary>Reads all that stands before the elements.</summary>
    /// <exception cref="InvalidDataException">This is no npy file.</exception>
    public static NpyHeader Read(FileReader file)
    {
        byte[] prefix = file.Bytes(PrefixSize, "the beginning of an npy file");
        if (Encoding.Latin1.GetString(prefix, 0, Magic.Length) != Magic) throw file.Fault("it does not begin as an npy file does.");
        int version = prefix[Magic.Length];
        if (version is < 1 or > 3) throw file.Fault($"it is an npy file of version {version}; 1 to 3 are known.");
        uint length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file.Bytes(sizeof(ushort), "the length of the header"))
            : BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes(sizeof(uint), "the length of the header"));
        if (length > Longest) throw file.Fault($"its header would take {length} bytes; at most {Longest} are read.");
        return new PythonDictionary(Encoding.Latin1.GetString(file.Bytes((int)length, "the header")), file).Header();
    }

    /// <summary>The header of a tensor, of version 1 and a length after which elements are aligned.</summary>
    public static byte[] Of(Tensor x)
    {
        string shape = string.Concat(x.Shape.Select(static e => string.Create(CultureInfo.InvariantCulture, $"{e}, ")));
        if (x.Rank > 1) shape = shape[..^2];
        string text = $"{{'{DescrKey}': '{ElementType.Of(x.DType).Numpy}', '{FortranKey}': False, '{ShapeKey}': ({shape.TrimEnd()}), }}";
        int size = PrefixSize + sizeof(ushort) + text.Length + 1;
        text = text + new string(' ', -size & (Alignment - 1)) + '\n';
        byte[] header = [.. Encoding.Latin1.GetBytes(Magic), 1, 0, 0, 0, .. Encoding.Latin1.GetBytes(text)];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(PrefixSize), (ushort)text.Length);
        return header;
    }

    /// <summary>As much of Python as stands in such headers: a dictionary of a string, a truth value and a tuple of numbers.</summary>
    private sealed class PythonDictionary(string text, FileReader file)
    {
        private int _at;

        public NpyHeader Header()
        {
            string? descr = null;
            bool? isFortran = null;
            long[]? shape = null;
            Expect('{');
            while (!Accept('}'))
            {
                string key = String();
                Expect(':');
                if (key == DescrKey && descr is null) descr = Peek() == '[' ? Records() : String();
                else if (key == FortranKey && isFortran is null) isFortran = Truth();
                else if (key == ShapeKey && shape is null) shape = Tuple();
                else throw Fault();
                if (Accept(',')) continue;
                Expect('}');
                break;
            }

            if (Peek() != '\0' || descr is null || isFortran is null || shape is null) throw Fault();
            return new NpyHeader(descr, isFortran.Value, shape);
        }

        private char Peek()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            return _at < text.Length ? text[_at] : '\0';
        }

        private bool Accept(char c)
        {
            if (Peek() != c || c == '\0') return false;
            _at++;
            return true;
        }

        private void Expect(char c)
        {
            if (!Accept(c)) throw Fault();
        }

        private string String()
        {
            char quote = Accept('\'') ? '\'' : Accept('"') ? '"' : throw Fault();
            int end = text.IndexOf(quote, _at);
            if (end < 0) throw Fault();
            string found = text[_at..end];
            _at = end + 1;
            return found;
        }

        private bool Truth()
        {
            _ = Peek();
            foreach (string word in (string[])["True", "False"])
            {
                if (!text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) continue;
                _at += word.Length;
                return word.Length == "True".Length;
            }

            throw Fault();
        }

        private long[] Tuple()
        {
            var extents = new List<long>();
            Expect('(');
            while (!Accept(')'))
            {
                extents.Add(Number());
                if (Accept(',')) continue;
                Expect(')');
                break;
            }

            return [.. extents];
        }

        private long Number()
        {
            _ = Peek();
            int start = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long number)) throw Fault();
            _ = Accept('L'); // as Python 2 wrote it
            return number;
        }

        // The type of records is a list of the types of their parts.
        private string Records()
        {
            int depth = 0;
            do
            {
                depth += Peek() switch { '[' or '(' => 1, ']' or ')' => -1, '\0' => throw Fault(), _ => 0 };
                if (Peek() is '\'' or '"') _ = String();
                else _at++;
            }
            while (depth > 0);
            return "";
        }

        private InvalidDataException Fault() => file.Fault($"its header is damaged at character {_at}: it is no dictionary of {DescrKey}, {FortranKey} and {ShapeKey}.");
    }
}
