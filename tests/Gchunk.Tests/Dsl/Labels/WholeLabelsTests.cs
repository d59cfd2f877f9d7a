using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>
/// Integer labels beyond 2⁵³, which float64 cannot tell apart: their order is checked like that of others.
/// </summary>
public sealed class WholeLabelsTests : IDisposable
{
    private const long Large = 1L << 60;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Descending_labels_are_combined_in_descending_order()
    {
        Dataset whole = CombineByCoords([Cells(Large + 1, Large), Cells(Large + 3, Large + 2)]);
        Assert.Equal([Large + 3, Large + 2, Large + 1, Large], whole["cell"].Compute().ToArray<long>());
        Assert.Equal([3.0, 2, 1, 0], whole["x"].Compute().ToArray<double>());
    }

    [Fact]
    public void Labels_that_overlap_are_rejected()
    {
        var error = Assert.Throws<GchunkException>(() =>
            CombineByCoords([Cells(Large + 4, Large + 1), Cells(Large + 2, Large)])
        );
        Assert.Contains("overlap along 'cell'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_descending_labels_are_opened_in_descending_order()
    {
        Cells(Large + 1, Large).ToNetCdf(Path.Combine(folder, "a.nc"));
        Cells(Large + 3, Large + 2).ToNetCdf(Path.Combine(folder, "b.nc"));
        Dataset whole = OpenMfDataset(Path.Combine(folder, "*.nc"));
        Assert.Equal([Large + 3, Large + 2, Large + 1, Large], whole["cell"].Compute().ToArray<long>());
        Assert.Equal([3.0, 2, 1, 0], whole["x"].Compute().ToArray<double>());
    }

    private static Dataset Cells(params long[] labels) =>
        new DataArray(NDArray.From(Array.ConvertAll(labels, l => (double)(l - Large))), ["cell"], name: "x")
            .AssignCoords("cell", new DataArray(NDArray.From(labels), ["cell"]))
            .ToDataset();
}
