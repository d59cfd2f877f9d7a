using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>
/// A lazy chunked array with named dimensions and optional labels. Only its attributes and, by assignment to elements,
/// its values can be changed.
/// </summary>
/// <remarks>
/// Arithmetic matches dimensions by name and requires equal labels. Creating an array, printing it and selecting from
/// it read no data; <see cref="Compute"/>, <see cref="Load"/>, <see cref="Persist"/>, <see cref="Scalar"/>, writing and
/// plotting do. Missing values are NaN.
/// </remarks>
public sealed partial class DataArray
{
    private Variable variable;

    internal DataArray(Variable variable, Coordinates coords, string? name = null)
    {
        Sizes = new Sizes(variable.Dims.Zip(variable.Expr.Shape, KeyValuePair.Create));
        if (variable.Dims.Length != variable.Expr.Rank)
        {
            throw new GchunkException(
                $"an array of shape {variable.Expr.Shape} needs {variable.Expr.Rank} dimension names; got {(variable.Dims.Length == 0 ? "none" : string.Join(", ", variable.Dims))}"
            );
        }

        if (Sizes.Count != variable.Dims.Length)
        {
            throw new GchunkException(
                $"a dimension is named twice in ({string.Join(", ", variable.Dims)}); rename one"
            );
        }

        Coords = coords.Over(variable.Dims);
        foreach (Coordinate coordinate in Coords)
        {
            if (coordinate.Index is { } index && index.Length != Sizes[coordinate.Name])
            {
                throw new GchunkException(
                    $"the coordinate '{coordinate.Name}' has {index.Length} labels, but the dimension has length {Sizes[coordinate.Name]}"
                );
            }
        }

        (this.variable, Name) = (variable, name);
    }

    /// <summary>Makes a labelled array.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">A name for each axis.</param>
    /// <param name="coords">Coordinates; those along other dimensions are ignored.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="attrs">Attributes.</param>
    /// <exception cref="GchunkException">
    /// The number of names differs from the number of axes, a name occurs twice, or a coordinate differs in length from
    /// its dimension.
    /// </exception>
    public DataArray(
        ArrayExpr values,
        IEnumerable<string> dims,
        Coordinates? coords = null,
        string? name = null,
        Attributes? attrs = null
    )
        : this(new Variable([.. dims], values, attrs?.Copy() ?? []), coords ?? Coordinates.Empty, name) { }

    /// <summary>Makes a labelled array of a lazy one.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">A name for each axis.</param>
    /// <param name="coords">Coordinates; those along other dimensions are ignored.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="attrs">Attributes.</param>
    /// <example><code>
    /// Print(new DataArray(Arange(6).Reshape((2, 3)), ["lat", "lon"]).Sum("lon").Compute());
    /// </code></example>
    public DataArray(
        ChunkedArray values,
        IEnumerable<string> dims,
        Coordinates? coords = null,
        string? name = null,
        Attributes? attrs = null
    )
        : this(values.Expression, dims, coords, name, attrs) { }

    /// <summary>Makes a labelled array from values in memory.</summary>
    /// <param name="values">The values, which are copied.</param>
    /// <param name="dims">A name for each axis.</param>
    /// <param name="coords">Coordinates; those along other dimensions are ignored.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="attrs">Attributes.</param>
    public DataArray(
        NDArray values,
        IEnumerable<string> dims,
        Coordinates? coords = null,
        string? name = null,
        Attributes? attrs = null
    )
        : this(
            new MemoryExpr(values.Copy(), ChunkGrid.Auto(values.Shape, values.DType.Size)),
            dims,
            coords,
            name,
            attrs
        ) { }

    /// <summary>
    /// Makes a labelled array of a lazy one: <c>new DataArray(x, "lat", "lon")</c>. Without names, the dimensions are
    /// dim_0, dim_1, … as in xarray.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">A name for each axis, or none.</param>
    /// <exception cref="GchunkException">The number of names differs from the number of axes.</exception>
    public DataArray(ChunkedArray values, params string[] dims)
        : this(values.Expression, dims.Length > 0 ? dims : Numbered(values.Rank)) { }

    /// <summary>Makes a labelled array from values in memory, which are copied.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">A name for each axis, or none for dim_0, dim_1, …</param>
    /// <exception cref="GchunkException">The number of names differs from the number of axes.</exception>
    public DataArray(NDArray values, params string[] dims)
        : this(values, (IEnumerable<string>)(dims.Length > 0 ? dims : Numbered(values.Rank))) { }

    /// <summary>Makes a labelled array along one dimension: <c>new DataArray([1.5, 2], ["time"])</c>.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">The name of the dimension; dim_0 by default.</param>
    /// <param name="name">A name, or null.</param>
    /// <exception cref="GchunkException">There is not one name.</exception>
    public DataArray(double[] values, IEnumerable<string>? dims = null, string? name = null)
        : this(NDArray.From(values), dims ?? Numbered(1), null, name) { }

    /// <summary>Makes a labelled array of integers along one dimension.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">The name of the dimension; dim_0 by default.</param>
    /// <param name="name">A name, or null.</param>
    /// <exception cref="GchunkException">There is not one name.</exception>
    public DataArray(long[] values, IEnumerable<string>? dims = null, string? name = null)
        : this(NDArray.From(values), dims ?? Numbered(1), null, name) { }

    private static string[] Numbered(int rank) => [.. Enumerable.Range(0, rank).Select(axis => $"dim_{axis}")];

    /// <summary>
    /// Makes an array of texts along a dimension, for variables and coordinates of names, kinds or regions.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="name">A name, or null.</param>
    public DataArray(string[] texts, string dim, string? name = null)
        : this(TextCodes.Variable([dim], texts, new Shape(texts.LongLength), []), Coordinates.Empty, name) { }

    /// <summary>
    /// Makes an array whose values are times along a dimension: <c>new DataArray(DateRange("2015-01-01", periods: 3),
    /// "station")</c>.
    /// </summary>
    /// <param name="times">The times.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="name">A name, or null.</param>
    public DataArray(TimeIndex times, string dim, string? name = null)
        : this(new Variable([dim], times.ToExpr(), [], times.Calendar), Coordinates.Empty, name) { }

    /// <summary>
    /// Texts as an array, for coordinates and variables: <c>x.AssignCoords("season", x["time"].Dt.Season)</c>.
    /// </summary>
    public static implicit operator DataArray(TextValues texts) =>
        texts is null ? throw new GchunkException("texts cannot be null") : texts.ToDataArray();

    /// <summary>The name, or null.</summary>
    public string? Name { get; }

    /// <summary>The name of each axis.</summary>
    public IReadOnlyList<string> Dims => variable.Dims;

    internal string[] DimArray => variable.Dims;

    internal Variable Variable => variable;

    /// <summary>The length of each dimension by its name.</summary>
    public Sizes Sizes { get; }

    /// <summary>The length of each axis.</summary>
    public Shape Shape => variable.Expr.Shape;

    /// <summary>The dtype of the values.</summary>
    public DType DType => variable.Expr.DType;

    /// <summary>The number of bytes that all values take in memory.</summary>
    public long NBytes => variable.Expr.NBytes;

    /// <summary>The chunks along each axis.</summary>
    public ChunkGrid Chunks => variable.Expr.Chunks;

    /// <summary>The coordinates.</summary>
    public Coordinates Coords { get; }

    /// <summary>The attributes: units, a long name.</summary>
    public Attributes Attrs => variable.Attrs;

    /// <summary>The calendar if the values are times (int64 microseconds since 1970-01-01), else null.</summary>
    public CfCalendar? Calendar => variable.Calendar;

    /// <summary>The lazy expression of the values.</summary>
    /// <exception cref="GchunkException">The values are text.</exception>
    public ArrayExpr Expression => Numbers().Expr;

    /// <summary>True if the values are text; see <see cref="Texts"/>.</summary>
    public bool IsText => variable.Texts is not null;

    /// <summary>Returns the values of an array of texts.</summary>
    /// <exception cref="GchunkException">The values are not text.</exception>
    public TextValues Texts() =>
        TextCodes.Of(variable) is { } texts
            ? new TextValues(texts, variable.Dims, Shape, Coords)
            : throw new GchunkException($"'{Name}' holds {DType.Name}, not text; get its values with Compute()");

    // The variable for computations. It rejects text, so that the codes of texts are never computed with.
    private Variable Numbers() =>
        variable.Texts is null
            ? variable
            : throw new GchunkException(
                $"the values of '{Name}' are text, which cannot be computed with; get them with Texts()"
            );

    internal int Axis(string dim)
    {
        int axis = Array.IndexOf(variable.Dims, dim);
        return axis >= 0 ? axis : throw new GchunkException(Spelling.Unknown("dimension", dim, variable.Dims));
    }

    internal DataArray With(Variable replaced, Coordinates? coords = null) => new(replaced, coords ?? Coords, Name);

    /// <summary>Replaces the values by others of the same shape; name, attributes and coordinates are kept.</summary>
    public DataArray WithValues(ArrayExpr values) =>
        With(variable with { Expr = values, Texts = null, Encoding = null });

    /// <summary>
    /// Replaces the values by those of a lazy array or of one in memory; name, attributes and coordinates are kept.
    /// </summary>
    public DataArray WithValues(ChunkedArray values) => WithValues(values.Expression);

    /// <summary>Replaces the values by a copy of values in memory; .NET arrays of numbers convert to it.</summary>
    public DataArray WithValues(NDArray values) => WithValues((ChunkedArray)values);

    /// <summary>Renames the array.</summary>
    public DataArray Rename(string? name) => new(variable, Coords, name);

    /// <summary>Adds or replaces attributes.</summary>
    public DataArray AssignAttrs(params ReadOnlySpan<(string Name, object Value)> attrs)
    {
        Attributes all = Attrs.Copy();
        foreach (var (name, value) in attrs)
            all[name] = value;
        return With(variable with { Attrs = all });
    }

    // Replaces the expression by one of the same values, for example in memory.
    private DataArray WithSame(ArrayExpr values) => With(variable with { Expr = values });

    /// <summary>Returns a data set with the array as its only variable.</summary>
    /// <param name="name">The variable's name; by default the array's.</param>
    /// <exception cref="GchunkException">No name is given and the array has none.</exception>
    public Dataset ToDataset(string? name = null) =>
        new([
            Rename(
                name
                    ?? Name
                    ?? throw new GchunkException("an array without a name needs one in a data set: ToDataset(\"name\")")
            ),
        ]);
}
