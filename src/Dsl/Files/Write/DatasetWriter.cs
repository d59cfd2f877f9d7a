using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Writes a data set to a NetCDF-4 file: everything lazy is computed in one pass, block by block, and the file takes
/// its name only when it is whole.
/// </summary>
internal sealed class DatasetWriter
{
    private const long SmallestChunk = 1 << 16,
        LargestChunk = 4 << 20;

    private readonly NetCdfWriter writer;
    private readonly int compression;
    private readonly IReadOnlyDictionary<string, VariableEncoding> encodings;
    private readonly List<ArrayExpr> lazy = [];
    private readonly List<IBlockSink> sinks = [];

    private DatasetWriter(
        NetCdfWriter writer,
        int compression,
        IReadOnlyDictionary<string, VariableEncoding>? encodings
    ) =>
        (this.writer, this.compression, this.encodings) = (
            writer,
            compression,
            encodings ?? new Dictionary<string, VariableEncoding>()
        );

    /// <summary>Writes data sets, each to its file, computing all of them together.</summary>
    public static void Write(
        IReadOnlyList<(Dataset Dataset, string Path)> files,
        int compression,
        IReadOnlyDictionary<string, VariableEncoding>? encodings,
        IReadOnlyCollection<string> unlimited
    )
    {
        if (compression is < 0 or > 9)
            throw new GchunkException($"compression goes from 0 (none) to 9; got {compression}");
        foreach (var (dataset, path) in files)
        {
            foreach (string dim in unlimited)
                _ = dataset.Sizes[dim];
            foreach (string name in encodings?.Keys ?? [])
            {
                if (!dataset.Contains(name))
                {
                    throw new GchunkException(
                        $"encoding: {Spelling.Unknown("variable", name, dataset.Names.Concat(dataset.Coords.Names))}"
                    );
                }
            }

            foreach (Coordinate c in dataset.Coords)
            {
                if (c.Index is ProductIndex)
                {
                    throw new GchunkException(
                        $"'{c.Name}' is stacked, which a NetCDF file cannot say; write Unstack(\"{c.Name}\") of it"
                    );
                }
            }

            CheckTarget(dataset, path);
        }
        var writers = new List<DatasetWriter>();
        try
        {
            foreach (var (dataset, path) in files)
            {
                var writing = new DatasetWriter(NetCdfWriter.Create(path), compression, encodings);
                writers.Add(writing);
                writing.Define(dataset, unlimited);
            }
            Computation.Store([.. writers.SelectMany(w => w.lazy)], [.. writers.SelectMany(w => w.sinks)]);
            foreach (DatasetWriter writing in writers)
                writing.writer.Commit();
        }
        finally
        {
            foreach (DatasetWriter writing in writers)
                writing.writer.Dispose();
        }
    }

    private void Define(Dataset dataset, IReadOnlyCollection<string> unlimited)
    {
        foreach (var (dim, length) in dataset.Sizes)
            writer.AddDimension(dim, length, unlimited.Contains(dim));
        writer.AddAttributes(Convert(dataset.Attrs));
        foreach (Coordinate c in dataset.Coords)
            Add(c);
        foreach (string name in dataset.Names)
        {
            Variable variable = dataset.VariableOf(name);
            Attributes attrs = variable.Attrs.Copy();
            string[] auxiliary =
            [
                .. dataset.Coords.Where(c => c.Index is null && c.Dims.All(variable.Dims.Contains)).Select(c => c.Name),
            ];
            if (auxiliary.Length > 0)
                attrs["coordinates"] = string.Join(' ', auxiliary);
            Add(name, variable with { Attrs = attrs });
        }
    }

    // What would be lost without a word: one of the files that the data set is made of, a file that is kept from
    // changes, a variable that cannot be written.
    private static void CheckTarget(Dataset dataset, string path)
    {
        string full = Path.GetFullPath(path);
        IEnumerable<ArrayExpr> all = dataset
            .Names.Select(n => dataset.VariableOf(n).Expr)
            .Concat(dataset.Coords.Where(c => c.Index is null).Select(c => c.Variable.Expr));
        var files = new HashSet<string>();
        var seen = new HashSet<UInt128>();
        foreach (ArrayExpr expr in all)
            AddFiles(expr, files, seen);
        // One file may be replaced by what was made of it; of several, the others would not be found with it again.
        if (files.Count > 1 && files.Contains(full))
        {
            throw new GchunkException(
                $"the data set reads from {files.Count} files, and '{path}' is one of them; write to another name"
            );
        }

        if (
            !OperatingSystem.IsWindows()
            && File.Exists(full)
            && (
                File.GetUnixFileMode(full)
                & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
            ) == 0
        )
        {
            throw new GchunkException(
                $"'{path}' is write-protected; write to another name, or allow changes with chmod u+w"
            );
        }

        foreach (var (name, reason) in dataset.Unreadable)
            Notice.Tell($"'{name}' is not written to {Path.GetFileName(path)}: {reason}");
    }

    private static void AddFiles(ArrayExpr expr, HashSet<string> files, HashSet<UInt128> seen)
    {
        if (!seen.Add(expr.Hash))
            return;
        if (expr is StoredExpr stored)
            files.Add(Path.GetFullPath(stored.Array.Address.Location));
        foreach (ArrayExpr input in expr.Inputs)
            AddFiles(input, files, seen);
    }

    private void Add(Coordinate coordinate)
    {
        switch (coordinate.Index)
        {
            case TextIndex texts:
                writer.AddText(coordinate.Name, [coordinate.Name], texts.Labels.ToArray(), Convert(coordinate.Attrs));
                break;
            case TimeIndex times:
                Add(
                    coordinate.Name,
                    [coordinate.Name],
                    new Shape([times.Length]),
                    times.Labels,
                    times.Calendar,
                    coordinate.Attrs
                );
                break;
            default:
                Add(coordinate.Name, coordinate.Variable);
                break;
        }
    }

    private void Add(string name, Variable variable)
    {
        if (TextCodes.Of(variable) is { } texts)
        {
            writer.AddText(name, variable.Dims, texts, Convert(variable.Attrs.Without("_FillValue")));
            return;
        }
        if (variable.Calendar is { } calendar && variable.Expr is MemoryExpr memory)
        {
            Add(name, variable.Dims, memory.Shape, memory.Array.Span<long>(), calendar, variable.Attrs);
            return;
        }
        Attributes attrs = variable.Attrs.Copy();
        VariableEncoding encoding = encodings.GetValueOrDefault(name) ?? new VariableEncoding();
        IPacking? packing = Packing.For(name, variable, encodings.GetValueOrDefault(name));
        if (packing is null && variable.Expr.DType.IsFloat)
            attrs.TryAdd("_FillValue", double.NaN);
        packing?.Describe(attrs);
        if (encoding.Chunks is { } chunk && (chunk.Count != variable.Dims.Length || chunk.Any(n => n < 1)))
        {
            throw new GchunkException(
                $"encoding of '{name}': chunks need a length of at least 1 for each of its {variable.Dims.Length} dimensions; got ({string.Join(", ", chunk)})"
            );
        }

        writer.AddVariable(
            new NetCdfVariableSpec(name, packing?.Stored ?? variable.Expr.DType, variable.Dims)
            {
                Attributes = Convert(attrs),
                Chunk = encoding.Chunks?.ToArray() ?? Chunk(variable.Expr),
                Deflate = encoding.Compression ?? compression,
                Shuffle = encoding.Shuffle,
            }
        );
        lazy.Add(variable.Expr);
        sinks.Add(new Sink(writer, name, packing));
    }

    // Times in memory: in the coarsest units in which they are whole numbers.
    private void Add(
        string name,
        string[] dims,
        Shape shape,
        ReadOnlySpan<long> instants,
        CfCalendar calendar,
        Attributes attrs
    )
    {
        CfTimeUnits units = encodings.GetValueOrDefault(name)?.Units is { } wanted
            ? CfTimeUnits.Parse(wanted, calendar.Name)
            : CfTimeUnits.Choose(instants, calendar);
        Attributes encoded = attrs.Copy();
        (encoded["units"], encoded["calendar"]) = (units.Units, calendar.Name);
        var numbers = new long[instants.Length];
        bool whole = true;
        for (int i = 0; i < numbers.Length; i++)
            whole &= units.TryEncode(instants[i], out numbers[i]);
        NDArray values;
        if (whole)
        {
            values = NDArray.From(numbers, shape);
        }
        else
        {
            var floats = new double[instants.Length];
            for (int i = 0; i < floats.Length; i++)
                floats[i] = units.Encode(instants[i]);
            values = NDArray.From(floats, shape);
        }
        writer.AddVariable(
            new NetCdfVariableSpec(name, values.DType, dims) { Attributes = Convert(encoded), Deflate = 0 }
        );
        writer.WriteRegion(name, new long[dims.Length], values);
    }

    // Stored chunks follow the blocks, so that each is written once; tiny blocks are left to the writer.
    private static long[]? Chunk(ArrayExpr expr)
    {
        if (expr.Rank == 0)
            return null;
        var chunk = new long[expr.Rank];
        for (int axis = 0; axis < chunk.Length; axis++)
            chunk[axis] = Math.Max(1, expr.Chunks.Sizes(axis)[0]);
        long bytes = chunk.Aggregate((long)expr.DType.Size, (a, b) => a * b);
        if (bytes < SmallestChunk)
            return null;
        // Whole parts of a block, so that blocks still consist of whole chunks.
        for (int axis = 0; axis < chunk.Length && bytes > LargestChunk; )
        {
            if (chunk[axis] == 1)
            {
                axis++;
                continue;
            }
            long parts = 2;
            while (chunk[axis] % parts != 0)
                parts++;
            chunk[axis] /= parts;
            bytes = chunk.Aggregate((long)expr.DType.Size, (a, b) => a * b);
        }
        return chunk;
    }

    private static StoredAttributes Convert(Attributes attrs) =>
        new(attrs.Select(a => new StoredAttribute(a.Key, a.Value)));

    private sealed class Sink(NetCdfWriter writer, string name, IPacking? packing) : IBlockSink
    {
        public void Write(long[] origin, NDArray block)
        {
            if (packing is null)
            {
                writer.WriteRegion(name, origin, block);
            }
            else
            {
                using NDArray packed = packing.Pack(block);
                writer.WriteRegion(name, origin, packed);
            }
        }
    }
}
