using System.Numerics;

using Parquet;
using Parquet.Schema;

namespace Adjoint.Extras;

/// <summary>Reads columns of a row group.</summary>
internal sealed class ParquetColumns(ParquetRowGroupReader group, string source, double? missing, CancellationToken cancellation)
{
    private static readonly Dictionary<Type, Func<ParquetColumns, DataField, Task<Tensor>>> s_readers = new()
    {
        [typeof(bool)] = static (g, f) => g.ReadAsync<bool, bool>(f, static number => number != 0, static value => value),
        [typeof(sbyte)] = Numbers<sbyte, sbyte>,
        [typeof(byte)] = Numbers<byte, byte>,
        [typeof(short)] = Numbers<short, short>,
        [typeof(ushort)] = Numbers<ushort, int>,
        [typeof(int)] = Numbers<int, int>,
        [typeof(uint)] = Numbers<uint, long>,
        [typeof(long)] = Numbers<long, long>,
        [typeof(float)] = Numbers<float, float>,
        [typeof(double)] = Numbers<double, double>,
        [typeof(decimal)] = Numbers<decimal, double>,
    };

    public long RowCount => group.RowCount;

    public static bool CanRead(DataField field) => !field.IsArray && s_readers.ContainsKey(field.ClrType);

    public Task<Tensor> ReadAsync(DataField field) => s_readers[field.ClrType](this, field);

    private static Task<Tensor> Numbers<T, TResult>(ParquetColumns group, DataField field)
        where T : unmanaged, INumberBase<T>
        where TResult : unmanaged, INumberBase<TResult> =>
        group.ReadAsync<T, TResult>(field, static number => TResult.CreateChecked(number), static value => TResult.CreateChecked(value));

    private async Task<Tensor> ReadAsync<T, TResult>(DataField field, Func<double, TResult> fromMissing, Func<T, TResult> convert)
        where T : unmanaged
        where TResult : unmanaged
    {
        if (RowCount is < 0 or > int.MaxValue / 2) throw new InvalidDataException($"{source}: a row group of {RowCount} rows cannot be read at once.");
        if (!field.IsNullable)
        {
            var values = new T[RowCount];
            await group.ReadAsync<T>(field, values.AsMemory(), null, cancellation).ConfigureAwait(false);
            return Tensor.From(Array.ConvertAll(values, value => convert(value)));
        }

        var found = new T?[RowCount];
        await group.ReadAsync<T>(field, found.AsMemory(), null, cancellation).ConfigureAwait(false);
        return Tensor.From(Array.ConvertAll(found, value => value is { } known ? convert(known) : Missing(field, fromMissing)));
    }

    private TResult Missing<TResult>(DataField field, Func<double, TResult> fromMissing)
    {
        if (missing is not { } number) throw new InvalidDataException($"{source}: there are nulls in column '{field.Name}'; say what stands for them (missing: ...).");
        try
        {
            return fromMissing(number);
        }
        catch (OverflowException)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{source}: {number} cannot stand for nulls in column '{field.Name}' of type {field.ClrType.Name}."));
        }
    }
}
