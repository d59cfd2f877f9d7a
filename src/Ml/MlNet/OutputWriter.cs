using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet;

/// <summary>Writes a column that a model makes into a block.</summary>
internal sealed class OutputWriter(NDArray result, int columns, ModelDetails details, bool restore, string name)
{
    private const int RowsBetweenChecks = 4096;

    /// <summary>Fills the block with missing values: NaN, -1 or false.</summary>
    public void FillMissing()
    {
        switch (result.DType)
        {
            case DType.Float32:
                result.Span<float>().Fill(float.NaN);
                break;
            case DType.Float64:
                result.Span<double>().Fill(double.NaN);
                break;
            case DType.Int32:
                result.Span<int>().Fill(-1);
                break;
            case DType.Int64:
                result.Span<long>().Fill(-1);
                break;
            default:
                result.Span<bool>().Clear();
                break;
        }
    }

    /// <summary>Writes the column.</summary>
    /// <param name="made">What the model made of the rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="GchunkException">The model has left out rows, or made others.</exception>
    public void Write(IDataView made, PredictionRows rows, CancellationToken cancellation)
    {
        DataViewSchema.Column column = made.Schema[name];
        using DataViewRowCursor cursor = made.GetRowCursor([column]);
        Action<int> write = WriterOf(cursor, column);
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if (row % RowsBetweenChecks == 0)
                cancellation.ThrowIfCancellationRequested();
            if (row == rows.Count)
                break;
            write(rows.PositionOf(row));
        }
        if (row != rows.Count || cursor.MoveNext())
        {
            throw new GchunkException(
                "the model leaves out samples or makes new ones; a model for fields gives one result for each sample"
            );
        }
    }

    private Action<int> WriterOf(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        if (item is KeyDataViewType)
        {
            return columns > 0
                ? throw new GchunkException($"the column '{name}' holds vectors of labels, which cannot be an array")
                : Keys(cursor, column);
        }
        if (item is BooleanDataViewType)
            return Values<bool>(cursor, column, (at, value) => result.Span<bool>()[at] = value);
        if (item.RawType == typeof(double))
            return Values<double>(cursor, column, (at, value) => result.Span<double>()[at] = value);
        if (result.DType == DType.Float32)
            return Values<float>(cursor, column, (at, value) => result.Span<float>()[at] = value);
        double shift = columns == 0 ? details.LabelCenter : 0;
        double[]? center = restore ? details.Center : null;
        return Values<float>(
            cursor,
            column,
            (at, value) => result.Span<double>()[at] = value + (center is null ? shift : center[at % columns])
        );
    }

    private Action<int> Values<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Action<int, T> put)
    {
        if (columns == 0)
        {
            ValueGetter<T> getter = cursor.GetGetter<T>(column);
            return position =>
            {
                T value = default!;
                getter(ref value);
                put(position, value);
            };
        }
        ValueGetter<VBuffer<T>> vectors = cursor.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return position =>
        {
            vectors(ref buffer);
            if (buffer.Length != columns)
            {
                throw new GchunkException(
                    $"the model made {buffer.Length} values of '{name}' where {columns} were expected"
                );
            }
            int index = 0;
            foreach (T value in buffer.DenseValues())
                put(position * columns + index++, value);
        };
    }

    // A key counts from 1; 0 is a missing one.
    private Action<int> Keys(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<uint> getter = cursor.GetGetter<uint>(column);
        return position =>
        {
            uint key = 0;
            getter(ref key);
            if (details.Classes is not { } classes)
                result.Span<int>()[position] = (int)key - 1;
            else if (key > 0 && key <= classes.Length)
                result.Span<long>()[position] = (long)classes[key - 1];
        };
    }
}
