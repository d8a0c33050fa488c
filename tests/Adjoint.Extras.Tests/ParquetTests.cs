using Parquet;
using Parquet.Schema;

using Xunit;

namespace Adjoint.Extras.Tests;

/// <summary>Columns of numbers out of Parquet files.</summary>
public sealed class ParquetTests
{
    private static readonly DataField<int> s_id = new("id");
    private static readonly DataField<double?> s_price = new("price");
    private static readonly DataField<string> s_name = new("name");

    [Fact]
    public async Task Columns_of_numbers_are_read_over_row_groups()
    {
        using var folder = new Folder();
        await WriteAsync(folder["x.parquet"]);
        Table table = await ParquetFile.LoadAsync(folder["x.parquet"], missing: -1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["id", "price"], table.Names);
        Assert.Equal([1, 2, 3, 4, 5], table["id"].ToArray<int>());
        Assert.Equal([0.5, -1, 1.5, -1, 2.5], table["price"].ToArray<double>());
        Assert.Equal(5, table.Count);
    }

    [Fact]
    public async Task Row_groups_come_one_after_another()
    {
        using var folder = new Folder();
        await WriteAsync(folder["x.parquet"]);
        List<int[]> groups = [];
        await foreach (Table group in ParquetFile.RowGroupsAsync(folder["x.parquet"], ["id"], cancellation: TestContext.Current.CancellationToken))
            groups.Add(group["id"].ToArray<int>());
        Assert.Equal([[1, 2, 3], [4, 5]], groups);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused()
    {
        using var folder = new Folder();
        string path = folder["x.parquet"];
        await WriteAsync(path);
        Assert.Contains("nulls in column 'price'", (await FaultAsync(path, null)).Message);
        Assert.Contains("'name' holds no numbers; those that do are: id, price", (await FaultAsync(path, ["name"])).Message);
        Assert.Contains("'z'; there are: id, price, name", (await FaultAsync(path, ["z"])).Message);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (int length in (int[])[0, 3, 10, whole.Length / 2, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(folder["cut.parquet"], whole[..length], TestContext.Current.CancellationToken);
            Assert.Contains("cut.parquet", (await FaultAsync(folder["cut.parquet"], ["id"])).Message);
        }
    }

    private static Task<InvalidDataException> FaultAsync(string path, string[]? columns) =>
        Assert.ThrowsAsync<InvalidDataException>(() => ParquetFile.LoadAsync(path, columns, cancellation: TestContext.Current.CancellationToken));

    private static async Task WriteAsync(string path)
    {
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(s_id, s_price, s_name), file, cancellationToken: TestContext.Current.CancellationToken);
        await WriteGroupAsync(writer, [1, 2, 3], [0.5, null, 1.5], ["a", "b", "c"]);
        await WriteGroupAsync(writer, [4, 5], [null, 2.5], ["d", "e"]);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, int[] ids, double?[] prices, string[] names)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<int>(s_id, new ReadOnlyMemory<int>(ids));
        await group.WriteAsync<double>(s_price, new ReadOnlyMemory<double?>(prices));
        await group.WriteAsync(s_name, names);
        group.CompleteValidate();
    }
}
