using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting.Shapes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.BitPacked;
using Gchunk.Engine.Storage.Dap;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Grib;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Repl.Notebooks;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Fuzzing;

/// <summary>
/// What parses bytes that come from elsewhere, by name: each does with an input all that opening it and looking at it
/// does. It returns, or throws an error for users.
/// </summary>
internal static unsafe class FuzzTargets
{
    private const int Most = 1 << 20,
        Room = 1 << 14;

    private static readonly string Folder = Directory.CreateTempSubdirectory("gchunk-fuzz-").FullName;
    private static readonly Lazy<DataArray> Labelled = new(() =>
        new DataArray(Ones(40), ["time"], name: "x").AssignCoords("time", DateRange("2001-01-01", periods: 40))
    );

    static FuzzTargets() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>All, by the names of their folders in tests/data/fuzz.</summary>
    public static readonly Dictionary<string, Action<byte[]>> All = new(StringComparer.Ordinal)
    {
        ["attributes"] = Attributes,
        ["catalogue"] = Catalogue,
        ["classic"] = bytes => Look(OpenDataset(Written("x.nc", bytes))),
        ["codecs"] = Codecs,
        ["csv"] = bytes => _ = ReadCsv(Written("x.csv", bytes)).ToString(),
        ["dap4"] = Dap4,
        ["dbf"] = bytes => _ = AttributeTable.Read(bytes, "x.dbf", null).Count,
        ["filters"] = Filters,
        ["geojson"] = bytes => _ = OpenFeatures(Written("x.geojson", bytes)).ToString(),
        ["grib"] = Grib,
        ["hdf5"] = bytes => Look(OpenDataset(Written("x.h5", bytes))),
        ["kerchunk"] = bytes => Look(OpenDataset(Written("x.json", bytes))),
        ["messages"] = bytes => new ValueDeserializer(CodeSession.Local).Deserialize(bytes),
        ["notebook"] = Notebook,
        ["npy"] = bytes => _ = FromNpy(Written("x.npy", bytes))[..1].Compute().ToString(),
        ["parquet"] = bytes => _ = ReadParquet(Written("x.parquet", bytes)).ToString(),
        ["references"] = References,
        ["shapefile"] = bytes => _ = OpenFeatures(Written("x.shp", bytes)).ToString(),
        ["texts"] = Texts,
        ["tiff"] = bytes => Look(OpenDataset(Written("x.tif", bytes))),
        ["zarr"] = Zarr,
        ["zip"] = bytes => Look(OpenZarr(Written("x.zip", bytes))),
    };

    /// <summary>Returns whether an exception is an error that an input may cause.</summary>
    public static bool IsExpected(Exception e) => e is GchunkException or InvalidDataException;

    // The texts of attributes that decode times and packed numbers.
    private static void Attributes(byte[] bytes) =>
        Store(
            """{"zarr_format":2,"shape":[3],"chunks":[3],"dtype":"<i4","compressor":null,"fill_value":null,"order":"C","filters":null}""",
            bytes,
            [0, 0, 0, 0, 7, 0, 0, 0, 255, 255, 255, 127]
        );

    // The metadata of an array.
    private static void Zarr(byte[] bytes) => Store(Encoding.Latin1.GetString(bytes), "{}"u8.ToArray(), new byte[96]);

    // A line with the codecs of an array, and one of its chunks.
    private static void Codecs(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)'\n');
        string codecs = end < 0 ? "[]" : Encoding.Latin1.GetString(bytes, 0, end);
        Store(
            $$$"""{"zarr_format":3,"node_type":"array","shape":[24],"data_type":"float32","chunk_grid":{"name":"regular","configuration":{"chunk_shape":[24]}},"chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":{{{codecs}}}}""",
            "{}"u8.ToArray(),
            bytes[(end + 1)..]
        );
    }

    private static void Store(string array, byte[] attributes, byte[] chunk)
    {
        bool isThird = array.Contains("\"node_type\"", StringComparison.Ordinal);
        string store = Path.Combine(Folder, "x.zarr"),
            inner = Path.Combine(store, "a");
        Directory.CreateDirectory(Path.Combine(inner, "c"));
        foreach (string old in Directory.GetFiles(store, "*", SearchOption.AllDirectories))
            File.Delete(old);
        File.WriteAllText(
            Path.Combine(store, isThird ? "zarr.json" : ".zgroup"),
            isThird ? """{"zarr_format":3,"node_type":"group"}""" : """{"zarr_format":2}"""
        );
        File.WriteAllBytes(Path.Combine(inner, isThird ? "zarr.json" : ".zarray"), Encoding.Latin1.GetBytes(array));
        File.WriteAllBytes(Path.Combine(inner, ".zattrs"), attributes);
        // A file named 0 would be in the way of the chunks of a plane, which lie in a folder of that name.
        if (!Regex.IsMatch(array, "\"shape\"\\s*:\\s*\\[[^\\],]*,"))
            File.WriteAllBytes(Path.Combine(inner, isThird ? "c/0" : "0"), chunk);
        Look(OpenZarr(store));
    }

    // A filter of HDF5 and its parameters, in 32 bytes, and a chunk.
    private static void Filters(byte[] bytes)
    {
        if (bytes.Length < 32)
            return;
        var values = new uint[20];
        for (int i = 0; i < values.Length; i++)
            values[i] = i < 7 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + 4 * i)) : 0;
        int size = 1 + bytes[1] % 16,
            capacity = 1 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)) % Room;
        IBytesCodec codec = (bytes[0] % 9) switch
        {
            0 => new SzipCodec(values.AsSpan(0, 4)),
            1 => new NBitCodec(values, size),
            2 => new ScaleOffsetCodec(values, size),
            3 => new LzfCodec(),
            4 => new Lz4BlocksCodec(),
            5 => new BitshuffleCodec(size, bytes[4] * 8, (BitshuffleCompressor)(bytes[5] % 3)),
            6 => new BloscCodec("lz4", 5, BloscShuffle.Byte, 1, 0),
            7 => new ZstdCodec(3, checksum: false),
            _ => new DeflateCodec(gzip: false, 1),
        };
        var plain = new byte[Room + 64];
        plain.AsSpan(capacity).Fill(0xA5);
        fixed (
            byte* s = bytes,
                p = plain
        )
        {
            using var into = new Scratch(p, capacity);
            codec.Decode(new NativeBytes(s + 32, bytes.Length - 32), into, capacity);
        }
        if (plain.AsSpan(capacity).ContainsAnyExcept((byte)0xA5))
            throw new InvalidOperationException($"{codec.Name} wrote beyond its destination");
    }

    private static void Catalogue(byte[] bytes)
    {
        Catalog catalog = OpenCatalog(Written("x.yml", bytes));
        _ = catalog.ToString();
        foreach (string name in catalog.Names)
        {
            CatalogEntry entry = catalog[name];
            _ = entry.ToString() + string.Concat(entry.Parameters.Select(p => p.ToString()));
        }
    }

    // The messages are found here; ecCodes decodes them in another process.
    private static void Grib(byte[] bytes)
    {
        string path = Written("x.grib", bytes);
        using FileHandles.Lease file = FileHandles.Open(path);
        _ = GribMessage.All(path, file).Count;
    }

    // The metadata of a server of DAP4, and after a zero its answer for each variable.
    private static void Dap4(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)0) is >= 0 and var at ? at : bytes.Length;
        Dmr dmr = Dmr.Read(Encoding.UTF8.GetString(bytes, 0, end), "", "x");
        _ = dmr.Groups().Length + dmr.Attributes().Count;
        foreach ((DapArray array, _) in dmr.Arrays())
        {
            Int128 count = array.Lengths.Aggregate((Int128)1, (a, b) => a * b);
            if (Dap4File.Type(array.Type) is not { } dtype || count > Room)
                continue;
            var into = new byte[(int)count * dtype.Size + 64];
            into.AsSpan((int)count * dtype.Size).Fill(0xA5);
            fixed (byte* p = into)
                new Dap4Reader("x", array, dtype).Decode(bytes.AsSpan(Math.Min(end + 1, bytes.Length)), (long)count, p);
            if (into.AsSpan((int)count * dtype.Size).ContainsAnyExcept((byte)0xA5))
                throw new InvalidOperationException("an answer wrote beyond its destination");
        }
    }

    // References of kerchunk in Parquet: the metadata, and after a zero the file of the variable 't'.
    private static void References(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)0) is >= 0 and var at ? at : bytes.Length;
        string folder = Path.Combine(Folder, "x.parq");
        Directory.CreateDirectory(Path.Combine(folder, "t"));
        File.WriteAllBytes(Path.Combine(folder, ".zmetadata"), bytes[..end]);
        File.WriteAllBytes(Path.Combine(folder, "t/refs.0.parq"), bytes[Math.Min(end + 1, bytes.Length)..]);
        Look(OpenDataset(folder));
    }

    // A signed message: its header and, in the next lines, its content.
    private static void Notebook(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)'\n');
        byte[][] parts = [bytes[..Math.Max(0, end)], "{}"u8.ToArray(), "{}"u8.ToArray(), bytes[(end + 1)..]];
        KernelMessage? message = new WireFormat("key").Read([
            "<IDS|MSG>"u8.ToArray(),
            new MessageSigner("key").Sign(parts),
            .. parts,
        ]);
        if (message is null)
            throw new InvalidDataException("refused");
        foreach (string field in (string[])["code", "cursor_pos", "silent", "user_expressions", "restart"])
        {
            _ = message.Content.Text(field);
            _ = message.Content.Number(field);
            _ = message.Content.Flag(field);
            _ = message.Content.Object(field)?.Count;
        }
    }

    // A text wherever users type selections, times and offsets. Each of them may refuse it.
    private static void Texts(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes),
            other = text.Length > 3 ? text[(text.Length / 2)..] : text;
        DataArray x = Labelled.Value;
        GchunkException? last = null;
        bool isUsed = false;
        foreach (
            Func<object> use in (Func<object>[])
                [
                    () => x.Sel("time", text),
                    () => x.Sel("time", Slice(text, other)),
                    () => x.Isel("time", text),
                    () => x.GroupBy(text).Mean(),
                    () => x.Resample("time", text).Mean(),
                    () => Einsum(text, Ones((3, 3)), Ones((3, 3))),
                    () => Ones((10, 10))[text],
                    () => DateRange(text, periods: 5),
                    () => DateRange("2001-01-01", periods: 5, frequency: text),
                ]
        )
        {
            try
            {
                _ = use().ToString();
                isUsed = true;
            }
            catch (GchunkException e)
            {
                last = e;
            }
        }
        if (!isUsed)
            throw last!;
    }

    private static void Look(Dataset ds)
    {
        _ = ds.ToString() + ds.Info() + ds.ToHtml() + ds.NBytes.ToString(CultureInfo.InvariantCulture);
        foreach (string name in ds.Names)
        {
            DataArray array = ds[name];
            _ = array.ToString();
            if (array.NBytes > Most)
            {
                foreach (string dim in array.Dims)
                    array = array.Isel(dim, ..1);
            }
            if (array.NBytes <= Most)
                _ = array.IsText ? string.Concat(array.Texts().ToArray()) : array.Compute().ToString();
        }
    }

    private static string Written(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
