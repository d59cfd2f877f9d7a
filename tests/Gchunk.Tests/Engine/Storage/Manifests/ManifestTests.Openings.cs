using Gchunk.Dsl;
using Gchunk.Dsl.Files.Open;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Manifests;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Manifests;

/// <summary>
/// Tests of concurrent openings, and the helpers with which all tests of manifests copy, open and describe files.
/// </summary>
public sealed partial class ManifestTests
{
    [Fact]
    public void Concurrent_openings_agree()
    {
        string[] files = Copies("labelled/day_2001*.nc");
        string plain = Describe(Open(files, null));
        Parallel.For(
            0,
            40,
            i =>
            {
                if (i % 5 == 0 && Directory.Exists(cache.Folder))
                    File.Delete(cache.PathOf(files));
                Assert.Equal(plain, Describe(Open(files, cache)));
            }
        );
        ManifestCache.Flush(TimeSpan.FromMinutes(1));
        OpenAndKeep(files);
        Assert.Equal(0, Read(files));
    }

    [Fact]
    public void Preprocess_computes_the_same_with_a_manifest_and_the_manifest_stays_small()
    {
        string[] files = Copies("netcdf/dt_global*.nc");
        double[] plain = Sums(null);
        Assert.Equal(plain, Sums(cache));
        ManifestCache.Flush(TimeSpan.FromMinutes(1));
        Assert.InRange(new FileInfo(cache.PathOf(files)).Length, 1, files.Length * (KnownBytes.MostBytes + 1000));
        Assert.Equal(plain, Sums(cache));

        double[] Sums(ManifestCache? with) =>
            DatasetOpener
                .OpenMany(
                    files,
                    new OpenOptions { Preprocess = d => d.Assign("sum", d["adt"].Sum("lat", "lon").Load()) },
                    with
                )["sum"]
                .Compute()
                .ToArray<double>();
    }

    // Returns the number of files that had to be read.
    private int Read(string[] files)
    {
        using ManifestSession opening = cache.Open(files);
        _ = Array.ConvertAll(files, f => OpenedFile.Open(f, new OpenOptions(), opening));
        Assert.Equal(files.Length, opening.Files);
        return opening.FilesRead;
    }

    private string[] Copies(string pattern, string into = "files")
    {
        string[] found = Directory
            .GetFiles(
                Path.Combine(TestData.Folder, Path.GetDirectoryName(pattern)!),
                Path.GetFileName(pattern).Replace("[12]", "?", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (pattern.Contains("[12]", StringComparison.Ordinal))
            found = found[..2];
        if (found.Length == 1)
            found = [found[0], found[0]];
        Directory.CreateDirectory(Path.Combine(folder, into));
        return
        [
            .. found.Select(
                (file, i) =>
                {
                    string copy = Path.Combine(folder, into, $"{i}_{Path.GetFileName(file)}");
                    File.WriteAllBytes(copy, File.ReadAllBytes(file));
                    return copy;
                }
            ),
        ];
    }

    private static Dataset Open(string[] files, ManifestCache? with, string dim = "") =>
        DatasetOpener.OpenMany(
            files,
            dim.Length == 0
                ? new OpenOptions()
                : new OpenOptions
                {
                    Combine = Combine.Nested,
                    ConcatDim = dim,
                    Compat = Compat.Override,
                },
            with
        );

    private Dataset OpenAndKeep(string[] files, string dim = "", ManifestCache? with = null)
    {
        Dataset opened = Open(files, with ?? cache, dim);
        ManifestCache.Flush(TimeSpan.FromMinutes(1));
        return opened;
    }

    private static string Describe(Dataset ds, bool values = true)
    {
        var text = new System.Text.StringBuilder(ds.ToString());
        foreach (Coordinate coordinate in ds.Coords)
        {
            if (coordinate.Index is { } index)
                text.Append('\n').Append(coordinate.Name).Append(index.ToString());
        }

        text.Append("\n\n");
        foreach (string name in values ? ds.Names : [])
            text.Append(name).AppendJoin(' ', Values(ds[name])).Append('\n');
        return text.ToString();

        static IEnumerable<object> Values(DataArray array) =>
            array.IsText ? array.Texts().ToArray()
            : array.DType == Gchunk.Engine.Arrays.DType.Int64 ? array.Compute().ToArray<long>().Cast<object>()
            : array.Compute().ToArray<double>().Cast<object>();
    }
}
