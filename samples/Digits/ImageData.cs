using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Adjoint.Samples;

/// <summary>Images with their classes, for training and held out.</summary>
internal sealed record ImageData(string Name, TensorDataset Train, TensorDataset Test)
{
    private const string FashionFolder = "/usr/share/datasets/fashion-mnist";

    public static ImageData Load(string name) => name switch
    {
        "digits" => Digits(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz")),
        "fashion-mnist" => Fashion(Environment.GetEnvironmentVariable("FASHION_MNIST") ?? FashionFolder),
        _ => throw new ArgumentException($"There is no data set '{name}'; choose digits or fashion-mnist."),
    };

    // Each row: 64 pixels of 0 to 16, then the digit. Every fifth is held out.
    private static ImageData Digits(string path)
    {
        const int pixels = 64;
        List<float> train = [], test = [];
        List<long> trainLabels = [], testLabels = [];
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        for (int row = 0; reader.ReadLine() is { } line; row++)
        {
            string[] cells = line.Split(',');
            if (cells.Length != pixels + 1)
                throw new InvalidDataException($"{path}, line {row + 1}: {cells.Length} numbers instead of {pixels + 1}.");
            (List<float> images, List<long> labels) = row % 5 == 4 ? (test, testLabels) : (train, trainLabels);
            images.AddRange(cells.Take(pixels).Select(static c => float.Parse(c, CultureInfo.InvariantCulture) / 16));
            labels.Add((long)float.Parse(cells[pixels], CultureInfo.InvariantCulture));
        }

        return new ImageData(
            "UCI handwritten digits",
            new TensorDataset(Tensor.From(train.ToArray(), trainLabels.Count, pixels), Tensor.From(trainLabels.ToArray())),
            new TensorDataset(Tensor.From(test.ToArray(), testLabels.Count, pixels), Tensor.From(testLabels.ToArray())));
    }

    private static ImageData Fashion(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"Fashion-MNIST is not in {folder}. Install it with: apt-get install dataset-fashion-mnist (or set FASHION_MNIST to its folder).");
        return new ImageData("Fashion-MNIST", FashionPart(folder, "train"), FashionPart(folder, "t10k"));
    }

    private static TensorDataset FashionPart(string folder, string part)
    {
        byte[] images = Idx(Path.Combine(folder, $"{part}-images-idx3-ubyte"), 0x803, out int[] shape);
        byte[] labels = Idx(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), 0x801, out _);
        return new TensorDataset(
            Tensor.From(Array.ConvertAll(images, static b => b / 255f), shape[0], shape[1] * shape[2]),
            Tensor.From(Array.ConvertAll(labels, static b => (long)b)));
    }

    // The IDX format: a magic number that ends in the number of dimensions, the extents, the bytes.
    private static byte[] Idx(string path, int magic, out int[] shape)
    {
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        if (bytes.Length < 8 || BinaryPrimitives.ReadInt32BigEndian(bytes) != magic)
            throw new InvalidDataException($"{path} is not an IDX file of the kind expected.");
        shape = new int[magic & 0xff];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * i));
        int start = 4 + 4 * shape.Length;
        if (bytes.Length - start != shape.Aggregate(1, static (a, b) => a * b))
            throw new InvalidDataException($"{path} is cut short.");
        return bytes[start..];
    }
}
