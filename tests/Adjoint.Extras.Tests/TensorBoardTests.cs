using System.Buffers.Binary;

using Xunit;

namespace Adjoint.Extras.Tests;

/// <summary>Event files, byte for byte.</summary>
public sealed class TensorBoardTests
{
    [Fact]
    public void The_checksum_is_that_of_Castagnoli()
    {
        // RFC 3720, appendix B.4.
        Assert.Equal(0xe3069283u, EventRecord.Sum("123456789"u8));
        Assert.Equal(0x8a9136aau, EventRecord.Sum(new byte[32]));
        Assert.Equal(0x62a8ab43u, EventRecord.Sum([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0u, EventRecord.Sum([]));
    }

    [Fact]
    public void A_file_begins_as_those_of_TensorFlow()
    {
        using var folder = new Folder();
        byte[] file = Written(folder, static _ => { });
        // Length 24 and its masked checksum, which every event file begins with; then the time 2.5 s and the version.
        Assert.Equal("18000000000000" + "00" + "A37F4B22", Convert.ToHexString(file[..12]));
        Assert.Equal("09" + "0000000000000440" + "1A0D" + Convert.ToHexString("brain.Event:2"u8), Convert.ToHexString(file[12..36]));
        Assert.Equal(40, file.Length);
    }

    [Fact]
    public void A_scalar_is_written_by_hand()
    {
        using var folder = new Folder();
        byte[] message = Messages(Written(folder, static board => board.AddScalar("loss", 0.5, 300)))[1];
        // time 2.5; step 300 = 0xAC 0x02; summary of 13 bytes: a value of 11: tag "loss", single 0.5.
        Assert.Equal(
            "09" + "0000000000000440" + "10AC02" + "2A0D" + "0A0B" + "0A04" + Convert.ToHexString("loss"u8) + "15" + "0000003F",
            Convert.ToHexString(message));
    }

    [Fact]
    public void A_histogram_holds_every_number_in_its_bucket()
    {
        using var folder = new Folder();
        byte[] file = Written(folder, static board => board.AddHistogram("g", Tensor.From([-1f, 0, 0, 2]), 1));
        byte[] histogram = Messages(file)[1][(9 + 2 + 3 + 3 + 3)..]; // behind time, step, and the heads of summary, value and tag
        Dictionary<int, double[]> fields = Doubles(histogram);
        Assert.Equal([-1.0, 2, 4, 1, 5], Enumerable.Range(1, 5).Select(field => fields[field][0]));
        double[] limits = fields[6], counts = fields[7];
        Assert.Equal(limits.Length, counts.Length);
        Assert.Equal(limits.Order(), limits);
        Assert.Equal(4, counts.Sum());
        double[] numbers = [-1, 0, 0, 2];
        for (int i = 1; i < limits.Length; i++)
            Assert.Equal(numbers.Count(n => limits[i - 1] <= n && n < limits[i]), counts[i]);
    }

    [Fact]
    public void An_image_is_a_png()
    {
        using var folder = new Folder();
        Tensor image = Tensor.From((byte[])[1, 2, 3, 4, 5, 6], 1, 2, 3);
        byte[] message = Messages(Written(folder, board => board.AddImage("i", image, 1)))[1];
        byte[] png = Images.EncodePng(image);
        Assert.Equal(png, message[^png.Length..]);
        int at = message.AsSpan().IndexOf((byte[])[0x08, 2, 0x10, 3, 0x18, 1, 0x22]); // height, width, colours, bytes
        Assert.InRange(at, 1, message.Length - png.Length);
    }

    [Fact]
    public void What_cannot_be_shown_is_refused()
    {
        using var folder = new Folder();
        _ = Written(folder, static board =>
        {
            Assert.Contains("'g'", Assert.Throws<ArgumentException>(() => board.AddHistogram("g", Tensor.From([1f, float.NaN]), 0)).Message);
            Assert.Throws<ArgumentException>(() => board.AddHistogram("g", Tensor.Zeros(0), 0));
            Assert.Throws<ArgumentException>(() => board.AddHistogram("g", Tensor.Zeros([1], DType.Complex64), 0));
            Assert.Throws<ArgumentNullException>(() => board.AddScalar(null!, 0, 0));
        });
    }

    [Fact]
    public void Writers_of_one_folder_have_files_of_their_own()
    {
        using var folder = new Folder();
        using var one = new TensorBoardWriter(folder["run"], new Clock());
        using var other = new TensorBoardWriter(folder["run"], new Clock());
        Assert.NotEqual(one.FilePath, other.FilePath);
        Assert.Contains(".tfevents.0000000002.", one.FilePath);
    }

    private static byte[] Written(Folder folder, Action<TensorBoardWriter> write)
    {
        string path;
        using (var board = new TensorBoardWriter(folder["run"], new Clock()))
        {
            write(board);
            path = board.FilePath;
        }

        return File.ReadAllBytes(path);
    }

    // The messages in records whose sums are right.
    private static List<byte[]> Messages(byte[] file)
    {
        List<byte[]> messages = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            byte[] message = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(EventRecord.Of(message), file[at..(at + 16 + length)]);
            messages.Add(message);
            at += 16 + length;
        }

        return messages;
    }

    // The fields of a histogram, behind its own head: doubles, alone or packed.
    private static Dictionary<int, double[]> Doubles(byte[] bytes)
    {
        int at = 1;
        _ = Number(bytes, ref at);
        Dictionary<int, double[]> fields = [];
        while (at < bytes.Length)
        {
            int key = (int)Number(bytes, ref at);
            int count = (key & 7) == 1 ? 1 : (int)Number(bytes, ref at) / sizeof(double);
            double[] values = new double[count];
            for (int i = 0; i < count; i++, at += sizeof(double))
                values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at));
            fields[key >> 3] = values;
        }

        return fields;
    }

    private static long Number(byte[] bytes, ref int at)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(2500);
    }
}
