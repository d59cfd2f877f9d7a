using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet.Tables;
using Microsoft.ML;

namespace Gchunk.Ml.MlNet;

/// <summary>The samples of one block, for a model: centred, as float32, without those that are left out.</summary>
internal sealed class PredictionRows : IRowSource, IDisposable
{
    private readonly ModelDetails details;
    private readonly NDArray features;
    private readonly NDArray zeros;
    private readonly int[] positions;

    public PredictionRows(NDArray input, ModelDetails details, bool skipNaN)
    {
        this.details = details;
        int width = details.Features,
            rows = (int)(input.Size / width);
        positions = new int[rows];
        features = NDArray.Allocate((rows, width), DType.Float32);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<double> row = input.Span<double>((long)r * width, width);
            Span<float> centred = features.Span<float>((long)Count * width, width);
            bool whole = true;
            for (int f = 0; f < width; f++)
            {
                double value = details.Center is { } center ? row[f] - center[f] : row[f];
                centred[f] = (float)value;
                whole &= double.IsFinite(row[f]);
            }
            if (whole || !skipNaN)
                positions[Count++] = r;
        }
        zeros = NDArray.Zeros(rows, DType.Float64);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    int IRowSource.Blocks => 1;

    long? IRowSource.Count => Count;

    /// <summary>Returns the position in the block of the sample of a row.</summary>
    public int PositionOf(int row) => positions[row];

    /// <summary>Returns the rows as ML.NET sees them; a label is there only in form.</summary>
    public IDataView ToView() => new SampleDataView(this, details.Layout, null, 0);

    RowBlock IRowSource.Read(int block, in RowNeeds needs) =>
        new(0, Count) { Features = features.Share(), Labels = zeros.Share() };

    public void Dispose()
    {
        features.Dispose();
        zeros.Dispose();
    }
}
