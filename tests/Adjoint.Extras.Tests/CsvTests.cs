using System.IO.Compression;
using System.Text;

using Adjoint.Tests;

using Xunit;

namespace Adjoint.Extras.Tests;

/// <summary>Columns of separated values become tensors, and faults are told with line and column.</summary>
public sealed class CsvTests
{
    private const string Iris = "length,width,species\n5.1, 3.5,setosa\n7.0,3.2,versicolor\n\n6.3,NA,\"setosa\"\n";

    [Fact]
    public void Columns_are_read_by_name_and_type()
    {
        Table table = Read(Iris, CsvColumn.Labels("species"), CsvColumn.Numbers("length"), CsvColumn.Numbers("width", DType.Float64, missing: double.NaN));
        Assert.Equal(["species", "length", "width"], table.Names);
        Assert.Equal(3, table.Count);
        Assert.Equal([5.1f, 7, 6.3f], table["length"].ToArray<float>());
        Assert.Equal([3.5, 3.2, double.NaN], table["width"].ToArray<double>());
        Assert.Equal([0L, 1, 0], table["species"].ToArray<long>());
        Assert.Equal(["setosa", "versicolor"], table.Classes("species"));
        Tensor matrix = table.Matrix("width", "length");
        Assert.Equal(DType.Float64, matrix.DType);
        Assert.Equal([3.2, 7f], matrix[1].ToArray<double>());
    }

    [Fact]
    public void Without_columns_all_are_numbers()
    {
        Table table = Read("a,b\n1,2\n3,-4e-1\n");
        Assert.Equal(new[,] { { 1f, 2 }, { 3, -0.4f } }, table.Matrix().ToArray2D<float>());
    }

    [Fact]
    public void The_culture_does_not_matter() =>
        Assert.Equal([-1.5f, 1e3f], Cultures.Hostile(() => Read("x\n-1.5\n1e3\n"))["x"].ToArray<float>());

    [Fact]
    public void Every_type_of_numbers_can_be_read()
    {
        foreach (DType dtype in (DType[])[DType.UInt8, DType.Int8, DType.Int16, DType.Int32, DType.Int64, DType.Float16, DType.Float32, DType.Float64])
        {
            Tensor x = Read("x\n1\nNA\n100\n", CsvColumn.Numbers("x", dtype, missing: 7))["x"];
            Assert.Equal(dtype, x.DType);
            Assert.Equal([1.0, 7, 100], Ops.Cast(x, DType.Float64).ToArray<double>());
        }

        Assert.Equal([true, false, true, false], Read("x\ntrue\nFalse\n1\n0\n", CsvColumn.Numbers("x", DType.Bool))["x"].ToArray<bool>());
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column 'b': 'x' is no Float32")]
    [InlineData("a,b\n1,2\n3\n", "line 3: there are 1 fields, but 2 columns")]
    [InlineData("a,b\n1,\n", "line 2, column 'b': the value is missing")]
    [InlineData("a,b\n1,1e99\n", "line 2, column 'b': '1e99' is no Float32")]
    [InlineData("a,b\n\"1\n\",2\n3,\"1,5\"\n", "line 4, column 'b': '1,5' is no Float32")]
    [InlineData("a,a\n1,2\n", "two columns are named 'a'")]
    [InlineData("", "is empty")]
    public void Faults_are_told_with_line_and_column(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(text)).Message);

    [Fact]
    public void What_a_column_cannot_hold_is_refused()
    {
        Assert.Contains("'300' is no UInt8", Assert.Throws<InvalidDataException>(() => Read("x\n300\n", CsvColumn.Numbers("x", DType.UInt8))).Message);
        Assert.Contains("'1.5' is no Int32", Assert.Throws<InvalidDataException>(() => Read("x\n1.5\n", CsvColumn.Numbers("x", DType.Int32))).Message);
        Assert.Contains("none of the labels no, yes", Assert.Throws<InvalidDataException>(() => Read("x\nmaybe\n", CsvColumn.Labels("x", ["no", "yes"]))).Message);
        Assert.Contains("'y'; there are: x", Assert.Throws<InvalidDataException>(() => Read("x\n1\n", CsvColumn.Numbers("y"))).Message);
        Assert.Throws<ArgumentException>(() => CsvColumn.Numbers("x", DType.Int32, missing: double.NaN));
        Assert.Throws<ArgumentException>(() => CsvColumn.Numbers("x", DType.UInt8, missing: 256));
        Assert.Throws<ArgumentException>(() => CsvColumn.Numbers("x", DType.Complex128));
        Assert.Throws<ArgumentException>(() => CsvColumn.Labels("x", ["a", "a"]));
        Table table = Read("x\n1\n");
        Assert.Contains("there are: x", Assert.Throws<KeyNotFoundException>(() => table["z"]).Message);
        Assert.Throws<KeyNotFoundException>(() => table.Classes("x"));
    }

    [Fact]
    public void Labels_keep_the_order_that_is_given()
    {
        Table table = Read("x\nlow\nhigh\nlow\n", CsvColumn.Labels("x", ["low", "high"]));
        Assert.Equal([0L, 1, 0], table["x"].ToArray<long>());
        Assert.Equal([1L, 0, 1], Read("x\nlow\nhigh\nlow\n", CsvColumn.Labels("x"))["x"].ToArray<long>());
    }

    [Fact]
    public void Separator_header_and_marks_can_be_chosen()
    {
        var options = new CsvOptions { Separator = ';', HasHeader = false, MissingValues = ["-"] };
        Table table = Csv.Read(new StringReader("1;2\n3;-\n"), [CsvColumn.Numbers("1", missing: -1), CsvColumn.Numbers("0")], options);
        Assert.Equal(new[,] { { 2f, 1 }, { -1, 3 } }, table.Matrix().ToArray2D<float>());
    }

    [Fact]
    public void Files_may_be_packed_and_are_named_in_messages()
    {
        using var folder = new Folder();
        using (var packed = new GZipStream(File.Create(folder["x.csv.gz"]), CompressionMode.Compress))
            packed.Write(Encoding.UTF8.GetBytes("x\n1\n2\n"));
        Assert.Equal([1f, 2], Csv.Load(folder["x.csv.gz"])["x"].ToArray<float>());
        File.WriteAllText(folder["y.csv"], "x\n?\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.StartsWith("y.csv, line 2, column 'x'", Assert.Throws<InvalidDataException>(() => Csv.Load(folder["y.csv"])).Message);
        Assert.Throws<FileNotFoundException>(() => Csv.Load(folder["z.csv"]));
    }

    private static Table Read(string text, params CsvColumn[] columns) => Csv.Read(new StringReader(text), columns.Length == 0 ? null : columns);
}
