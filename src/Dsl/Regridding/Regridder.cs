using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Regridding;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// Regrids fields from one grid of the globe to another. Both may be regular, curvilinear (with latitudes and
/// longitudes over two dimensions), or lists of cells. The weights are computed once, by the constructor, and used for
/// every field; applying them is lazy.
/// </summary>
/// <remarks>
/// Latitudes and longitudes are coordinates in degrees, known by their units, their standard name, or names that begin
/// with <c>lat</c> and <c>lon</c>; they are computed. Corners of cells are those of the bounds that the attribute
/// <c>bounds</c> of a coordinate names, if the grid is given as a data set; otherwise they lie halfway between centres.
/// Coordinates that are missing belong to no cell. Longitudes are periodic.
/// </remarks>
/// <example><code>
/// var coarse = new Regridder(OpenDataset("rain.nc"), lat: [44.5, 43.5], lon: [-74.5, -73.5], "conservative");
/// Print(coarse.Apply(OpenDataset("rain.nc")["pr"]).Sizes, coarse.Covered.Compute());
/// </code></example>
public sealed class Regridder
{
    private static readonly string[] Methods = ["bilinear", "nearest", "conservative"];

    private readonly string[] oldDims;
    private readonly long[] oldLengths;
    private readonly string[] newDims;
    private readonly long[] newLengths;
    private readonly Coordinates oldCoords;
    private readonly Coordinates newCoords;
    private readonly SparseWeights weights;
    private readonly long firstRow; // the first row of the old grid that has weights
    private readonly long usedRows;
    private readonly (ArrayExpr Starts, ArrayExpr Sources, ArrayExpr Weights) arrays;

    /// <summary>Computes the weights from the grid of a data set to that of another.</summary>
    /// <param name="source">The data set whose fields are regridded; its bounds are used.</param>
    /// <param name="target">A data set on the new grid; its bounds are used.</param>
    /// <param name="method">
    /// <c>bilinear</c> interpolates between the four centres around a new one, and is missing where one of them is, and
    /// outside them; <c>nearest</c> takes the nearest centre on the sphere, and is missing outside the old cells;
    /// <c>conservative</c> takes the mean of the values that are not missing, weighted by the area that the new cell
    /// shares with their cells.
    /// </param>
    /// <param name="extrapolate">For <c>nearest</c>: true to take the nearest centre, however far away it is.</param>
    /// <exception cref="GchunkException">
    /// The method is unknown; a grid has no latitudes or longitudes, or several; corners are needed and unknown.
    /// </exception>
    public Regridder(Dataset source, Dataset target, string method, bool extrapolate = false)
        : this(CellGrid.Of(source, "the source"), CellGrid.Of(target, "the target"), method, extrapolate) { }

    /// <summary>Computes the weights from the grid of an array to that of another.</summary>
    /// <inheritdoc cref="Regridder(Dataset, Dataset, string, bool)"/>
    public Regridder(DataArray source, DataArray target, string method, bool extrapolate = false)
        : this(CellGrid.Of(source, "the source"), CellGrid.Of(target, "the target"), method, extrapolate) { }

    /// <summary>Computes the weights to a regular grid with the dimensions <c>lat</c> and <c>lon</c>.</summary>
    /// <param name="source">The data set whose fields are regridded; its bounds are used.</param>
    /// <param name="lat">The latitudes of the new grid, in degrees.</param>
    /// <param name="lon">The longitudes of the new grid.</param>
    /// <param name="method">The method; see the first constructor.</param>
    /// <param name="extrapolate">For <c>nearest</c>: true to take the nearest centre, however far away it is.</param>
    /// <exception cref="GchunkException">
    /// The method is unknown; the source has no latitudes or longitudes, or several; corners are needed and unknown.
    /// </exception>
    public Regridder(Dataset source, double[] lat, double[] lon, string method, bool extrapolate = false)
        : this(CellGrid.Of(source, "the source"), CellGrid.Of(lat, lon), method, extrapolate) { }

    /// <inheritdoc cref="Regridder(Dataset, double[], double[], string, bool)"/>
    public Regridder(DataArray source, double[] lat, double[] lon, string method, bool extrapolate = false)
        : this(CellGrid.Of(source, "the source"), CellGrid.Of(lat, lon), method, extrapolate) { }

    private Regridder(CellGrid source, CellGrid target, string method, bool extrapolate)
        : this(
            source.Dims,
            source.Lengths,
            source.Coords,
            target.Dims,
            target.Lengths,
            target.Coords,
            method,
            method switch
            {
                "conservative" => ConservativeWeights.Between(source, target),
                "nearest" => PointWeights.Nearest(source, target, extrapolate),
                "bilinear" => PointWeights.Bilinear(source, target),
                _ => throw new GchunkException(Spelling.Unknown("regridding method", method, Methods)),
            }
        ) { }

    internal Regridder(
        string[] oldDims,
        long[] oldLengths,
        Coordinates oldCoords,
        string[] newDims,
        long[] newLengths,
        Coordinates newCoords,
        string method,
        SparseWeights weights
    )
    {
        (this.oldDims, this.oldLengths, this.oldCoords) = (oldDims, oldLengths, oldCoords);
        (this.newDims, this.newLengths, this.newCoords) = (newDims, newLengths, newCoords);
        (Method, this.weights) = (method, weights);
        // Only the rows of the old grid that have weights are read.
        long perRow = oldLengths.Skip(1).Aggregate(1L, (a, b) => a * b);
        (long least, long most) = (0, -1);
        if (weights.Count > 0)
            (least, most) = (weights.Sources.Min() / perRow, weights.Sources.Max() / perRow);
        (firstRow, usedRows) = (least, most - least + 1);
        var (starts, sources, values) = weights.ToArrays(least * perRow);
        arrays = (InMemory(starts), InMemory(sources), InMemory(values));
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>
    /// The share of each new cell that old ones cover, by area for <c>conservative</c>; for the other methods, 1 where
    /// a value is found and 0 elsewhere.
    /// </summary>
    public DataArray Covered
    {
        get
        {
            NDArray sums = NDArray.From(weights.Sums(), new Shape(newLengths));
            var variable = new Variable(newDims, InMemory(sums), []);
            return new DataArray(variable, newCoords, "covered");
        }
    }

    /// <summary>The number of weights.</summary>
    public int Count => weights.Count;

    /// <summary>
    /// The weights as a data set, to be written to a file and read with <see cref="FromWeights"/>: <c>row</c> and
    /// <c>col</c>, the new and the old cell of each weight, counted from 1 in C order, and <c>S</c>, as ESMF stores
    /// them; and the coordinates of the new grid.
    /// </summary>
    public Dataset Weights =>
        RegridderWeights.Write(weights, oldDims, oldLengths, newDims, newLengths, newCoords, Method);

    /// <summary>Makes a regridder from stored weights; see <see cref="Weights"/>.</summary>
    /// <exception cref="GchunkException">
    /// The data set contains no such weights, or they refer to cells outside the grids.
    /// </exception>
    public static Regridder FromWeights(Dataset weights) => RegridderWeights.Read(weights);

    /// <summary>
    /// Regrids a field to the new grid; float64 and lazy. The dimensions of the old grid are replaced by those of the
    /// new one, which come last. Each task holds one or more whole planes of the old grid.
    /// </summary>
    /// <param name="field">A field over the dimensions of the old grid and any others.</param>
    /// <param name="leastCovered">
    /// For <c>conservative</c>: the share of a new cell, from 0 to 1, that values must cover; otherwise it is missing.
    /// 0 takes any.
    /// </param>
    /// <exception cref="GchunkException">
    /// The field is on another grid or already has a dimension of the new grid, or the share is out of range.
    /// </exception>
    public DataArray Apply(DataArray field, double leastCovered = 0)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!(leastCovered >= 0 && leastCovered <= 1))
            throw new GchunkException($"leastCovered is a share from 0 to 1; got {leastCovered}");
        CheckGrid(field);
        string[] others = [.. field.Dims.Where(d => !oldDims.Contains(d))];
        if (others.FirstOrDefault(newDims.Contains) is { } both)
        {
            throw new GchunkException(
                $"'{both}' is a dimension of the new grid, and of the field besides its grid ({string.Join(", ", oldDims)}); rename it with Rename"
            );
        }

        Attributes attrs = field.Attrs.Copy();
        Coordinates coords = new([.. field.Coords.WithoutDims(oldDims), .. newCoords]);
        DataArray ordered = field.AsType(DType.Float64).DropAllCoords().Transpose([.. others, .. oldDims]);
        ArrayExpr result;
        if (weights.Count == 0)
        {
            var chunks = others.Select(d => ordered.Chunks.Sizes(ordered.Axis(d)).ToArray());
            ChunkGrid grid = new([.. chunks, .. newLengths.Select(n => new[] { n })]);
            result = new FullExpr(double.NaN, DType.Float64, grid);
        }
        else
        {
            ArrayExpr used = new AxisPick(new AxisSlice(firstRow, usedRows)).Of(ordered.Expression, others.Length);
            bool isMean = Method == "conservative";
            result = SparseWeightsOp.Create(used, oldDims.Length, newLengths, arrays, isMean, leastCovered);
        }

        return new DataArray(new Variable([.. others, .. newDims], result, attrs), coords, field.Name);
    }

    /// <summary>
    /// Moves every variable that has the dimensions of the old grid. Those that have only some of them, bounds, texts
    /// and times over them are dropped; the others are kept.
    /// </summary>
    /// <param name="fields">Fields over the dimensions of the old grid and any others.</param>
    /// <param name="leastCovered">The share of a new cell that values must cover; see the other overload.</param>
    /// <exception cref="GchunkException">A field is on another grid, or the share is out of range.</exception>
    public Dataset Apply(Dataset fields, double leastCovered = 0)
    {
        ArgumentNullException.ThrowIfNull(fields);
        fields.Sizes.Require(oldDims);
        string[] bounds = [.. fields.Coords.Select(c => c.Attrs.Text("bounds")).OfType<string>()];
        var kept = new List<DataArray>();
        foreach (DataArray field in fields.Variables)
        {
            bool moves = oldDims.All(field.Dims.Contains);
            if (moves && !field.IsText && field.Calendar is null && !bounds.Contains(field.Name))
                kept.Add(Apply(field, leastCovered));
            else if (!oldDims.Any(field.Dims.Contains))
                kept.Add(field);
        }

        return new Dataset(kept, fields.Attrs);
    }

    /// <summary>Describes the grids and the weights in one line.</summary>
    public override string ToString() =>
        $"Regridder({Method}): {Grid(oldDims, oldLengths)} to {Grid(newDims, newLengths)}, {weights.Count} weights";

    private static string Grid(string[] dims, long[] lengths) =>
        $"({string.Join(", ", dims.Zip(lengths, (d, n) => $"{d}: {n}"))})";

    private static MemoryExpr InMemory(NDArray array) => new(array, ChunkGrid.Single(array.Shape));

    private void CheckGrid(DataArray field)
    {
        for (int a = 0; a < oldDims.Length; a++)
        {
            string dim = oldDims[a];
            if (!field.Dims.Contains(dim))
            {
                throw new GchunkException(
                    $"the regridder is for fields over ({string.Join(", ", oldDims)}); this one is over ({string.Join(", ", field.Dims)})"
                );
            }

            if (field.Sizes[dim] != oldLengths[a])
            {
                throw new GchunkException(
                    $"the regridder is for fields of length {oldLengths[a]} along '{dim}'; this one has {field.Sizes[dim]}"
                );
            }

            if (
                oldCoords.IndexOf(dim) is { } own
                && field.Coords.IndexOf(dim) is { } labels
                && own.FirstDifference(labels) is >= 0 and var at
            )
            {
                throw new GchunkException(
                    $"the labels of '{dim}' differ from those of the grid that the weights are for: {labels.Label(at)} instead of {own.Label(at)}; make a regridder for this grid"
                );
            }
        }
    }
}
