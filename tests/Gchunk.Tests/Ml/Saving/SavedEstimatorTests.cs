using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Ml.Decomposition;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Ml.Estimators;

namespace Gchunk.Tests.Ml.Saving;

/// <summary>Estimators in files, whole and damaged.</summary>
public sealed class SavedEstimatorTests : IDisposable
{
    private static readonly DataArray Field = DecompositionValues.Field;
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-models-").FullName;

    private string Path(string name) => System.IO.Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Kinds =>
        ["standard", "minmax", "robust", "detrend", "season", "pca", "eof", "promax", "pipeline"];

    private static Transformer Fitted(string kind) =>
        kind switch
        {
            "standard" => Standardize().Fit(Field, over: "time"),
            "minmax" => MinMaxScale(-1, 1).Fit(Field, over: "time"),
            "robust" => RobustScale(over: "lat").Fit(Field, over: "time"),
            "detrend" => Detrend().Fit(Field, over: "time"),
            "season" => Deseasonalize("dayofyear").Fit(Field, over: "time"),
            "pca" => Pca(3).Fit(Field, over: "time"),
            "eof" => Eof(0.999, weights: "area").Fit(Field, over: "time"),
            _ => Eof(3, rotation: "promax").Fit(Field, over: "time"),
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_loaded_estimator_does_what_the_saved_one_did(string kind)
    {
        string path = Path("model.gchunk");
        if (kind == "pipeline")
        {
            Pipeline pipeline = Pipeline(Standardize(), Detrend(), Pca(0.9), KMeans(2)).Fit(Field, over: "time");
            pipeline.Save(path);
            Pipeline loaded = Load<Pipeline>(path);
            Assert.Equal(pipeline.ToString(), loaded.ToString());
            Assert.True(loaded.Labels.Equals(pipeline.Labels));
            Assert.True(loaded.Centers.Equals(pipeline.Centers));
            Assert.True(loaded.Predict(Field).Equals(pipeline.Labels));
            return;
        }

        Transformer saved = Fitted(kind);
        saved.Save(path);
        var read = Load<Transformer>(path);
        Assert.Equal(saved.GetType(), read.GetType());
        Assert.Equal(saved.ToString(), read.ToString());
        DataArray expected = saved.Transform(Field);
        Assert.True(read.Transform(Field).Equals(expected));
        Assert.True(read.InverseTransform(expected).Equals(saved.InverseTransform(expected)));
    }

    [Fact]
    public void A_loaded_clusterer_knows_its_map_and_predicts()
    {
        NDArray values = DecompositionValues.Tall.Copy().Reshape((20, 3, 4));
        for (int t = 0; t < 20; t++)
            values.Span<double>()[t * 12 + 5] = double.NaN;
        DataArray field = Field.WithValues(FromArray(values).Expression);
        KMeans kmeans = KMeans(2, seed: long.MaxValue).Fit(field, over: "time");
        kmeans.Save(Path("k"));
        KMeans loaded = Load<KMeans>(Path("k"));
        Assert.True(loaded.Labels.Equals(kmeans.Labels));
        Assert.True(loaded.Centers.Identical(kmeans.Centers));
        Assert.True(loaded.Predict(field).Equals(kmeans.Labels));
        Assert.Equal(kmeans.Inertia, loaded.Inertia);
        SpectralClustering spectral = SpectralClustering(2, gamma: 0.01, components: 5).Fit(field, over: "time");
        spectral.Save(Path("s"));
        Assert.True(Load<SpectralClustering>(Path("s")).Labels.Equals(spectral.Labels));
    }

    [Fact]
    public void An_estimator_that_was_not_fitted_is_saved_with_its_parameters()
    {
        Pipeline(Standardize(over: "time"), Pca(0.5), KMeans(7)).Save(Path("p"));
        Pipeline loaded = Load<Pipeline>(Path("p"));
        Assert.Equal("Pca(0.5): not fitted", loaded.Step<Pca>().ToString());
        Assert.Equal("KMeans(clusters: 7): not fitted", loaded.Steps[2].ToString());
    }

    [Fact]
    public void A_damaged_file_is_an_error_and_never_another_estimator()
    {
        string whole = Path("whole"),
            damaged = Path("damaged");
        Pipeline pipeline = Pipeline(Standardize(), Eof(2), KMeans(2)).Fit(Field, over: "time");
        pipeline.Save(whole);
        byte[] bytes = File.ReadAllBytes(whole);
        var random = new Random(5);
        for (int i = 0; i < 150; i++)
        {
            byte[] copy = [.. bytes];
            if (i % 3 == 0)
            {
                copy = copy[..random.Next(copy.Length)];
            }
            else
            {
                for (int k = 0; k <= i % 4; k++)
                    copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(damaged, copy);
            try
            {
                // What the archive says about times or attributes may change without harm.
                Assert.Equal(pipeline.ToString(), Load<Pipeline>(damaged).ToString());
            }
            catch (GchunkException e)
            {
                Assert.Contains(damaged, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "written by a newer gchunk (version 2 of the format")]
    [InlineData("\"format\": \"gchunk model\"", "\"format\": \"other\"", "not that of a model of gchunk")]
    [InlineData("\"type\": \"KMeans\"", "\"type\": \"System.IO.File\"", "unknown type 'System.IO.File'")]
    [InlineData("\"clusters\": 2", "\"clusters\": \"2\"", "'clusters' of KMeans is not an integer")]
    [InlineData("\"clusters\": 2", "\"clusters\": 0", "at least 1 cluster")]
    [InlineData("\"clusters\": 2", "\"number\": 2", "lacks the value 'clusters' of KMeans")]
    [InlineData("\"features\": 20", "\"features\": 19", "there are 19 features")]
    [InlineData("\"shifted\":", "\"other\":", "lacks the array 'shifted'")]
    [InlineData("arrays/0.npy", "arrays/9999.npy", "no entry arrays/9999.npy")]
    [InlineData("\"kind\": \"times\"", "\"kind\": \"code\"", "unknown kind 'code'")]
    public void A_file_that_says_something_else_is_an_error(string from, string to, string message)
    {
        string path = Path("k");
        KMeans(2).Fit(Field, over: "time").Save(path);
        Rewrite(path, text => text.Replace(from, to, StringComparison.Ordinal));
        string error = Assert.Throws<GchunkException>(() => Load<KMeans>(path)).Message;
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.StartsWith(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_claims_to_be_huge_is_refused_before_memory_is_taken()
    {
        string path = Path("k");
        KMeans(2).Fit(Field, over: "time").Save(path);
        Rewrite(path, text => text, hugeArrays: true);
        Assert.Contains(
            "truncated",
            Assert.Throws<GchunkException>(() => Load<KMeans>(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_estimator_and_other_files_are_named()
    {
        KMeans(2).Save(Path("k"));
        Assert.Contains(
            "holds a KMeans, not a Pca",
            Assert.Throws<GchunkException>(() => Load<Pca>(Path("k"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "there is no file",
            Assert.Throws<GchunkException>(() => Load<Pca>(Path("none"))).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(Path("text"), "no archive");
        Assert.Contains(
            "it is no zip archive",
            Assert.Throws<GchunkException>(() => Load<Pca>(Path("text"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "there is no folder",
            Assert.Throws<GchunkException>(() => KMeans(2).Save(Path("no/such/k"))).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Changes the document, with the checksum that belongs to it.</summary>
    internal static void Rewrite(string path, Func<string, string> change, bool hugeArrays = false)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update);
        string text;
        using (var reader = new StreamReader(archive.GetEntry("model.json")!.Open()))
            text = change(reader.ReadToEnd());
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Replace("model.json", bytes);
        Replace("model.sha256", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        if (hugeArrays)
        {
            Replace(
                "arrays/0.npy",
                [
                    0x93,
                    .. "NUMPY\u0001\0v\0"u8,
                    .. Encoding.ASCII.GetBytes(
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }".PadRight(117) + "\n"
                    ),
                ]
            );
        }

        void Replace(string name, byte[] content)
        {
            archive.GetEntry(name)!.Delete();
            using Stream stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
    }
}
