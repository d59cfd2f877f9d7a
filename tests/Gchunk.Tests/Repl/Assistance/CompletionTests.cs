using Gchunk.Repl.Assistance;
using Gchunk.Repl.Sessions;
using Xunit;

namespace Gchunk.Tests.Repl.Assistance;

/// <summary>What Tab offers inside the arguments of a call.</summary>
// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public sealed class CompletionTests(CompletionTests.Prepared prepared) : IClassFixture<CompletionTests.Prepared>
{
    /// <summary>A session with an array, a data set and a catalogue.</summary>
    public sealed class Prepared : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Prepared()
        {
            string catalog = Catalog = folder.Write(
                "catalog.yml",
                "sources:\n  rain:\n    driver: netcdf\n    args: { urlpath: rain.nc }\n  wind:\n    driver: zarr\n    args: { urlpath: wind.zarr }\n"
            );
            var session = new Session(interactive: false, _ => null);
            foreach (
                string line in new[]
                {
                    "var pr = new DataArray(Ones((4, 3, 2)), [\"time\", \"lat\", \"lon\"], name: \"pr\");",
                    "var ds = pr.ToDataset();",
                    $"var cat = OpenCatalog(\"{catalog}\");",
                    "var odd = new DataArray(Ones(3), [\"a\\\"];Evil();//\"], name: \"b\\\\\").ToDataset();",
                    "var hidden = new DataArray(Ones((3, 3)), [\"c\\u001b[2J\", \"d\\ne\"], name: \"f\").ToDataset();",
                }
            )
            {
                Assert.True(session.Run(line));
            }
            Assistant = new CodeAssistant(session);
        }

        internal CodeAssistant Assistant { get; }

        internal string Catalog { get; }

        public void Dispose() => folder.Dispose();
    }

    [Theory]
    [InlineData("pr.Mean(\"", "time lat lon")]
    [InlineData("ds[\"", "pr time lat lon")]
    [InlineData("ds[\"pr\"].Mean(\"", "time lat lon")]
    [InlineData("cat[\"", "rain wind")]
    [InlineData("OpenCatalog(\"CATALOG\")[\"", "rain wind")]
    [InlineData("pr.PColorMesh(colors: \"", "viridis magma")]
    [InlineData("pr.Plot(\"a.png\", \"", "viridis")]
    [InlineData("pr.Resample(\"time\", \"", "MS QS-DEC 1D YS")]
    [InlineData("pr.Resample(\"", "time")]
    [InlineData("pr.Sel(\"lat\", 1, method: \"", "Nearest Pad Backfill")]
    [InlineData("pr.Sel(\"lat\", 1, \"", "Nearest")]
    [InlineData("OpenMfDataset(\"*.nc\", combine: \"", "ByCoords Nested")]
    [InlineData("pr.PlotMap(projection: \"", "Robinson PlateCarree Mollweide")]
    [InlineData("pr.PlotMap(projection: ", "Robinson PlateCarree Mollweide")]
    [InlineData("pr.PlotMap(projection: Rob", "Robinson")]
    public void Values_of_the_parameters_kind_are_offered(string typed, string expected)
    {
        typed = typed.Replace("CATALOG", prepared.Catalog, StringComparison.Ordinal);
        string[] offered = [.. prepared.Assistant.Complete(typed, typed.Length).Items.Select(i => i.Text)];
        foreach (string name in expected.Split(' '))
            Assert.Contains(name, offered);
        Assert.DoesNotContain("Console", offered);
        Assert.DoesNotContain("README.md", offered);
    }

    [Theory]
    [InlineData("odd[\"", "b\\\\ a\\\"];Evil();//")]
    [InlineData("odd[@\"", "b\\ a\"\"];Evil();//")]
    [InlineData("hidden[\"", "f")]
    public void Names_from_files_stay_inside_the_string(string typed, string expected) =>
        Assert.Equal(expected.Split(' '), prepared.Assistant.Complete(typed, typed.Length).Items.Select(i => i.Text));

    [Fact]
    public void Elsewhere_files_are_offered()
    {
        const string typed = "OpenDataset(\"";
        Assert.Contains(prepared.Assistant.Complete(typed, typed.Length).Items, i => i.Kind is "file" or "folder");
    }
}
