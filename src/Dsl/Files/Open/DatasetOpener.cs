using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Makes lazy data sets of files.</summary>
internal static class DatasetOpener
{
    public static Dataset Open(string path, OpenOptions options)
    {
        bool isZarr = ZarrLocation.IsZarr(path);
        if (!isZarr && path.IndexOfAny(['*', '?']) >= 0 && !File.Exists(path))
            throw new GchunkException($"OpenDataset opens one file; use OpenMfDataset(\"{path}\") for all that match");
        if (!isZarr && Directory.Exists(path))
            FilePattern.Expand(path);
        return Alone(OpenedFile.Open(path, options));
    }

    public static Dataset OpenStore(string path, OpenOptions options)
    {
        if (!ZarrLocation.IsRemote(path) && !Directory.Exists(path) && !File.Exists(path))
            throw new GchunkException(MissingPath.Describe("Zarr store", path, folders: true));
        return Alone(OpenedFile.Of(ZarrFile.Open(path, options.Group), options));
    }

    private static Dataset Alone(OpenedFile file) =>
        Assemble([file], v => v.ToVariable(v.Decode(v.Raw())), (_, name) => file.Texts[name], file.Indexes);

    /// <param name="paths">The files.</param>
    /// <param name="options">How each is opened, and how all are combined.</param>
    /// <param name="manifests">Where what is read of the files is kept for the next time, or null for nowhere.</param>
    public static Dataset OpenMany(string[] paths, OpenOptions options, ManifestCache? manifests)
    {
        if (paths.Length == 0)
            throw new GchunkException("no files were named; give a pattern such as \"data/*.nc\", or a list of paths");
        if (paths.Length == 1)
            return options.Preprocess is null ? Open(paths[0], options) : options.Preprocess(Open(paths[0], options));
        string[] local = manifests is null ? [] : Array.FindAll(paths, p => p.Length > 0 && !ZarrLocation.IsRemote(p));
        using ManifestSession? session = local.Length > 1 ? manifests!.Open(local) : null;
        OpenedFile[] files = OpenAll(paths, options, session);
        CheckReadable(files);
        if (options.Preprocess is not null || options.Join != Dsl.Join.Exact || options.ConcatDim is not null)
        {
            Dataset[] each = Array.ConvertAll(files, Alone);
            if (options.Preprocess is { } preprocess)
                each = Array.ConvertAll(each, d => preprocess(d));
            return DatasetCombiner.Combine(each, Array.ConvertAll(files, f => f.Name), options);
        }
        if (options.Combine == Combine.ByCoords && FileCombiner.IsGrid(files))
            return DatasetCombiner.Tiles(Array.ConvertAll(files, Alone), FileCombiner.DifferingDimensions(files));
        string dim = FileCombiner.JoinDimension(files);
        if (options.Combine == Combine.ByCoords)
            FileCombiner.Sort(files, dim);
        FileCombiner.Check(files, dim, options.Compat);
        OpenedFile first = files[0];
        var indexes = new OrderedDictionary<string, DimensionIndex>(first.Indexes)
        {
            [dim] = first.Indexes[dim].Concatenate([.. files.Skip(1).Select(f => f.Indexes[dim])]),
        };
        FileCombiner.CheckOrder(files, dim, indexes[dim]);
        return Assemble(
            files,
            v => Join(files, v, dim, options.DataVars),
            (has, name) => JoinTexts(files, has, name, dim),
            indexes
        );
    }

    // What one file lacks is missing there; what cannot be read in one of them must not look so.
    private static void CheckReadable(OpenedFile[] files)
    {
        foreach (OpenedFile file in files)
        {
            foreach (var (name, reason) in file.Unreadable)
            {
                if (Array.Find(files, f => f.Variables.ContainsKey(name) || f.Texts.ContainsKey(name)) is { } other)
                {
                    throw new GchunkException(
                        $"'{name}' can be read in {other.Name} but not in {file.Name}: {reason}; leave it out with dropVariables: [\"{name}\"]"
                    );
                }
            }
        }
    }

    // Metadata of many files in parallel; the error of the first file in order is the one that is shown.
    private static OpenedFile[] OpenAll(string[] paths, OpenOptions options, ManifestSession? session)
    {
        var files = new OpenedFile[paths.Length];
        var errors = new Exception?[paths.Length];
        Parallel.For(
            0,
            paths.Length,
            (i, state) =>
            {
                try
                {
                    files[i] = OpenedFile.Open(paths[i], options, session);
                }
                catch (GchunkException e)
                {
                    errors[i] = e;
                    state.Break();
                }
            }
        );
        return Array.Find(errors, e => e is not null) is { } error
            ? throw new GchunkException(error.Message, error)
            : files;
    }

    private static Variable Join(OpenedFile[] files, CfVariable first, string dim, DataVars dataVars)
    {
        string name = first.Stored.Name;
        int axis = first.Stored.Dimensions.ToList().IndexOf(dim);
        if (axis < 0)
        {
            ArrayExpr own = first.Decode(first.Raw());
            if (dataVars == DataVars.Minimal || files.Any(f => f.Auxiliary.Contains(name)))
                return first.ToVariable(own);
            ArrayExpr[] repeated = Array.ConvertAll(
                files,
                f =>
                    Repeat(
                        f.Variables.TryGetValue(name, out CfVariable? v) ? v.Decode(v.Raw()) : Missing(own),
                        f.Indexes[dim].Length
                    )
            );
            return first.ToVariable(ConcatenateExpr.Create(Promote(repeated), 0)) with
            {
                Dims = [dim, .. first.Stored.Dimensions],
            };
        }
        CfVariable?[] all = Array.ConvertAll(files, f => f.Variables.GetValueOrDefault(name));
        // What means the same everywhere is joined as stored and decoded as one; otherwise each file by its own
        // factors.
        if (Array.TrueForAll(all, v => v is not null && first.DecodesAs(v)))
            return first.ToVariable(first.Decode(ConcatenateExpr.Create(Array.ConvertAll(all, v => v!.Raw()), axis)));
        ArrayExpr template = first.Decode(first.Raw());
        var parts = new ArrayExpr[files.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = all[i] is { } own
                ? own.Decode(own.Raw())
                : Missing(template, axis, files[i].Indexes[dim].Length, first.Calendar is not null);
        }

        return first.ToVariable(ConcatenateExpr.Create(Promote(parts), axis));
    }

    private static FullExpr Missing(ArrayExpr like, int axis = -1, long length = 0, bool isTime = false)
    {
        DType dtype = isTime || like.DType.IsFloat ? like.DType : DType.Float64;
        ChunkGrid grid = axis < 0 ? like.Chunks : like.Chunks.With(axis, [length]);
        return isTime
            ? new FullExpr(Engine.Storage.Cf.CfDateTime.NaT, dtype, grid)
            : new FullExpr(double.NaN, dtype, grid);
    }

    private static ArrayExpr Repeat(ArrayExpr values, long length)
    {
        var chunks = new long[values.Rank + 1][];
        chunks[0] = [length];
        for (int axis = 0; axis < values.Rank; axis++)
            chunks[axis + 1] = values.Chunks.Sizes(axis).ToArray();
        return BroadcastExpr.Create(values, [.. Enumerable.Range(1, values.Rank)], new ChunkGrid(chunks));
    }

    // Where a part had to become float, or was stored as another number, all become what holds both.
    private static ArrayExpr[] Promote(ArrayExpr[] parts)
    {
        DType[] kinds = [.. parts.Select(p => p.DType).Distinct()];
        if (kinds.Length == 1)
            return parts;
        DType common =
            Array.TrueForAll(kinds, k => k == DType.Float32 || (k.IsInteger && k.Size <= 2)) ? DType.Float32
            : kinds.Any(k => k.IsFloat) ? DType.Float64
            : DType.Int64;
        return Array.ConvertAll(parts, p => CastExpr.Create(p, common));
    }

    private static Variable JoinTexts(OpenedFile[] files, OpenedFile has, string name, string dim)
    {
        Variable first = has.Texts[name];
        int axis = Array.IndexOf(first.Dims, dim);
        if (axis < 0)
            return first;
        return TextCodes.Join(
            Array.ConvertAll(files, f => f.Texts.TryGetValue(name, out Variable? own) ? own : Lacking(f)),
            axis
        );

        Variable Lacking(OpenedFile file)
        {
            long[] shape = first.Expr.Shape.ToArray();
            shape[axis] = file.Indexes[dim].Length;
            var whole = new Shape(shape.AsSpan());
            return TextCodes.Variable(
                first.Dims,
                [.. Enumerable.Repeat("", checked((int)whole.Size))],
                whole,
                first.Attrs
            );
        }
    }

    private static Dataset Assemble(
        OpenedFile[] files,
        Func<CfVariable, Variable> make,
        Func<OpenedFile, string, Variable> makeText,
        OrderedDictionary<string, DimensionIndex> indexes
    )
    {
        OpenedFile file = files[0];
        var variables = new OrderedDictionary<string, Variable>();
        var coords = new List<Coordinate>();
        foreach (var (dim, index) in indexes)
            coords.Add(new Coordinate(dim, index, file.IndexAttrs(dim)));
        foreach (OpenedFile has in files)
        {
            foreach (StoredVariable stored in has.Stored.Variables)
            {
                string name = stored.Name;
                if (indexes.ContainsKey(name) || variables.ContainsKey(name) || coords.Any(c => c.Name == name))
                    continue;
                CfVariable? numbers = has.Variables.GetValueOrDefault(name);
                if (numbers is null && !has.Texts.ContainsKey(name))
                    continue;
                string[] dims = numbers is null ? has.Texts[name].Dims : [.. stored.Dimensions];
                if (dims.Distinct().Count() != dims.Length)
                {
                    file.Unreadable[name] = $"it runs along a dimension twice ({string.Join(", ", dims)})";
                    continue;
                }
                if (numbers?.Undecoded is { } reason)
                    Notice.Tell($"the times of '{name}' are left as numbers: {reason}");
                Variable variable = numbers is null ? makeText(has, name) : make(numbers);
                if (has.Auxiliary.Contains(name))
                    coords.Add(new Coordinate(name, variable));
                else
                    variables[name] = variable;
            }
        }
        foreach (string dim in indexes.Keys)
        {
            if (file.Variables.TryGetValue(dim, out CfVariable? index) && index.Undecoded is { } reason)
                Notice.Tell($"the times of '{dim}' are left as numbers: {reason}");
        }

        return new Dataset(variables, new Coordinates(coords), file.Attrs, file.Unreadable);
    }
}
