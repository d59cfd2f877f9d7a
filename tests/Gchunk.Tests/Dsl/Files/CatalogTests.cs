using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CatalogTests()
    {
        File.Copy(TestData.NetCdf("tiny.nc"), Path.Combine(folder.Path, "tiny_2001.nc"));
        File.Copy(ZarrData.Zip("xarray"), Path.Combine(folder.Path, "made.zip"));
    }

    public void Dispose() => folder.Dispose();

    private Catalog Open(string yaml) => OpenCatalog(folder.Write("catalog.yml", yaml));

    private const string Sample = """
        metadata: {version: 1}
        plugins:
          source: [{module: intake_xarray}]
        sources:
          tiny:
            description: A small file
            driver: netcdf
            metadata: {origin: here, year: 2001}
            args:
              urlpath: '{{ CATALOG_DIR }}/{{name}}_{{ year }}.nc'
              xarray_kwargs: {engine: netcdf4}
            parameters:
              name: tiny
              year: {description: the year, type: int, default: 2001, min: 1990, max: 2020}
          made:
            driver: intake_xarray.xzarr.ZarrSource
            args:
              urlpath: ["{{ kind }}.zip"]
              chunks: {time: 1}
              consolidated: true
            parameters:
              kind: {type: str, allowed: [made, other]}
          nested: {driver: yaml_file, args: {path: "catalog.yml"}}
        """;

    [Fact]
    public void An_entry_becomes_a_data_set()
    {
        Catalog catalog = Open(Sample);
        Assert.Equal(["tiny", "made", "nested"], catalog.Names);
        Assert.Equal(OpenDataset(TestData.NetCdf("tiny.nc")).Names, catalog["tiny"].ToDataset().Names);
        Assert.Equal("A small file", catalog["tiny"].Description);
        Assert.Equal(2001L, catalog["tiny"].Metadata["year"]);
        Dataset made = catalog["made"].ToDataset(("kind", "made"));
        Assert.Equal("(1, 3, 5)", made["pr"].Chunks.ToString());
        Assert.Equal(catalog.Names, catalog["nested"].ToCatalog().Names);
        Assert.Contains(
            "tiny (netcdf): A small file\n        name (str, default tiny)\n        year (int, default 2001, 1990 to 2020): the year",
            catalog.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_template_of_many_spaces_is_looked_at_once()
    {
        string spaces = new(' ', 100_000),
            yaml = $"sources: {{a: {{driver: netcdf, args: {{urlpath: '{{{{{spaces}x'}}}}}}";
        Assert.Throws<GchunkException>(() => Open(yaml)["a"].ToDataset());
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        Catalog catalog = Open(Sample);
        Assert.Contains("no entry 'tny'; did you mean 'tiny'?", Error(() => catalog["tny"]), StringComparison.Ordinal);
        Assert.Contains(
            "no parameter 'yaer'; did you mean 'year'?",
            Error(() => catalog["tiny"].ToDataset(("yaer", 2001))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "goes from 1990 to 2020; got 2050",
            Error(() => catalog["tiny"].ToDataset(("year", 2050))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'year' is an integer, not 'x'",
            Error(() => catalog["tiny"].ToDataset(("year", "x"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no value for the parameter 'kind' 'mad'; did you mean 'made'?",
            Error(() => catalog["made"].ToDataset(("kind", "mad"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the parameter 'kind' has no default",
            Error(() => catalog["made"].ToDataset()),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is a data set (driver 'netcdf')",
            Error(() => catalog["tiny"].ToCatalog()),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x: 1", "it has no 'sources'")]
    [InlineData("", "it has no 'sources'")]
    [InlineData("sources: {a: 3}", "line 1: the entry 'a' has no members")]
    [InlineData("sources: {a: {args: {}}}", "'a' has no driver")]
    [InlineData("sources:\n  a: [", "catalog.yml, line ")]
    [InlineData("sources: {a: {driver: netcdf}}", "has no urlpath")]
    [InlineData("sources: {a: {driver: csv, args: {urlpath: x}}}", "the driver 'csv' is not supported")]
    [InlineData(
        "sources: {a: {driver: netcdf, args: {urlpath: x, chunk: {}}}}",
        "no argument 'chunk'; did you mean 'chunks'?"
    )]
    [InlineData(
        "sources: {a: {driver: netcdf, args: {urlpath: \"{{ env(HOME) }}/x\"}}}",
        "{{ env(HOME) }} is not one of its parameters"
    )]
    public void A_damaged_catalogue_is_an_error(string yaml, string message) =>
        Assert.Contains(message, Error(() => Open(yaml)["a"].ToDataset()), StringComparison.Ordinal);

    // Each line has ten times as many entries as the one before.
    [Fact]
    public void Aliases_that_multiply_are_refused_and_others_are_followed()
    {
        string bomb =
            "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                Enumerable
                    .Range(1, 30)
                    .Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")
            );
        Assert.Contains(
            "its aliases stand for more than 1000000 values",
            Error(() => Open(bomb)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no anchor before it",
            Error(() => Open("sources: &a { b: *a }")),
            StringComparison.Ordinal
        );
        Assert.Equal(["a"], Open("x: &x { driver: netcdf, args: { urlpath: a.nc } }\nsources: { a: *x }").Names);
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        Assert.Contains(
            "nested more than 64 deep",
            Error(() => Open("sources: " + new string('[', 100_000))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "nested more than 64 deep",
            Error(() => Open("sources:\n  " + string.Concat(Enumerable.Repeat("- ", 5_000)) + "x")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_catalogue_of_a_server_names_data_and_catalogues_beside_it()
    {
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]>
            {
                ["main.yml"] = Encoding.UTF8.GetBytes(
                    """
                    sources:
                      tiny:
                        driver: netcdf
                        args: { urlpath: "{{ CATALOG_DIR }}/data/tiny_{{ year }}.nc" }
                        parameters: { year: { type: int, default: 2001, allowed: [2001, 2002] } }
                      beside: { driver: netcdf, args: { urlpath: data/tiny_2001.nc } }
                      more: { driver: yaml_file, args: { path: "more/{{ name }}.yml" }, parameters: { name: all } }
                      own: { driver: netcdf, args: { urlpath: /etc/passwd } }
                      file: { driver: netcdf, args: { urlpath: "file:///etc/passwd" } }
                    """
                ),
                ["more/all.yml"] = Encoding.UTF8.GetBytes(
                    "sources: { up: { driver: netcdf, args: { urlpath: ../data/tiny_2001.nc } } }"
                ),
                ["data/tiny_2001.nc"] = File.ReadAllBytes(TestData.NetCdf("tiny.nc")),
            }
        );
        var names = OpenDataset(TestData.NetCdf("tiny.nc")).Names;
        Catalog catalog = OpenCatalog(server.Address + "/main.yml");
        Assert.Equal(["tiny", "beside", "more", "own", "file"], catalog.Names);
        Assert.Equal(names, catalog["tiny"].ToDataset().Names);
        Assert.Equal(names, catalog["beside"].ToDataset().Names);
        Assert.Equal(names, catalog["more"].ToCatalog()["up"].ToDataset().Names);
        Assert.Contains(
            "no value for the parameter 'year' '2003'",
            Error(() => catalog["tiny"].ToDataset(("year", 2003))),
            StringComparison.Ordinal
        );
        foreach (string entry in (string[])["own", "file"])
        {
            Assert.Contains(
                "what comes from a server names paths below its own address",
                Error(() => catalog[entry].ToDataset()),
                StringComparison.Ordinal
            );
        }
        Assert.Contains(
            "no such catalogue: http",
            Error(() => OpenCatalog(server.Address + "/none.yml")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("https://203.0.113.1/a/catalog.yml", "http://127.0.0.1:8080/x.nc")]
    [InlineData("https://203.0.113.1/a/catalog.yml", "https://192.168.1.1/x.zarr")]
    [InlineData("https://203.0.113.1/a/catalog.yml", "dap2://10.0.0.7/x")]
    [InlineData("https://203.0.113.1/a/catalog.yml", "http://[::1]/x.nc")]
    public void A_public_server_names_no_places_of_this_machine_and_its_network(string catalog, string place) =>
        Assert.Contains(
            "may not lead to this machine",
            Error(() => RemoteText.Place(catalog, place)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("https://203.0.113.1/a/catalog.yml?key=1", "b/x.nc", "https://203.0.113.1/a/b/x.nc")]
    [InlineData("https://203.0.113.1/a/catalog.yml", "../x.nc", "https://203.0.113.1/x.nc")]
    [InlineData("https://203.0.113.1/a/catalog.yml", "http://203.0.113.2/x.nc", "http://203.0.113.2/x.nc")]
    [InlineData("http://127.0.0.1/a/catalog.yml", "http://127.0.0.2/x.nc", "http://127.0.0.2/x.nc")]
    [InlineData("http://127.0.0.1/catalog.yml", ".", "http://127.0.0.1/")]
    public void Places_are_relative_to_the_catalogue(string catalog, string place, string full) =>
        Assert.Equal(full, RemoteText.Place(catalog, place));

    [Fact]
    public void A_catalogue_that_is_not_there_is_named() =>
        Assert.Contains(
            "no such catalogue",
            Error(() => OpenCatalog(Path.Combine(folder.Path, "no.yml"))),
            StringComparison.Ordinal
        );

    private static string Error(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
