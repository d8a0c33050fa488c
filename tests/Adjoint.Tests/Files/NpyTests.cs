using System.IO.Compression;
using System.Numerics;
using System.Text;

using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>NumPy's files of one array and of several.</summary>
public sealed class NpyTests
{
    public static TheoryData<DType> Types => [.. Enum.GetValues<DType>()];

    [Theory, MemberData(nameof(Types))]
    public void Arrays_of_every_type_come_back_bit_for_bit(DType dtype)
    {
        Tensor x = (new RandomKey(1).Normal(3, 5) * 100).Cast(dtype);
        foreach (Tensor each in (Tensor[])[x, x[0], x[1, 2], x[..0], Ops.Transpose(x), x.Reshape(1, 3, 1, 5, 1)])
        {
            Assert.True(each.Contiguous().HasBitsOf(Npy.Load(new MemoryStream(Saved(each)))));
            foreach (bool compressed in (bool[])[false, true])
                Assert.True(each.Contiguous().HasBitsOf(NpzLoaded(NpzSaved(compressed, ("each", each)))["each"]));
        }
    }

    [Fact]
    public void The_bytes_are_those_that_numpy_writes()
    {
        byte[] file = Saved(Tensor.From([1, -2, 3, 4, 5, 6], 2, 3));
        Assert.Equal(128 + 24, file.Length);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0], file[..10]);
        Assert.Equal("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n", Encoding.ASCII.GetString(file, 10, 118));
        Assert.Equal([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff], file[128..136]);
        Assert.Contains("'shape': (3,), }", Encoding.ASCII.GetString(Saved(Tensor.From([1, 2, 3]))), StringComparison.Ordinal);
        Assert.Contains("'descr': '|b1', 'fortran_order': False, 'shape': (), }", Encoding.ASCII.GetString(Saved(Tensor.Scalar(true))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_is_read(byte version) =>
        Assert.Equal([1, 2, 3], Npy.Load(new MemoryStream(FileOf("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n", [1, 2, 3], version))).ToArray<byte>());

    [Fact]
    public void Fortran_order_and_both_orders_of_bytes_are_read()
    {
        Assert.Equal([[1, 3, 5], [2, 4, 6]], Rows(Read("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 2, 3, 4, 5, 6])));
        Assert.Equal([258, 3], Read("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", [1, 2, 0, 3]).ToArray<short>());
        Assert.Equal([1f], Read("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", [0x3f, 0x80, 0, 0]).ToArray<float>());
        Assert.Equal([1.0], Read("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", [0x3f, 0xf0, 0, 0, 0, 0, 0, 0]).ToArray<double>());
        Assert.Equal(new Complex(1, 2), Read("{'descr': '>c8', 'fortran_order': False, 'shape': (), }", [0x3f, 0x80, 0, 0, 0x40, 0, 0, 0]).ToComplex());
        Assert.Equal([true, false, true], Read("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [1, 0, 2]).ToArray<bool>());
    }

    [Fact]
    public void Headers_are_read_as_python_would()
    {
        Assert.Equal([2, 1], Read("""  {  "shape" : ( 2L , 1L ) , 'fortran_order':False,"descr":'|u1' }  """, [1, 2]).Shape);
        Assert.Equal([], Read("{'descr':'|u1','fortran_order':False,'shape':( )}", [1]).Shape);
    }

    [Theory]
    [InlineData("{'descr': '<u4', 'fortran_order': False, 'shape': (1,), }", "'<u4'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "'|O'")]
    [InlineData("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", "astype")]
    [InlineData("{'descr': [('a', '<f4'), ('b', '<i4', (2,))], 'fortran_order': False, 'shape': (1,), }", "records")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }", "9 axes")]
    public void Types_that_are_not_here_are_refused(string header, string named)
    {
        Assert.Contains(named, Assert.Throws<NotSupportedException>(() => Read(header, new byte[20])).Message, StringComparison.Ordinal);
        NamedTensors file = NpzLoaded(Zip(("odd.npy", FileOf(header, new byte[20])), ("x.npy", Saved(Tensor.From([5])))));
        Assert.Equal(5, (int)file["x"]);
        Assert.Contains(named, Assert.Throws<NotSupportedException>(() => file["odd"]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False}", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': 0, 'shape': (1,), }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': 1, }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': '1', }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } + 1", "header is damaged")]
    [InlineData("{'descr': [('a', , 'fortran_order': False, 'shape': (1,), }", "header is damaged")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,), }", "header is damaged")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "more elements than can be counted")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000000,), }", "takes 1000000000000 bytes, but 1 are left")]
    public void A_header_that_does_not_fit_the_file_is_refused(string header, string named)
    {
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Read(header, [7])).Message, StringComparison.Ordinal);
        _ = Assert.Throws<InvalidDataException>(() => Npy.Load(new OneWay(new MemoryStream(FileOf(header, [7])))));
        string message = Assert.Throws<InvalidDataException>(() => NpzLoaded(Zip(("x.npy", FileOf(header, [7]))))).Message;
        Assert.StartsWith("The stream, entry 'x.npy': ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 are left")]
    [InlineData(7, "7 are left")]
    public void A_file_without_a_beginning_is_refused(int length, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Npy.Load(new MemoryStream(new byte[length]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_another_kind_or_version_is_refused()
    {
        Assert.Contains("does not begin", Assert.Throws<InvalidDataException>(static () => Npy.Load(new MemoryStream(new byte[99]))).Message, StringComparison.Ordinal);
        Assert.Contains("version 4", Assert.Throws<InvalidDataException>(static () => Npy.Load(new MemoryStream(FileOf("{}", [], 4)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_several_arrays_is_read_one_by_one_and_a_file_has_one()
    {
        byte[] two = [.. Saved(Tensor.From([1])), .. Saved(Tensor.From([2.5]))];
        var stream = new MemoryStream(two);
        Assert.Equal(1, (int)Npy.Load(stream));
        Assert.Equal(2.5, (double)Npy.Load(stream));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["two.npy"], two);
        Assert.Contains("more behind the end", Assert.Throws<InvalidDataException>(() => Npy.Load(folder["two.npy"])).Message, StringComparison.Ordinal);
        Npy.Save(folder["one.npy"], Tensor.From([1, 2]));
        Assert.Equal([1, 2], Npy.Load(folder["one.npy"]).ToArray<int>());
    }

    [Fact]
    public void Archives_keep_names_and_order()
    {
        using var folder = new TemporaryFolder();
        Npz.Save(folder["a.npz"], [("second", Tensor.From([2])), ("arr_0", Tensor.From([1.5f], 1, 1))]);
        NamedTensors back = Npz.Load(folder["a.npz"]);
        Assert.Equal(["second", "arr_0"], back.Keys);
        Assert.Equal([1, 1], back["arr_0"].Shape);
        Assert.Equal(File.ReadAllBytes(folder["a.npz"]), NpzSaved(false, ("second", Tensor.From([2])), ("arr_0", Tensor.From([1.5f], 1, 1))));
        Assert.Throws<ArgumentException>(() => Npz.Save(folder["a.npz"], [("x", Tensor.From([2])), ("x", Tensor.From([2]))]));
    }

    [Fact]
    public void An_entry_that_is_damaged_or_there_twice_is_refused()
    {
        byte[] file = NpzSaved(false, ("x", Tensor.From([1, 2, 3])));
        int at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 0, 0, 0, 2, 0, 0, 0, 3]);
        file[at] = 9;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => NpzLoaded(file)).Message, StringComparison.Ordinal);
        Assert.Contains("two entries", Assert.Throws<InvalidDataException>(static () => NpzLoaded(Zip(("x.npy", Saved(Tensor.From([1]))), ("x.npy", Saved(Tensor.From([1])))))).Message, StringComparison.Ordinal);
        Assert.Contains("takes 4 bytes, but the entry claims 5", Assert.Throws<InvalidDataException>(static () => NpzLoaded(Zip(("x.npy", [.. Saved(Tensor.From([1])), 0])))).Message, StringComparison.Ordinal);
        Assert.Empty(NpzLoaded(Zip(("readme.txt", [1, 2]))));
    }

    // 64 megabytes of zeros, deflated to as many kilobytes, behind a header that says 4 bytes.
    [Fact]
    public void What_is_more_than_the_shape_says_is_not_unpacked()
    {
        byte[] entry = [.. FileOf("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", []), .. new byte[1 << 26]];
        byte[] file = Zip(("bomb.npy", entry));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("takes 4 bytes", Assert.Throws<InvalidDataException>(() => NpzLoaded(file)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Damaged_files_give_tensors_or_a_clear_error()
    {
        byte[] npy = Saved(Tensor.From([1f, 2f, 3f], 3, 1));
        Mutations.Of(npy).Sample(static bytes => Mutations.Try(() => _ = Npy.Load(new MemoryStream(bytes)).Count, bytes), iter: 20_000);
        byte[] npz = NpzSaved(true, ("a", Tensor.From([1f, 2f])), ("b", Tensor.From([true])));
        Mutations.Of(npz).Sample(static bytes => Mutations.Try(() => _ = NpzLoaded(bytes).Count, bytes), iter: 5_000);
    }

    private static Tensor Read(string header, byte[] elements) => Npy.Load(new MemoryStream(FileOf(header, elements)));

    private static int[][] Rows(Tensor matrix) => [.. matrix.Select(static row => row.Cast(DType.Int32).ToArray<int>())];

    private static byte[] Saved(Tensor x)
    {
        using var stream = new MemoryStream();
        Npy.Save(stream, x);
        return stream.ToArray();
    }

    private static byte[] NpzSaved(bool compressed, params (string, Tensor)[] arrays)
    {
        using var stream = new MemoryStream();
        Npz.Save(stream, arrays, compressed);
        return stream.ToArray();
    }

    private static NamedTensors NpzLoaded(byte[] file) => Npz.Load(new MemoryStream(file));

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static byte[] FileOf(string header, byte[] elements, byte version = 1)
    {
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.UTF8.GetBytes(header), .. elements];
    }
}
