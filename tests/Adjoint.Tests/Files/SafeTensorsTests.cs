using System.Buffers.Binary;
using System.Text;

using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Files of named tensors: what comes back is what was saved, and nothing is believed that is not there.</summary>
public sealed class SafeTensorsTests
{
    public static TheoryData<DType> Types => [.. Enum.GetValues<DType>().Where(static t => t != DType.Complex128)];

    [Theory, MemberData(nameof(Types))]
    public void Tensors_of_every_type_come_back_bit_for_bit(DType dtype)
    {
        Tensor x = (new RandomKey(1).Normal(3, 5) * 100).Cast(dtype.IsComplex ? DType.Complex64 : dtype);
        (string, Tensor)[] all = [("matrix", x), ("scalar", x[1, 2]), ("empty", x[..0]), ("view", Ops.Transpose(x)), ("", x[0])];
        NamedTensors back = Loaded(Saved(all));
        Assert.Equal(["matrix", "scalar", "empty", "view", ""], back.Keys);
        foreach ((string name, Tensor value) in all)
        {
            Assert.True(value.Contiguous().HasBitsOf(back[name]), name);
            Assert.False(back[name].IsWeak);
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        byte[] file = Saved([("flag", Tensor.From([true, false, true])), ("w", Tensor.From([1f, -2f], 1, 2))], new() { ["by"] = "hand" });
        const string header =
            """{"__metadata__":{"by":"hand"},"flag":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        int length = (header.Length + 7) / 8 * 8;
        Assert.Equal((ulong)length, BinaryPrimitives.ReadUInt64LittleEndian(file));
        Assert.Equal(header.PadRight(length), Encoding.UTF8.GetString(file, 8, length));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0, 1], file[(8 + length)..]);
    }

    [Fact]
    public void Metadata_and_names_of_any_script_come_back()
    {
        NamedTensors back = Loaded(Saved([("слой.вес \"1\" 🎲", Tensor.From([1]))], new() { ["école"] = "naïve\n" }));
        Assert.Equal(["слой.вес \"1\" 🎲"], back.Keys);
        Assert.Equal("naïve\n", Assert.Single(back.Metadata).Value);
    }

    [Fact]
    public void A_file_of_nothing_is_one()
    {
        NamedTensors back = Loaded(Saved([]));
        Assert.Empty(back);
        Assert.Empty(back.Metadata);
    }

    [Fact]
    public void A_dictionary_is_saved_and_made_again()
    {
        var before = new Dictionary<string, Tensor> { ["a"] = Tensor.From([1, 2]), ["b"] = Tensor.Scalar(3.0) };
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, before);
        stream.Position = 0;
        var after = new Dictionary<string, Tensor>(SafeTensors.Load(stream));
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal([1, 2], after["a"].ToArray<int>());
        Assert.Equal(3.0, (double)after["b"]);
    }

    [Fact]
    public void Streams_that_cannot_seek_are_read_and_written()
    {
        var all = Enumerable.Range(0, 5).Select(static i => ($"t{i}", Tensor.Full([300, 300], (float)i))).ToArray();
        using var stream = new MemoryStream();
        SafeTensors.Save(new OneWay(stream), all);
        stream.Position = 0;
        NamedTensors back = SafeTensors.Load(new OneWay(stream));
        foreach ((string name, Tensor value) in all) Assert.True(value.HasBitsOf(back[name]));
    }

    [Fact]
    public void Tensors_of_types_that_are_not_here_are_refused_when_they_are_asked_for()
    {
        NamedTensors file = Loaded(FileOf("""{"f":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},"x":{"dtype":"U8","shape":[3],"data_offsets":[2,5]}}""", [9, 9, 1, 2, 3]));
        Assert.Equal(["f", "x"], file.Keys);
        Assert.Equal([1, 2, 3], file["x"].ToArray<byte>());
        Assert.Contains("'f' is F8_E4M3", Assert.Throws<NotSupportedException>(() => file["f"]).Message, StringComparison.Ordinal);
        NamedTensors deep = Loaded(FileOf("""{"d":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", [1]));
        Assert.Contains("9 axes", Assert.Throws<NotSupportedException>(() => deep["d"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are() =>
        Assert.Contains("it has: a, b", Assert.Throws<KeyNotFoundException>(static () => Loaded(Saved([("a", Tensor.From([1])), ("b", Tensor.From([1]))]))["c"]).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "header does not begin")]
    [InlineData("[1]", "header does not begin")]
    [InlineData("""{"x":""", "damaged")]
    [InlineData("""{"x":1}""", "'x' has no dtype")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1]}}""", "'x' has no data_offsets")]
    [InlineData("""{"x":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", "'x' has no dtype")]
    [InlineData("""{"x":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", "'x' has a shape")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", "'x' has a shape")]
    [InlineData("""{"x":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}""", "'x' has a shape")]
    [InlineData("""{"x":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", "'x' has a shape")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", "'x' has data_offsets")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", "'x' has data_offsets")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", "'x' has data_offsets")]
    [InlineData("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", "takes 2 bytes; its offsets leave 1")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}}""", "more elements than can be counted")]
    [InlineData("""{"x":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,1]}}""", "more elements than can be counted")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}}""", "1 are left")]
    [InlineData("""{}""", "take 0 bytes, but 1 are left")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""", "gap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", "overlap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", "damaged")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"shape":[],"data_offsets":[0,1]}}""", "damaged")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", "__metadata__")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", "damaged")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", "damaged")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1],"more":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}}""", "damaged")]
    [InlineData("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}} trailing""", "damaged")]
    public void A_header_that_does_not_fit_the_file_is_refused(string header, string named)
    {
        var e = Assert.Throws<InvalidDataException>(() => Loaded(FileOf(header, [7])));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("The stream: ", e.Message, StringComparison.Ordinal);
        _ = Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new OneWay(new MemoryStream(FileOf(header, [7])))));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] file = FileOf("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", [7]);
        file[10] = 0xff;
        Assert.Contains("UTF-8", Assert.Throws<InvalidDataException>(() => Loaded(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_longer_than_any_is_refused(long length)
    {
        byte[] file = new byte[100];
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        Assert.Contains("at most 100000000", Assert.Throws<InvalidDataException>(() => Loaded(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_names_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder["weights.safetensors"];
        File.WriteAllBytes(path, []);
        var e = Assert.Throws<InvalidDataException>(() => SafeTensors.Load(path));
        Assert.StartsWith(path + ": the length of the header takes 8 bytes, but 0 are left", e.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => SafeTensors.Load(folder["none"]));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        byte[] file = Saved([("a", Tensor.From([1f, 2f])), ("b", Tensor.From([true]))]);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Loaded(file[..length]));
            Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new OneWay(new MemoryStream(file[..length]))));
        }

        Assert.Throws<InvalidDataException>(() => Loaded([.. file, 0]));
        Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new OneWay(new MemoryStream([.. file, 0]))));
    }

    // Claims of 100 megabytes of header and a terabyte of elements in files of some bytes.
    [Fact]
    public void What_is_merely_claimed_takes_no_memory()
    {
        byte[] header = new byte[50];
        BinaryPrimitives.WriteInt64LittleEndian(header, 100_000_000);
        byte[] elements = FileOf("""{"x":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}}""", [7]);
        foreach (byte[] file in (byte[][])[header, elements])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => Loaded(file));
            Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new OneWay(new MemoryStream(file))));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Fact]
    public void Damaged_files_give_tensors_or_a_clear_error()
    {
        byte[] file = Saved([("a", Tensor.From([1f, 2f])), ("b", Tensor.From([true, false, true])), ("c", Tensor.Zeros([2, 0], DType.Int64))], new() { ["k"] = "v" });
        Mutations.Of(file).Sample(static bytes => Mutations.Try(() => _ = Loaded(bytes).Count, bytes), iter: 20_000);
    }

    [Fact]
    public void What_no_file_can_hold_is_refused_before_one_is_made()
    {
        using var folder = new TemporaryFolder();
        Tensor x = Tensor.From([1]);
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => SafeTensors.Save(folder["f"], [("x", x), ("x", x)])).Message, StringComparison.Ordinal);
        Assert.Contains("Complex128", Assert.Throws<ArgumentException>(() => SafeTensors.Save(folder["f"], [("z", Tensor.Zeros([1], DType.Complex128))])).Message, StringComparison.Ordinal);
        Assert.Contains("metadata", Assert.Throws<ArgumentException>(() => SafeTensors.Save(folder["f"], [("__metadata__", x)])).Message, StringComparison.Ordinal);
        Assert.Contains("'n' is null", Assert.Throws<ArgumentNullException>(() => SafeTensors.Save(folder["f"], [("n", null!)])).Message, StringComparison.Ordinal);
        Tensor gone = Tensor.From([1]);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SafeTensors.Save(folder["f"], [("gone", gone)]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    internal static byte[] Saved((string, Tensor)[] tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static NamedTensors Loaded(byte[] file) => SafeTensors.Load(new MemoryStream(file));

    private static byte[] FileOf(string header, byte[] elements)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. elements];
    }
}
