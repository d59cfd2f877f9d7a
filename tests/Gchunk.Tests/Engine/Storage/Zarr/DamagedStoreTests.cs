using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>
/// A damaged store gives an error or values, and never a crash, an endless loop or an excessive allocation.
/// </summary>
public sealed class DamagedStoreTests
{
    // In a run, the memory limit rejects a read that needs too much memory. Here, these limits do.
    private const long LargestArray = 1 << 20,
        LargestChunk = 64 << 20;

    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40", CultureInfo.InvariantCulture);

    private static readonly string[] Odd =
    [
        "-1",
        "0",
        "1",
        "9223372036854775807",
        "1e400",
        "null",
        "\"x\"",
        "[]",
        "{}",
        "[1,2,3]",
        "true",
        "2147483648",
        "\"../../x\"",
        "\"<f8\"",
        "\"|O\"",
        "\"|S99999999\"",
        "NaN",
    ];

    [Theory]
    [InlineData("codecs")]
    [InlineData("kinds")]
    [InlineData("xarray")]
    public void A_damaged_zip_file_gives_an_error_or_values(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] original = File.ReadAllBytes(ZarrData.Zip(name));
        int errors = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            string path = Path.Combine(folder.Path, "damaged.zip");
            File.WriteAllBytes(path, Damage(original, random, random.Next(2) == 0 ? original.Length * 2 / 3 : 0));
            errors += Errors(() => ZarrFile.Open(path));
        }
        Assert.True(errors > 0, "no mutation was noticed");
    }

    public static TheoryData<int, string> Stores()
    {
        var data = new TheoryData<int, string>();
        foreach (string codec in (string[])["none", "zlib", "gzip", "zstd", "blosc", "bit"])
        {
            data.Add(2, codec);
            data.Add(3, codec);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Damaged_chunks_and_metadata_give_an_error_or_values(int format, string codec)
    {
        MemoryStore whole = Write(format, codec);
        string[] keys = [.. whole.Keys.Order(StringComparer.Ordinal)];
        int errors = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var damaged = new MemoryStore();
            string hit = keys[random.Next(keys.Length)];
            foreach (string key in keys)
            {
                damaged.Write(
                    key,
                    key != hit ? whole[key]
                        : key.EndsWith("json", StringComparison.Ordinal)
                        || key.Contains("/.z", StringComparison.Ordinal)
                        || key[0] == '.'
                            ? DamageText(whole[key], random)
                        : Damage(whole[key], random, 0)
                );
            }

            errors += Errors(() => ZarrFile.Open(damaged));
        }
        Assert.True(errors > 0, "no mutation was noticed");
    }

    private static MemoryStore Write(int format, string codec)
    {
        var store = new MemoryStore();
        using ZarrWriter writer = ZarrWriter.Create(new OpenTarget(store), format);
        ZarrCompression compression = codec switch
        {
            "none" => ZarrCompression.None,
            "zlib" => ZarrCompression.Zlib(),
            "gzip" => ZarrCompression.Gzip(),
            "zstd" => ZarrCompression.Zstd(),
            "blosc" => ZarrCompression.Blosc("zstd", 3),
            _ => ZarrCompression.Blosc("lz4", 5, "bit"),
        };
        NDArray values = NDArray.From([.. Enumerable.Range(0, 24 * 31).Select(i => Math.Sin(i))], (24, 31));
        writer.AddVariable(new("v", DType.Float64, (24, 31), ["y", "x"]) { Chunk = [6, 8], Compression = compression });
        writer.WriteBlock("v", [0, 0], values);
        if (format == 3)
        {
            writer.AddVariable(
                new("s", DType.Float64, (24, 31), ["y", "x"])
                {
                    Chunk = [6, 8],
                    Shard = [2, 2],
                    Compression = compression,
                }
            );
            writer.WriteBlock("s", [0, 0], values);
        }
        writer.AddText("t", ["n"], 3, ["a", "bc", "def"]);
        writer.Commit();
        return store;
    }

    private static byte[] Damage(byte[] original, Random random, int from)
    {
        var bytes = (byte[])original.Clone();
        for (int flips = 1 << random.Next(4); flips > 0; flips--)
            bytes[random.Next(from, bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // Replaces a number or a string, or changes bytes.
    private static byte[] DamageText(byte[] original, Random random)
    {
        string text = Encoding.UTF8.GetString(original);
        if (random.Next(4) == 0)
            return Damage(original, random, 0);
        int[] starts =
        [
            .. Enumerable
                .Range(1, text.Length - 2)
                .Where(i =>
                    text[i - 1] is ' ' or ':' or '[' or ',' && (char.IsDigit(text[i]) || text[i] is '"' or '-')
                ),
        ];
        if (starts.Length == 0)
            return Damage(original, random, 0);
        int start = starts[random.Next(starts.Length)],
            end = start + 1;
        while (
            end < text.Length && text[start] == '"'
                ? text[end] != '"'
                : end < text.Length && (char.IsDigit(text[end]) || text[end] == '.')
        )
        {
            end++;
        }

        if (text[start] == '"' && end < text.Length)
            end++;
        return Encoding.UTF8.GetBytes(text[..start] + Odd[random.Next(Odd.Length)] + text[end..]);
    }

    private static int Errors(Func<StoredDataset> open)
    {
        try
        {
            int errors = 0;
            foreach (StoredVariable variable in open().Variables)
            {
                errors += variable.Unreadable is null ? 0 : 1;
                if (variable.Shape.Size > LargestArray)
                    continue;
                try
                {
                    if (variable.IsText)
                        _ = variable.ReadStrings();
                    else if (variable.Array is { } array && array.ScratchBytes(ZarrData.Whole(array)) < LargestChunk)
                        _ = ExpectedData.Read(array, ZarrData.Whole(array));
                }
                catch (GchunkException)
                {
                    errors++;
                }
            }
            return errors;
        }
        catch (GchunkException)
        {
            return 1;
        }
    }
}
