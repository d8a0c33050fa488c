using System.IO.Compression;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A text, and its characters as numbers.</summary>
internal sealed class Text
{
    private readonly string _alphabet;

    private Text(string text)
    {
        _alphabet = string.Concat(text.Distinct().Order());
        Tensor numbers = Encode(text);
        int end = text.Length - text.Length / 10;
        (Train, HeldOut) = (numbers[..end], numbers[end..]);
    }

    /// <summary>How many characters there are to choose from.</summary>
    public int Characters => _alphabet.Length;

    /// <summary>The characters to train with.</summary>
    public Tensor Train { get; }

    /// <summary>The last tenth of the characters.</summary>
    public Tensor HeldOut { get; }

    public static Text Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "data", "pride-and-prejudice.txt.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return new Text(reader.ReadToEnd());
    }

    public Tensor Encode(string text) => Tensor.From(text.Select(c => (long)_alphabet.IndexOf(c, StringComparison.Ordinal)).ToArray());

    public string Decode(IEnumerable<long> numbers) => string.Concat(numbers.Select(n => _alphabet[(int)n]));

    /// <summary>Windows of characters, and what follows each of them.</summary>
    /// <param name="characters">The characters, [count].</param>
    /// <param name="length">How many a window has.</param>
    /// <param name="stride">How far the beginnings of two windows lie apart.</param>
    public static TensorDataset Windows(Tensor characters, int length, int stride)
    {
        Tensor places = ExpandDims(Tensor.Arange(0, characters.Shape[0] - length, stride), 1) + Tensor.Arange(length);
        return new TensorDataset(characters[places], characters[places + 1]);
    }
}
