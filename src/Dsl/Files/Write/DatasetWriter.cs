using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Writes data sets to new files and stores: everything lazy is computed in one pass, block by block, and nothing is
/// visible before all of it is written.
/// </summary>
internal static class DatasetWriter
{
    /// <summary>Writes data sets, each to a NetCDF-4 file of its own, computing all of them together.</summary>
    public static void WriteNetCdf(
        IReadOnlyList<(Dataset Dataset, string Path)> files,
        int? compression,
        IReadOnlyDictionary<string, VariableEncoding>? encodings,
        IReadOnlyCollection<string> unlimited,
        NetCdfTarget? target = null
    )
    {
        if (compression is < 0 or > 9)
            throw new GchunkException($"compression goes from 0 (none) to 9; got {compression}");
        foreach (var (dataset, path) in files)
        {
            dataset.Sizes.Require(unlimited);
            NetCdfSink.CheckTarget(dataset, path);
            DatasetEncoder.Check(dataset, encodings, "a NetCDF file", path);
        }
        Write(
            [.. files.Select(f => f.Dataset)],
            i =>
                NetCdfSink.Create(
                    files[i].Dataset,
                    files[i].Path,
                    compression,
                    unlimited,
                    target ?? new NetCdfTarget()
                ),
            encodings
        );
    }

    /// <summary>Writes a data set to a Zarr store.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="path">The store.</param>
    /// <param name="layout">How variables are laid out.</param>
    /// <param name="encodings">How variables are stored, by name, or null.</param>
    /// <param name="compute">
    /// False to leave out the lazy values of data variables. Coordinates are written all the same, so that a region of
    /// the store can be found by its labels.
    /// </param>
    public static void WriteZarr(
        Dataset dataset,
        string path,
        ZarrLayout layout,
        IReadOnlyDictionary<string, VariableEncoding>? encodings,
        bool compute
    )
    {
        layout.Check(dataset);
        DatasetEncoder.Check(dataset, encodings, "a Zarr store", path);
        Write([dataset], _ => ZarrSink.Create(dataset, path, layout), encodings, compute);
    }

    private static void Write(
        Dataset[] datasets,
        Func<int, IDatasetSink> open,
        IReadOnlyDictionary<string, VariableEncoding>? encodings,
        bool compute = true
    )
    {
        var sinks = new List<IDatasetSink>();
        var lazy = new List<ArrayExpr>();
        var blocks = new List<IBlockSink>();
        try
        {
            for (int i = 0; i < datasets.Length; i++)
            {
                IDatasetSink sink = open(i);
                sinks.Add(sink);
                foreach (EncodedVariable variable in DatasetEncoder.Encode(datasets[i], encodings))
                {
                    if (sink.Add(variable) is not { } values || !(compute || variable.IsCoord))
                        continue;
                    lazy.Add(values);
                    blocks.Add(new VariableBlocks(sink, variable.Name, new long[variable.Dims.Length]));
                }
            }

            Computation.Store(lazy, blocks);
            foreach (IDatasetSink sink in sinks)
                sink.Commit();
        }
        finally
        {
            foreach (IDatasetSink sink in sinks)
                sink.Dispose();
        }
    }
}
