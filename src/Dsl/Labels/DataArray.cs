using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>
/// A lazy chunked array whose axes have names and, where known, labels; immutable but for its attributes.
/// </summary>
/// <remarks>
/// Arithmetic matches dimensions by name and asks for equal labels. Building one, printing it and selecting from it
/// reads no data; <see cref="Compute"/>,
/// <see cref="Load"/>, <see cref="Persist"/>, <see cref="Scalar"/>, writing and plotting do. Missing values are NaN.
/// </remarks>
public sealed partial class DataArray
{
    private readonly Variable variable;

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
    /// <param name="coords">Coordinates; those that do not fit the dimensions are left out.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="attrs">Attributes.</param>
    /// <exception cref="GchunkException">
    /// There are not as many names as axes, a name occurs twice, or a coordinate has another length than its dimension.
    /// </exception>
    public DataArray(
        ArrayExpr values,
        IEnumerable<string> dims,
        Coordinates? coords = null,
        string? name = null,
        Attributes? attrs = null
    )
        : this(new Variable([.. dims], values, attrs?.Copy() ?? []), coords ?? Coordinates.Empty, name) { }

    /// <summary>Makes a labelled array from values in memory.</summary>
    /// <param name="values">The values.</param>
    /// <param name="dims">A name for each axis.</param>
    /// <param name="coords">Coordinates; those that do not fit the dimensions are left out.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="attrs">Attributes.</param>
    public DataArray(
        NDArray values,
        IEnumerable<string> dims,
        Coordinates? coords = null,
        string? name = null,
        Attributes? attrs = null
    )
        : this(new MemoryExpr(values, ChunkGrid.Auto(values.Shape, values.DType.Size)), dims, coords, name, attrs) { }

    /// <summary>
    /// Makes an array of texts along a dimension: a variable or a coordinate of names, kinds, regions.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="name">A name, or null.</param>
    public DataArray(string[] texts, string dim, string? name = null)
        : this(TextCodes.Variable([dim], texts, new Shape(texts.LongLength), []), Coordinates.Empty, name) { }

    /// <summary>
    /// Makes an array of times along a dimension, not as its labels but as its values: <c>new
    /// DataArray(DateRange("2015-01-01", periods: 3), "station")</c>.
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

    /// <summary>Its name, or null.</summary>
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

    /// <summary>The bytes of all values, were they in memory.</summary>
    public long NBytes => variable.Expr.NBytes;

    /// <summary>How the array is cut into blocks.</summary>
    public ChunkGrid Chunks => variable.Expr.Chunks;

    /// <summary>The coordinates.</summary>
    public Coordinates Coords { get; }

    /// <summary>What is said about the values: units, a long name.</summary>
    public Attributes Attrs => variable.Attrs;

    /// <summary>The calendar where the values are times (as int64 microseconds since 1970-01-01), or null.</summary>
    public CfCalendar? Calendar => variable.Calendar;

    /// <summary>The lazy expression of the values.</summary>
    /// <exception cref="GchunkException">The values are text.</exception>
    public ArrayExpr Expression => Numbers().Expr;

    /// <summary>Whether the values are text: see <see cref="Texts"/>.</summary>
    public bool IsText => variable.Texts is not null;

    /// <summary>The values where they are text.</summary>
    /// <exception cref="GchunkException">They are not.</exception>
    public TextValues Texts() =>
        TextCodes.Of(variable) is { } texts
            ? new TextValues(texts, variable.Dims, Shape, Coords)
            : throw new GchunkException($"'{Name}' holds {DType.Name}, no text; Compute() gives its values");

    // What computes asks for this: the numbers that stand for texts are nobody's business.
    private Variable Numbers() =>
        variable.Texts is null
            ? variable
            : throw new GchunkException(
                $"the values of '{Name}' are text, with which nothing can be computed; Texts() gives them"
            );

    internal int Axis(string dim)
    {
        int axis = Array.IndexOf(variable.Dims, dim);
        return axis >= 0 ? axis : throw new GchunkException(Spelling.Unknown("dimension", dim, variable.Dims));
    }

    internal DataArray With(Variable replaced, Coordinates? coords = null) => new(replaced, coords ?? Coords, Name);

    /// <summary>The same array with other values of the same shape; attributes, name and coordinates stay.</summary>
    public DataArray WithValues(ArrayExpr values) =>
        With(variable with { Expr = values, Texts = null, Encoding = null });

    /// <summary>The same array under another name.</summary>
    public DataArray Rename(string? name) => new(variable, Coords, name);

    /// <summary>The same array with other attributes.</summary>
    public DataArray AssignAttrs(params ReadOnlySpan<(string Name, object Value)> attrs)
    {
        Attributes all = Attrs.Copy();
        foreach (var (name, value) in attrs)
            all[name] = value;
        return With(variable with { Attrs = all });
    }

    // The same values, held or cut in another way.
    private DataArray WithSame(ArrayExpr values) => With(variable with { Expr = values });

    /// <summary>A data set of this one variable.</summary>
    /// <param name="name">The variable's name; where none is given, the array's own.</param>
    /// <exception cref="GchunkException">Neither has a name.</exception>
    public Dataset ToDataset(string? name = null) =>
        new([
            Rename(
                name
                    ?? Name
                    ?? throw new GchunkException("an array without a name needs one in a data set: ToDataset(\"name\")")
            ),
        ]);
}
