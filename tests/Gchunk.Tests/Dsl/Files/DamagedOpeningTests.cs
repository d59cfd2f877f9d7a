using System.Globalization;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// Damaged files through all that opening does: decoding, labels, texts, what is shown. Each gives an error for users, or a
/// data set.
/// </summary>
public sealed class DamagedOpeningTests : IDisposable
{
    private const long Small = 1 << 20;

    private const string Catalogue = """
        sources:
          rain:
            description: Daily rain
            driver: netcdf
            args:
              urlpath: "{{ CATALOG_DIR }}/{{ name }}_{{ n }}.nc"
              chunks: {time: 10}
              xarray_kwargs: {decode_times: false, mask_and_scale: true}
            parameters:
              name: {description: the file, type: str, default: rain, allowed: [rain, snow]}
              n: {description: number, type: int, default: 3, min: 1, max: 5}
            metadata: &m {a: 1, b: [1, 2]}
          other: {driver: zarr, args: {urlpath: x.zarr}, metadata: *m}
          more: {driver: yaml_file, args: {path: other.yml}}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-damaged-").FullName;

    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40", CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("netcdf/made_cdf5.nc")]
    [InlineData("netcdf/made_text.nc")]
    [InlineData("odd/64bit_offset.nc")]
    [InlineData("odd/chars_classic.nc")]
    [InlineData("odd/times.nc")]
    [InlineData("odd/strings.nc")]
    [InlineData("odd/rare_labels.nc")]
    [InlineData("odd/rare_shared.h5")]
    [InlineData("hostile/szip.nc")]
    [InlineData("zarr/xarray.zip")]
    public void A_damaged_file_gives_an_error_for_users_or_a_data_set(string name)
    {
        byte[] original = File.ReadAllBytes(Path.Combine(TestData.Folder, name));
        string path = Path.Combine(folder, "damaged" + Path.GetExtension(name));
        for (int seed = 0; seed < Rounds; seed++)
        {
            File.WriteAllBytes(path, Mutation.Of(original, seed));
            Attempt(() =>
            {
                Dataset ds = Prelude.OpenDataset(path);
                _ = ds.ToString() + ds.Info() + ds.ToHtml();
                foreach (string variable in ds.Names)
                {
                    Attempt(() =>
                    {
                        DataArray array = ds[variable];
                        if (array.NBytes < Small)
                            _ = array.Compute().ToString();
                    });
                }
            });
        }
    }

    [Fact]
    public void A_damaged_catalogue_gives_an_error_for_users_or_entries()
    {
        byte[] original = Encoding.UTF8.GetBytes(Catalogue);
        string path = Path.Combine(folder, "catalog.yml");
        for (int seed = 0; seed < 5 * Rounds; seed++)
        {
            File.WriteAllBytes(path, Mutation.Of(original, seed));
            Attempt(() =>
            {
                Catalog catalog = Prelude.OpenCatalog(path);
                _ = catalog.ToString();
                foreach (string name in catalog.Names)
                    Attempt(() => catalog[name].ToDataset());
            });
        }
    }

    [Fact]
    public void Text_of_files_does_not_command_the_terminal()
    {
        const string attack = "\u001b]0;title\u0007\u001b[2J\u202e";
        string store = Path.Combine(folder, "s.zarr");
        Directory.CreateDirectory(Path.Combine(store, "v"));
        string json = "\"\\u001b]0;title\\u0007\\u001b[2J\\u202e\"";
        File.WriteAllText(Path.Combine(store, ".zgroup"), "{\"zarr_format\":2}");
        File.WriteAllText(Path.Combine(store, ".zattrs"), $$"""{"title":{{json}},{{json}}:1}""");
        File.WriteAllText(
            Path.Combine(store, "v/.zarray"),
            """{"zarr_format":2,"shape":[2],"chunks":[2],"dtype":"<f4","compressor":null,"fill_value":0,"order":"C","filters":null}"""
        );
        File.WriteAllText(
            Path.Combine(store, "v/.zattrs"),
            $$"""{"_ARRAY_DIMENSIONS":[{{json}}],"long_name":{{json}},"units":{{json}}}"""
        );
        Dataset ds = Prelude.OpenZarr(store);
        Assert.Equal(attack, ds.Attrs["title"]);
        foreach (
            string shown in (string[])
                [
                    ds.ToString(),
                    ds.Info(),
                    ds.Attrs.ToString(),
                    ds["v"].ToString(),
                    ds["v"].Info(),
                    Assert.Throws<GchunkException>(() => ds[attack + "x"]).Message,
                    Assert.Throws<GchunkException>(() => ds["v"].Sel("x", 1)).Message,
                    Assert.Throws<GchunkException>(() => Prelude.OpenDataset(attack + ".nc")).Message,
                ]
        )
        {
            Assert.DoesNotContain(shown, c => c is '\u001b' or '\u0007' or '\u202e');
            Assert.Contains("\\x1b]0;title\\x07", shown, StringComparison.Ordinal);
        }
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (GchunkException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
