using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Regridding;

/// <summary>The weights of a regridder as a data set, in ESMF's names.</summary>
internal static class RegridderWeights
{
    public static Dataset Write(
        SparseWeights weights,
        string[] oldDims,
        long[] oldLengths,
        string[] newDims,
        long[] newLengths,
        Coordinates newCoords,
        string method
    )
    {
        // The share of the new cells makes the data set hold the new grid.
        NDArray covered = NDArray.From(weights.Sums(), new Shape(newLengths));
        var attrs = new Attributes
        {
            ["method"] = method,
            ["source_dims"] = string.Join(' ', oldDims),
            ["source_lengths"] = string.Join(' ', oldLengths),
            ["target_dims"] = string.Join(' ', newDims),
        };
        return new Dataset(
            [
                new DataArray(NDArray.From(weights.RowOfEach().Select(r => r + 1).ToArray()), ["n_s"], name: "row"),
                new DataArray(NDArray.From(weights.Sources.Select(s => s + 1).ToArray()), ["n_s"], name: "col"),
                new DataArray(NDArray.From(weights.Weights.ToArray()), ["n_s"], name: "S"),
                new DataArray(covered, newDims, newCoords, "covered"),
            ],
            attrs
        );
    }

    public static Regridder Read(Dataset dataset)
    {
        string[] oldDims = Words(dataset, "source_dims"),
            newDims = Words(dataset, "target_dims");
        long[] oldLengths = Array.ConvertAll(
            Words(dataset, "source_lengths"),
            t => long.TryParse(t, CultureInfo.InvariantCulture, out long n) && n > 0 ? n : -1
        );
        foreach (string name in (string[])["row", "col", "S", "covered"])
        {
            if (!dataset.Names.Contains(name))
                throw new GchunkException($"the data set holds no weights of a regridder: it has no variable '{name}'");
        }

        DataArray covered = dataset["covered"];
        if (
            oldDims.Length == 0
            || oldDims.Length != oldLengths.Length
            || oldLengths.Contains(-1)
            || !newDims.All(covered.Dims.Contains)
            || newDims.Length != covered.Dims.Count
        )
        {
            throw new GchunkException("the data set holds no weights of a regridder: its grids are not described");
        }

        covered = covered.Transpose(newDims);
        long[] newLengths = [.. covered.Shape];
        long[] rows = dataset["row"].AsType(DType.Int64).Compute().ToArray<long>(),
            columns = dataset["col"].AsType(DType.Int64).Compute().ToArray<long>();
        double[] values = dataset["S"].AsType(DType.Float64).Compute().ToArray<double>();
        if (rows.Length != values.Length || columns.Length != values.Length)
            throw new GchunkException("the data set holds no weights of a regridder: row, col and S differ in length");
        long old = oldLengths.Aggregate(1L, (a, b) => checked(a * b)),
            made = newLengths.Aggregate(1L, (a, b) => a * b);
        for (int k = 0; k < rows.Length; k++)
        {
            if (rows[k] < 1 || rows[k] > made || columns[k] < 1 || columns[k] > old)
            {
                throw new GchunkException(
                    $"weight {k} is from cell {columns[k]} to cell {rows[k]}; the grids have {old} and {made} cells"
                );
            }
        }

        // Files of others may hold the rows in any order.
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(k => rows[k])];
        var weights = new SparseWeights();
        int next = 0;
        for (long row = 1; row <= made; row++)
        {
            for (; next < order.Length && rows[order[next]] == row; next++)
                weights.Add(columns[order[next]] - 1, values[order[next]]);
            weights.EndRow();
        }

        string method = dataset.Attrs.Text("method") ?? "conservative";
        return new Regridder(
            oldDims,
            oldLengths,
            Coordinates.Empty,
            newDims,
            newLengths,
            covered.Coords,
            method,
            weights
        );
    }

    private static string[] Words(Dataset dataset, string attribute) =>
        dataset.Attrs.Text(attribute)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
