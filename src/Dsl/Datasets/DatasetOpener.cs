using Gchunk.Engine;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

/// <summary>Makes lazy data sets of files.</summary>
internal static class DatasetOpener
{
    public static Dataset Open(string path, OpenOptions options)
    {
        bool isZarr = ZarrLocation.IsZarr(path);
        if (!isZarr && path.IndexOfAny(['*', '?']) >= 0 && !File.Exists(path)) throw new GchunkException($"OpenDataset opens one file; use OpenMfDataset(\"{path}\") for all that match");
        if (!isZarr && Directory.Exists(path)) FilePattern.Expand(path);
        return Assemble(OpenedFile.Open(path, options));
    }

    private static Dataset Assemble(OpenedFile file) =>
        Assemble(file, v => new Variable([.. v.Stored.Dimensions], v.Decode(v.Raw()), v.Attrs, v.Calendar), file.Indexes);

    public static Dataset OpenStore(string path, OpenOptions options)
    {
        if (!ZarrLocation.IsRemote(path) && !Directory.Exists(path) && !File.Exists(path)) throw new GchunkException($"no such Zarr store: {path}");
        return Assemble(OpenedFile.Of(ZarrFile.Open(path, options.Group), options));
    }

    public static Dataset OpenMany(string[] paths, Combine combine, OpenOptions options)
    {
        if (paths.Length == 0) throw new GchunkException("no files were named; give a pattern such as \"data/*.nc\", or a list of paths");
        if (paths.Length == 1) return Open(paths[0], options);
        OpenedFile[] files = OpenAll(paths, options);
        string dim = FileCombiner.JoinDimension(files);
        if (combine == Combine.ByCoords) FileCombiner.Sort(files, dim);
        FileCombiner.Check(files, dim);
        OpenedFile first = files[0];
        var indexes = new OrderedDictionary<string, DimensionIndex>(first.Indexes) { [dim] = first.Indexes[dim].Concatenate([.. files.Skip(1).Select(f => f.Indexes[dim])]) };
        FileCombiner.CheckOrder(files, dim, indexes[dim]);
        return Assemble(first, v => Join(files, v, dim), indexes);
    }

    // Metadata of many files in parallel; the error of the first file in order is the one that is shown.
    private static OpenedFile[] OpenAll(string[] paths, OpenOptions options)
    {
        var files = new OpenedFile[paths.Length];
        var errors = new Exception?[paths.Length];
        Parallel.For(0, paths.Length, (i, state) =>
        {
            try { files[i] = OpenedFile.Open(paths[i], options); }
            catch (GchunkException e)
            {
                errors[i] = e;
                state.Break();
            }
        });
        return Array.Find(errors, e => e is not null) is { } error ? throw new GchunkException(error.Message, error) : files;
    }

    private static Variable Join(OpenedFile[] files, CfVariable first, string dim)
    {
        string name = first.Stored.Name;
        int axis = first.Stored.Dimensions.ToList().IndexOf(dim);
        // What does not run along the dimension is taken from the first file.
        if (axis < 0) return new Variable([.. first.Stored.Dimensions], first.Decode(first.Raw()), first.Attrs, first.Calendar);
        CfVariable[] all = Array.ConvertAll(files, f => f[name]);
        ArrayExpr expr = all.All(first.DecodesAs)
            ? first.Decode(ConcatenateExpr.Create(Array.ConvertAll(all, v => v.Raw()), axis))
            : ConcatenateExpr.Create(Array.ConvertAll(all, v => v.Decode(v.Raw())), axis);
        return new Variable([.. first.Stored.Dimensions], expr, first.Attrs, first.Calendar);
    }

    private static Dataset Assemble(OpenedFile file, Func<CfVariable, Variable> make, OrderedDictionary<string, DimensionIndex> indexes)
    {
        var variables = new OrderedDictionary<string, Variable>();
        var coords = new List<Coordinate>();
        foreach (var (dim, index) in indexes) coords.Add(new Coordinate(dim, index, file.IndexAttrs(dim)));
        foreach (var (name, stored) in file.Variables)
        {
            if (indexes.ContainsKey(name)) continue;
            if (stored.Stored.Dimensions.Distinct().Count() != stored.Stored.Dimensions.Count)
            {
                file.Unreadable[name] = $"it runs along a dimension twice ({string.Join(", ", stored.Stored.Dimensions)})";
                continue;
            }
            Variable variable = make(stored);
            if (file.Auxiliary.Contains(name)) coords.Add(new Coordinate(name, variable));
            else variables[name] = variable;
        }
        return new Dataset(variables, new Coordinates(coords), CfVariable.Convert(file.Stored.Attributes), file.Unreadable);
    }
}
