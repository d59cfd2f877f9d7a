using Gchunk.Dsl;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Fields;

namespace Gchunk.Ml;

/// <summary>
/// How much each sample counts: <c>"area"</c>, a labelled array, or an array with one weight for each sample. All of
/// these convert to it, so pass them as they are: <c>Fit(field, over: "time", weights: "area")</c>.
/// </summary>
/// <remarks>
/// <c>"area"</c> is the cosine of the latitude of each cell. A labelled array may have any of the dimensions of the
/// samples; it is broadcast over the others, and labels must match. A plain array has one weight for each sample, those
/// that are left out included. Weights are finite, not negative and not all 0; those of samples that are left out do
/// not matter.
/// </remarks>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// Print(new KMeans(3).Fit(rain, over: "time", weights: "area").ClusterSizes.Count);
/// Print(new KMeans(3).Fit(rain, over: "time", weights: rain.Mean("time")).ClusterSizes.Count);
/// </code></example>
public sealed class SampleWeights
{
    private const string Area = "area";

    private readonly string? kind;
    private readonly DataArray? labelled;
    private readonly ChunkedArray? plain;

    private SampleWeights(string? kind, DataArray? labelled, ChunkedArray? plain) =>
        (this.kind, this.labelled, this.plain) = (kind, labelled, plain);

    /// <summary>Takes the name of a kind of weights: <c>area</c>.</summary>
    /// <param name="kind">The name.</param>
    /// <exception cref="GchunkException">The name is unknown.</exception>
    public static implicit operator SampleWeights(string kind)
    {
        string[] known = [Area];
        return known.Contains(kind)
            ? new SampleWeights(kind, null, null)
            : throw new GchunkException(Spelling.Unknown("kind of weights", kind, known));
    }

    /// <summary>Takes a labelled array that is broadcast over the dimensions of the samples.</summary>
    /// <param name="weights">The weights.</param>
    public static implicit operator SampleWeights(DataArray weights) => new(null, weights, null);

    /// <summary>Takes one weight for each sample.</summary>
    /// <param name="weights">The weights, (samples) or of the shape of the field without its features.</param>
    public static implicit operator SampleWeights(ChunkedArray weights) => new(null, null, weights);

    /// <summary>Takes one weight for each sample.</summary>
    /// <param name="weights">The weights, (samples) or of the shape of the field without its features.</param>
    public static implicit operator SampleWeights(NDArray weights) => (ChunkedArray)weights;

    /// <summary>Takes one weight for each sample.</summary>
    /// <param name="weights">The weights.</param>
    public static implicit operator SampleWeights(double[] weights) => NDArray.From(weights);

    /// <summary>Returns the weight of each sample that a grid keeps.</summary>
    /// <exception cref="GchunkException">The weights do not fit the samples.</exception>
    internal ArrayExpr Of(SampleGrid grid)
    {
        ArrayExpr all =
            kind is not null ? OfLabelled(grid, CosinesOfLatitude(grid))
            : labelled is not null ? OfLabelled(grid, labelled)
            : OfPlain(grid, plain!.Expression);
        return grid.KeptSamples is { } kept ? TakeOp.Create(all, 0, kept) : all;
    }

    private static ArrayExpr OfPlain(SampleGrid grid, ArrayExpr weights)
    {
        var shape = new Shape([.. grid.SampleDims.Select(d => grid.Sizes[d])]);
        if (weights.Shape != shape && weights.Shape != new Shape(grid.AllSamples))
        {
            throw new GchunkException(
                $"weights must have one value for each of the {Quantity.Of(grid.AllSamples, "sample")} along {Named(grid.SampleDims)}; their shape is {weights.Shape}"
            );
        }

        return ReshapeExpr.Create(weights, [grid.AllSamples]);
    }

    // A stacked dimension stands for those that it is stacked from, if the weights have them.
    private static ArrayExpr OfLabelled(SampleGrid grid, DataArray weights)
    {
        if (
            grid.SampleDims is [var stacked]
            && !weights.Dims.Contains(stacked)
            && grid.Coords.IndexOf(stacked) is ProductIndex product
        )
        {
            ArrayExpr whole = Spread(
                weights,
                [.. product.Levels.Select(l => l.Name)],
                [.. product.Levels.Select(l => l.Length)],
                new Coordinates(
                    product.Levels.Where(l => l.Index is not null).Select(l => new Coordinate(l.Name, l.Index!))
                )
            );
            if (!product.IsPartial)
                return whole;
            var positions = new long[product.Length];
            for (long i = 0; i < positions.Length; i++)
                positions[i] = product.PositionInProduct(i);
            return TakeOp.Create(whole, 0, positions);
        }

        return Spread(
            weights,
            grid.SampleDims,
            [.. grid.SampleDims.Select(d => grid.Sizes[d])],
            new Coordinates(grid.Coords.Where(c => c.Index is not null && grid.SampleDims.Contains(c.Name)))
        );
    }

    // Broadcasts weights to all samples, in C order of their dimensions.
    private static ArrayExpr Spread(DataArray weights, string[] dims, long[] lengths, Coordinates coords)
    {
        string[] others = [.. weights.Dims.Except(dims)];
        if (others.Length > 0)
        {
            throw new GchunkException(
                $"weights may have the dimensions that tell samples apart, {Named(dims)}; these also have {Named(others)}: ({weights.Sizes})"
            );
        }

        var shape = new Shape(lengths);
        var ones = new DataArray(
            new FullExpr(1.0, DType.Float64, ChunkGrid.Auto(shape, sizeof(double))),
            dims,
            coords,
            "weights"
        );
        DataArray all = Prelude.Multiply(ones, weights.AsType(DType.Float64)).Transpose(dims);
        return ReshapeExpr.Create(all.Expression, [shape.Size]);
    }

    private static DataArray CosinesOfLatitude(SampleGrid grid)
    {
        DataArray latitudes =
            Latitudes(grid)
            ?? throw new GchunkException(
                $"weights: \"area\" needs the latitude of each sample, but none of the coordinates along {Named(grid.SampleDims)} is one; name it 'lat' (Rename, AssignCoords), or give an array of weights"
            );
        return AreaAt(latitudes);
    }

    /// <summary>Returns the area of cells at latitudes in degrees, in that of one at the equator.</summary>
    // Rounding must not give a cell at a pole a negative area.
    internal static DataArray AreaAt(DataArray latitudes) =>
        Prelude.Cos(latitudes.AsType(DType.Float64) * (Math.PI / 180)).Clip(0, 1);

    private static DataArray? Latitudes(SampleGrid grid)
    {
        foreach (Coordinate coord in grid.Coords)
        {
            bool isOfSamples = coord.Dims.Count > 0 && coord.Dims.All(grid.SampleDims.Contains);
            if (
                isOfSamples
                && coord.Index is null or NumberIndex
                && !coord.DType.IsTime
                && CfAxes.IsLatitude(coord.Name, coord.Attrs)
            )
            {
                return new DataArray(coord.Variable, Coordinates.Empty, null);
            }
        }

        if (grid.SampleDims is [var stacked] && grid.Coords.IndexOf(stacked) is ProductIndex product)
        {
            foreach (ProductLevel level in product.Levels)
            {
                if (level.Index is NumberIndex labels && CfAxes.IsLatitude(level.Name, level.Attrs))
                    return new DataArray(labels.ToExpr(), [level.Name]);
            }
        }

        return null;
    }

    private static string Named(IEnumerable<string> dims) => string.Join(", ", dims.Select(d => $"'{d}'"));
}
