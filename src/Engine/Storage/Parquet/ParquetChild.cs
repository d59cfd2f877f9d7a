using System.Buffers.Binary;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Workers.Processes;
using Parquet;
using Parquet.Schema;

namespace Gchunk.Engine.Storage.Parquet;

/// <summary>
/// Reads Parquet with Parquet.Net, in a process of its own: a damaged file may keep that library busy for ever, which must
/// not be the user's process.
/// </summary>
internal sealed class ParquetChild
{
    /// <summary>The word that starts the program as a reader of Parquet.</summary>
    public const string Mode = "parquet-decoder";

    private const int BytesOfText = 32;

    private readonly string path;
    private readonly long limit;
    private readonly bool keepBytes;
    private readonly DecoderAnswers answers;
    private ParquetReader reader = null!;
    private long length;
    private int rows;

    private ParquetChild(string path, long limit, bool keepBytes, DecoderAnswers answers) =>
        (this.path, this.limit, this.keepBytes, this.answers) = (path, limit, keepBytes, answers);

    /// <summary>Answers requests.</summary>
    public static int Run() =>
        DecoderAnswers.Run(
            static (request, answers) =>
            {
                (string file, string path, long limit, bool keepBytes) = (
                    request.ReadString(),
                    request.ReadString(),
                    request.ReadInt64(),
                    request.ReadBoolean()
                );
                var columns = new string[request.ReadInt32()];
                for (int i = 0; i < columns.Length; i++)
                    columns[i] = request.ReadString();
                try
                {
                    new ParquetChild(path, limit, keepBytes, answers).ReadAsync(file, columns).GetAwaiter().GetResult();
                }
                catch (UnauthorizedAccessException e)
                {
                    throw new GchunkException($"cannot read {path}: {e.Message}", e);
                }
                catch (Exception e) when (ForeignError.Is(e))
                {
                    throw ForeignError.Of(path, e);
                }
            }
        );

    private async Task ReadAsync(string file, string[] columns)
    {
        await using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        length = stream.Length;
        answers.Step(FooterLength(stream));
        await using ParquetReader opened = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        reader = opened;
        Field[] fields = [.. reader.Schema.Fields];
        if (columns.Length > 0)
        {
            fields =
            [
                .. columns.Select(n =>
                    Array.Find(fields, f => f.Name == n)
                    ?? throw new GchunkException($"{path}: {Spelling.Unknown("column", n, fields.Select(f => f.Name))}")
                ),
            ];
        }

        DataField[] plain =
        [
            .. fields.Select(f =>
                f as DataField is { IsArray: false } flat
                    ? flat
                    : throw new GchunkException(
                        $"{path}: the column '{f.Name}' is nested ({f.SchemaType}); a table has plain columns: read the others with columns: [\"…\"]"
                    )
            ),
        ];
        CheckFits(plain);
        answers.Part(part => ColumnMessage.WriteNotes(reader.CustomMetadata ?? [], plain.Length, part));
        foreach (DataField field in plain)
        {
            ParquetColumn column = await ColumnAsync(field).ConfigureAwait(false);
            answers.Part(part => ColumnMessage.Write(column, part));
        }
    }

    // The length of the metadata stands before the last four bytes.
    private static long FooterLength(FileStream stream)
    {
        Span<byte> end = stackalloc byte[8];
        if (stream.Length < end.Length)
            return 0;
        stream.Position = stream.Length - end.Length;
        stream.ReadExactly(end);
        stream.Position = 0;
        return Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(end), stream.Length);
    }

    // Opens a group whose column is read next, in a step of its own.
    private ParquetRowGroupReader Group(int index, DataField field)
    {
        ParquetRowGroupReader group = reader.OpenRowGroupReader(index);
        long bytes = group.GetMetadata(field)?.MetaData?.TotalCompressedSize ?? 0;
        answers.Step(Math.Clamp(bytes, 0, length) + group.RowCount);
        return group;
    }

    private void CheckFits(DataField[] fields)
    {
        Int128 count = 0,
            bytes = 0;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
            if (group.RowCount < 0)
                throw new GchunkException($"{path} is damaged: row group {g} has {group.RowCount} rows");
            count += group.RowCount;
            foreach (DataField field in fields)
            {
                if (group.GetMetadata(field)?.MetaData is not { } about || about.NumValues != group.RowCount)
                {
                    throw new GchunkException(
                        $"{path} is damaged: '{field.Name}' has not one value for each of {group.RowCount} rows"
                    );
                }

                bytes += Math.Max(0, about.TotalUncompressedSize);
            }
        }
        bytes += count * fields.Sum(f => f.ClrType.IsPrimitive ? 16 : BytesOfText);
        if (count > Array.MaxLength || bytes > limit)
        {
            throw new GchunkException(
                $"{path} has {count} rows, which need {MemoryBudget.Format((long)Int128.Min(bytes, long.MaxValue))}, but the memory limit is {MemoryBudget.Format(limit)}; read fewer columns with columns:, or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
            );
        }

        rows = (int)count;
    }

    private Task<ParquetColumn> ColumnAsync(DataField field)
    {
        Type type = field.ClrType;
        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>))
            return TextsAsync(field);
        if (type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>))
            return BytesAsync(field);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => TruthAsync(field),
            TypeCode.SByte => NumbersAsync<sbyte>(field, v => v),
            TypeCode.Byte => NumbersAsync<byte>(field, v => v),
            TypeCode.Int16 => NumbersAsync<short>(field, v => v),
            TypeCode.UInt16 => NumbersAsync<ushort>(field, v => v),
            TypeCode.Int32 => NumbersAsync<int>(field, v => v),
            TypeCode.UInt32 => NumbersAsync<uint>(field, v => v),
            TypeCode.Int64 => NumbersAsync<long>(field, v => v),
            TypeCode.UInt64 => NumbersAsync<ulong>(field, v => v),
            TypeCode.Single => NumbersAsync<float>(field, v => v),
            TypeCode.Double => NumbersAsync<double>(field, v => v),
            TypeCode.Decimal => DecimalsAsync(field),
            TypeCode.DateTime => TimesAsync<DateTime>(field, t => t),
            _ when type == typeof(DateOnly) => TimesAsync<DateOnly>(field, d => d.ToDateTime(TimeOnly.MinValue)),
            _ when type == typeof(TimeSpan) => SpansAsync<TimeSpan>(field, t => t),
            _ when type == typeof(TimeOnly) => SpansAsync<TimeOnly>(field, t => t.ToTimeSpan()),
            _ => throw new GchunkException(
                $"{path}: the column '{field.Name}' holds {type.Name}, which a table cannot; read the others with columns: [\"…\"]"
            ),
        };
    }

    // Reads a column group by group: `read` is given the group, its first row and the number of its rows.
    private async Task GroupsAsync(DataField field, Func<ParquetRowGroupReader, int, int, Task> read)
    {
        int at = 0;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            ParquetRowGroupReader group = Group(g, field);
            int count = (int)group.RowCount;
            await read(group, at, count).ConfigureAwait(false);
            at += count;
        }
    }

    // The values of all row groups; null where they are missing.
    private async Task<T?[]> ValuesAsync<T>(DataField field)
        where T : struct
    {
        var all = new T?[rows];
        await GroupsAsync(
                field,
                async (group, at, count) =>
                {
                    if (field.IsNullable)
                    {
                        await group.ReadAsync<T>(field, all.AsMemory(at, count)).ConfigureAwait(false);
                        return;
                    }
                    var part = new T[count];
                    await group.ReadAsync<T>(field, part.AsMemory()).ConfigureAwait(false);
                    for (int i = 0; i < count; i++)
                        all[at + i] = part[i];
                }
            )
            .ConfigureAwait(false);
        return all;
    }

    private async Task<ParquetColumn> NumbersAsync<T>(DataField field, Func<T, double> toDouble)
        where T : unmanaged
    {
        T?[] values = await ValuesAsync<T>(field).ConfigureAwait(false);
        // As in pandas, integers with missing values are float64.
        if (!Array.Exists(values, v => v is null))
            return new ParquetColumn(field.Name, NDArray.From(Array.ConvertAll(values, v => v!.Value)));
        return typeof(T) == typeof(float)
            ? new ParquetColumn(
                field.Name,
                NDArray.From(Array.ConvertAll(values, v => v is { } n ? (float)toDouble(n) : float.NaN))
            )
            : new ParquetColumn(
                field.Name,
                NDArray.From(Array.ConvertAll(values, v => v is { } n ? toDouble(n) : double.NaN))
            );
    }

    private async Task<ParquetColumn> DecimalsAsync(DataField field)
    {
        decimal?[] values = await ValuesAsync<decimal>(field).ConfigureAwait(false);
        return new ParquetColumn(
            field.Name,
            NDArray.From(Array.ConvertAll(values, v => v is { } n ? (double)n : double.NaN))
        );
    }

    private async Task<ParquetColumn> TruthAsync(DataField field)
    {
        bool?[] values = await ValuesAsync<bool>(field).ConfigureAwait(false);
        return Array.Exists(values, v => v is null)
            ? new ParquetColumn(
                field.Name,
                null,
                Texts: Array.ConvertAll(values, v => v is { } b ? (b ? "True" : "False") : null)
            )
            : new ParquetColumn(field.Name, NDArray.From(Array.ConvertAll(values, v => v!.Value)));
    }

    private async Task<ParquetColumn> TimesAsync<T>(DataField field, Func<T, DateTime> toTime)
        where T : struct
    {
        T?[] values = await ValuesAsync<T>(field).ConfigureAwait(false);
        long[] micros = Array.ConvertAll(
            values,
            v =>
                v is { } time
                    ? DateTime64.FloorDivide(
                        toTime(time).Ticks - DateTime.UnixEpoch.Ticks,
                        TimeSpan.TicksPerMicrosecond
                    )
                    : CfDateTime.NaT
        );
        return new ParquetColumn(field.Name, NDArray.From(micros), IsTime: true);
    }

    private async Task<ParquetColumn> SpansAsync<T>(DataField field, Func<T, TimeSpan> toSpan)
        where T : struct
    {
        T?[] values = await ValuesAsync<T>(field).ConfigureAwait(false);
        return new ParquetColumn(
            field.Name,
            NDArray.From(Array.ConvertAll(values, v => v is { } span ? toSpan(span) : TimeDelta64.NaT))
        );
    }

    private async Task<ParquetColumn> TextsAsync(DataField field)
    {
        var all = new string?[rows];
        await GroupsAsync(
                field,
                async (group, at, count) => await group.ReadAsync(field, all.AsMemory(at, count)!).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return new ParquetColumn(field.Name, null, Texts: all);
    }

    private async Task<ParquetColumn> BytesAsync(DataField field)
    {
        var all = new byte[]?[rows];
        await GroupsAsync(
                field,
                async (group, at, count) => await group.ReadAsync(field, all.AsMemory(at, count)!).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        if (keepBytes)
            return new ParquetColumn(field.Name, null, Bytes: all);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        try
        {
            return new ParquetColumn(
                field.Name,
                null,
                Texts: Array.ConvertAll(all, b => b is null ? null : strict.GetString(b))
            );
        }
        catch (DecoderFallbackException e)
        {
            throw new GchunkException(
                $"{path}: the column '{field.Name}' holds bytes that are no text; read the others with columns: [\"…\"]",
                e
            );
        }
    }
}
