using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Storage.Cf;
using Parquet;
using Parquet.Schema;

namespace Gchunk.Dsl.Tables;

/// <summary>Writes a table as Parquet, with Parquet.Net.</summary>
internal static class ParquetWriting
{
    private const int RowsOfGroup = 1 << 20;

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="GchunkException">The file cannot be written, or a column cannot be stored.</exception>
    public static void Write(Table table, string path)
    {
        if (table.Columns.Count == 0)
            throw new GchunkException("a table without columns cannot be written as Parquet");
        DataField[] fields = [.. table.Columns.Select(Field)];
        using AtomicFile file = AtomicFile.Create(path);
        try
        {
            WriteAsync(table, fields, file.TemporaryPath).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit();
    }

    private static async Task WriteAsync(Table table, DataField[] fields, string path)
    {
        var schema = new ParquetSchema(fields);
        await using var stream = new FileStream(
            path,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
        await using ParquetWriter writer = await ParquetWriter
            .CreateAsync(schema, stream, options)
            .ConfigureAwait(false);
        writer.CustomMetadata = ParquetNotes.Of(table);
        long start = 0;
        do
        {
            Interrupt.Token.ThrowIfCancellationRequested();
            int count = (int)Math.Min(RowsOfGroup, table.Rows - start);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int i = 0; i < fields.Length; i++)
            {
                await WriteAsync(group, (DataField)schema.Fields[i], table.Columns[i], start, count)
                    .ConfigureAwait(false);
            }

            group.CompleteValidate();
            start += count;
        } while (start < table.Rows);
    }

    private static DataField Field(TableColumn column)
    {
        if (column.IsText || ParquetNotes.IsWrittenAsText(column))
            return new DataField<string>(column.Name);
        if (column.Calendar is not null || column.DType == DType.DateTime64)
        {
            return new DateTimeDataField(
                column.Name,
                DateTimeFormat.Timestamp,
                isAdjustedToUTC: false,
                unit: column.Calendar is null ? DateTimeTimeUnit.Nanos : DateTimeTimeUnit.Micros,
                isNullable: true
            );
        }
        return column.DType switch
        {
            DType.Bool => new DataField<bool>(column.Name),
            DType.Int8 => new DataField<sbyte>(column.Name),
            DType.UInt8 => new DataField<byte>(column.Name),
            DType.Int16 => new DataField<short>(column.Name),
            DType.UInt16 => new DataField<ushort>(column.Name),
            DType.Int32 => new DataField<int>(column.Name),
            DType.UInt32 => new DataField<uint>(column.Name),
            DType.Int64 or DType.TimeDelta64 => new DataField<long>(column.Name),
            DType.UInt64 => new DataField<ulong>(column.Name),
            DType.Float32 or DType.Float16 or DType.BFloat16 => new DataField<float>(column.Name),
            DType.Float64 => new DataField<double>(column.Name),
            _ => throw new GchunkException(
                $"Parquet has no {column.Kind} numbers, which '{column.Name}' holds; write Real and Imag as two columns"
            ),
        };
    }

    private static async Task WriteAsync(
        ParquetRowGroupWriter group,
        DataField field,
        TableColumn column,
        long start,
        int count
    )
    {
        if (column.IsText || ParquetNotes.IsWrittenAsText(column))
        {
            string?[] texts = column.ToTexts();
            await group
                .WriteAsync(field, (IReadOnlyCollection<string>)texts[(int)start..((int)start + count)]!)
                .ConfigureAwait(false);
        }
        else if (column.Calendar is not null || column.DType == DType.DateTime64)
        {
            var times = new DateTime?[count];
            for (int i = 0; i < count; i++)
                times[i] = Time(column, start + i);
            await group.WriteAsync<DateTime>(field, times).ConfigureAwait(false);
        }
        else
        {
            await (
                column.DType switch
                {
                    DType.Bool => Numbers<bool>(),
                    DType.Int8 => Numbers<sbyte>(),
                    DType.UInt8 => Numbers<byte>(),
                    DType.Int16 => Numbers<short>(),
                    DType.UInt16 => Numbers<ushort>(),
                    DType.Int32 => Numbers<int>(),
                    DType.UInt32 => Numbers<uint>(),
                    DType.UInt64 => Numbers<ulong>(),
                    DType.Float64 => Numbers<double>(),
                    DType.Int64 => Numbers<long>(),
                    DType.TimeDelta64 => group.WriteAsync<long>(
                        field,
                        Array.ConvertAll(column.Values.Span<TimeDelta64>(start, count).ToArray(), d => d.Nanoseconds)
                    ),
                    _ => group.WriteAsync<float>(field, column.Values.ToArray<float>().AsMemory((int)start, count)),
                }
            ).ConfigureAwait(false);
        }

        Task Numbers<T>()
            where T : unmanaged => group.WriteAsync<T>(field, column.Values.Span<T>(start, count).ToArray());
    }

    private static DateTime? Time(TableColumn column, long row)
    {
        if (column.Calendar is null)
            return column.Values.Get<DateTime64>(row) is { IsNaT: false } time ? time.ToDateTime() : null;
        long micros = column.Values.Get<long>(row);
        if (micros == CfDateTime.NaT)
            return null;
        Int128 ticks = (Int128)micros * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks)
            : throw new GchunkException(
                $"{new CfDateTime(column.Calendar, micros)} in '{column.Name}' cannot be written as Parquet, which is for the years 1 to 9999"
            );
    }
}
