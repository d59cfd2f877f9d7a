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

    /// <summary>A coordinate as an array; the positions where a dimension has no labels.</summary>
    /// <exception cref="GchunkException">There is no such coordinate or dimension.</exception>
    public DataArray this[string coordinate] => CoordinateArray(coordinate, Coords, Sizes);

    internal static DataArray CoordinateArray(string name, Coordinates coords, Sizes sizes)
    {
        if (coords.Find(name) is { } found)
            return new DataArray(found.Variable with { Attrs = found.Attrs.Copy() }, coords, name);
        if (sizes.Contains(name))
        {
            return new DataArray(
                new Variable([name], NumberIndex.Count(sizes[name]).ToExpr(), []),
                Coordinates.Empty,
                name
            );
        }

        throw new GchunkException(Spelling.Unknown("coordinate", name, coords.Names.Union(sizes.Names)));
    }

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

    /// <summary>The same array with dimensions and coordinates renamed.</summary>
    /// <exception cref="GchunkException">
    /// There is no dimension or coordinate of an old name, or a new name is taken.
    /// </exception>
    public DataArray Rename(params ReadOnlySpan<(string Old, string New)> names)
    {
        Func<string, string> rename = Renaming.Of(names, [.. Dims, .. Coords.Names]);
        return new DataArray(
            variable with
            {
                Dims = Array.ConvertAll(variable.Dims, d => rename(d)),
            },
            Coords.Renamed(rename),
            Name
        );
    }

    /// <summary>The same array with other attributes.</summary>
    public DataArray AssignAttrs(params ReadOnlySpan<(string Name, object Value)> attrs)
    {
        Attributes all = Attrs.Copy();
        foreach (var (name, value) in attrs)
            all[name] = value;
        return With(variable with { Attrs = all });
    }

    /// <summary>
    /// The same array with a coordinate added or replaced; one named as a dimension becomes its labels.
    /// </summary>
    /// <param name="name">The coordinate's name.</param>
    /// <param name="values">
    /// A one-dimensional array along the dimension, or any array over dimensions of this one. Labels are computed.
    /// </param>
    public DataArray AssignCoords(string name, DataArray values) =>
        new(variable, Coords.With(ToCoordinate(name, values, Sizes)), Name);

    /// <summary>The same array with a dimension labelled by numbers.</summary>
    /// <remarks>One number under another name than a dimension's is a coordinate of no dimension.</remarks>
    public DataArray AssignCoords(string dim, params double[] labels) =>
        labels.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, new DataArray(NDArray.Scalar(labels[0]), []))
            : AssignCoords(dim, new NumberIndex(labels));

    /// <summary>The same array with a dimension labelled: by numbers, texts or times.</summary>
    public DataArray AssignCoords(string dim, DimensionIndex labels)
    {
        Axis(dim);
        return new DataArray(variable, Coords.With(new Coordinate(dim, labels, Coords.Find(dim)?.Attrs)), Name);
    }

    // The same values, held or cut in another way.
    private DataArray WithSame(ArrayExpr values) => With(variable with { Expr = values });

    internal static Coordinate ToCoordinate(string name, DataArray values, Sizes sizes)
    {
        foreach (var (dim, length) in values.Sizes)
        {
            bool isOwn = values.Sizes.Count == 1 && sizes.Contains(name) && !sizes.Contains(dim);
            if (isOwn)
                continue;
            if (sizes[dim] != length)
            {
                throw new GchunkException(
                    $"the coordinate '{name}' has length {length} along '{dim}', which has length {sizes[dim]}"
                );
            }
        }
        if (!sizes.Contains(name))
            return new Coordinate(name, values.variable);
        if (values.Sizes.Count != 1)
        {
            throw new GchunkException(
                $"'{name}' is a dimension, so its coordinate must have one dimension; got {values.Sizes.Count}"
            );
        }

        if (
            values.Coords.Find(values.Dims[0])?.Index is NumberIndex or TimeIndex
            && values.Coords.IndexOf(values.Dims[0]) is { } same
            && ReferenceEquals(same.ToExpr(), values.Expression)
        )
        {
            return new Coordinate(name, same, values.Attrs);
        }

        if (TextCodes.Of(values.variable) is { } texts)
            return new Coordinate(name, new TextIndex(texts), values.Attrs);
        NDArray labels = values.Compute();
        DimensionIndex index = values.Calendar is { } calendar
            ? new TimeIndex(labels.ToArray<long>(), calendar)
            : WholeIndex.Of(labels);
        return new Coordinate(name, index, values.Attrs);
    }

    /// <summary>The same array without some coordinates.</summary>
    public DataArray DropCoords(params string[] names)
    {
        foreach (string name in names)
            _ = Coords[name];
        return new DataArray(variable, Coords.Without(names), Name);
    }

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

    /// <summary>Dimensions, dtype, blocks, bytes and coordinates; no values are read.</summary>
    public override string ToString() => Summary.Of(this);
}
