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

    // Bytes become numbers batch by batch.
    private static TensorDataset FashionPart(string folder, string part)
    {
        Tensor images = Idx(folder, $"{part}-images-idx3-ubyte"), labels = Idx(folder, $"{part}-labels-idx1-ubyte");
        return new TensorDataset(images.Reshape(images.Shape[0], -1), labels.Cast(DType.Int64)).Map(static x => x.Cast(DType.Float32) / 255);
    }

    private static Tensor Idx(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return Adjoint.Idx.Load(File.Exists(path) ? path : path + ".gz");
    }
}
