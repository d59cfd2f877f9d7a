using Gchunk.Dsl.Joining;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Opens files as lazy data sets.</summary>
internal static class DatasetOpener
{
    public static Dataset Open(string path, OpenOptions options)
    {
        bool isZarr = ZarrLocation.IsZarr(path);
        if (!isZarr && path.IndexOfAny(['*', '?']) >= 0 && !File.Exists(path))
            throw new GchunkException($"OpenDataset opens one file; use OpenMfDataset(\"{path}\") for all that match");
        if (!isZarr && Directory.Exists(path))
            FilePattern.Expand(path);
        return Alone(OpenedFile.Open(path, options), options);
    }

    public static Dataset OpenStore(string path, OpenOptions options)
    {
        if (!ZarrLocation.IsRemote(path) && !Directory.Exists(path) && !File.Exists(path))
            throw new GchunkException(MissingPath.Describe("Zarr store", path, folders: true));
        return Alone(OpenedFile.Of(ZarrFile.Open(path, options.Group), options), options);
    }

    private static Dataset Alone(OpenedFile file, OpenOptions options)
    {
        Dataset dataset = file.ToMember().ToDataset();
        return options.Preprocess is { } preprocess ? preprocess(dataset) : dataset;
    }

    /// <summary>Opens several files as one data set.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">How each is opened, and how all are combined.</param>
    /// <param name="manifests">The cache of what opening reads, or null for none.</param>
    public static Dataset OpenMany(string[] paths, OpenOptions options, ManifestCache? manifests)
    {
        if (paths.Length == 0)
            throw new GchunkException("no files were given; give a pattern such as \"data/*.nc\", or a list of paths");
        if (paths.Length == 1)
            return Open(paths[0], options);
        string[] local = manifests is null ? [] : Array.FindAll(paths, p => p.Length > 0 && !ZarrLocation.IsRemote(p));
        using ManifestSession? session = local.Length > 1 ? manifests!.Open(local) : null;
        OpenedFile[] files = OpenAll(paths, options, session);
        CheckReadable(files);
        CombineMember[] members = Array.ConvertAll(files, f => f.ToMember());
        if (options.Preprocess is { } preprocess)
            members = Array.ConvertAll(members, m => m.With(preprocess(m.ToDataset())));
        return Combiner.Combine(
            members,
            new CombineOptions
            {
                Order = options.Combine,
                ConcatDim = options.ConcatDim,
                Join = options.Join,
                Compat = options.Compat,
                DataVars = options.DataVars,
                AreFiles = true,
                Caller = "OpenMfDataset",
            }
        );
    }

    // A variable that a file lacks is missing there; one that cannot be read must not seem to be.
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

    // Reads the metadata of many files in parallel; reports the error of the first file in order.
    private static OpenedFile[] OpenAll(string[] paths, OpenOptions options, ManifestSession? session)
    {
        var files = new OpenedFile[paths.Length];
        var errors = new Exception?[paths.Length];
        var shared = new SharedIndexes();
        Parallel.For(
            0,
            paths.Length,
            (i, state) =>
            {
                try
                {
                    files[i] = OpenedFile.Open(paths[i], options, session, shared);
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
}
