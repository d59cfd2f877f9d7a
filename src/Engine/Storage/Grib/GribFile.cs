using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>
/// Opens GRIB files of both editions as cfgrib maps them: a variable for each parameter and kind of level, over number,
/// time, step and level where there are several, and the points of the grid.
/// </summary>
internal static class GribFile
{
    /// <summary>Reads the metadata of all messages.</summary>
    /// <param name="path">
    /// The file, or its web address: then the messages are requested one after another, and only their keys are kept.
    /// </param>
    /// <param name="group">A kind of level, <c>isobaricInhPa</c>, to read only variables on it; null for all.</param>
    /// <param name="cost">What a file on a server may cost; null for the default.</param>
    /// <exception cref="GchunkException">
    /// The file is damaged, or on a server and too large or too slow, or ecCodes is not installed.
    /// </exception>
    public static StoredDataset Open(string path, string? group, RemoteCost? cost = null)
    {
        NativeLibraries.Require(NativeLibraries.EcCodes);
        string full = RemoteFile.Is(path) ? path : Path.GetFullPath(path);
        using FileHandles.Lease file = FileHandles.Open(full);
        Action check = RemoteFile.Is(path) ? (cost ?? new RemoteCost()).Begin(path, file.Length) : static () => { };
        string version = file.Version;
        FileHandles.ForgetIfReplaced(full, version);
        FileHandles.Lease lease = file;
        return ForeignError.Guard(
            full,
            () =>
            {
                var fields = new List<GribField>();
                foreach (GribMessage message in GribMessage.All(full, lease, check))
                {
                    check();
                    Interrupt.Token.ThrowIfCancellationRequested();
                    fields.Add(new GribField(message, GribDecoder.Keys(full, version, message)));
                }
                string[] levels = [.. fields.Select(f => f.TypeOfLevel).Distinct()];
                if (!string.IsNullOrEmpty(group))
                {
                    if (!levels.Contains(group))
                        throw new GchunkException($"{full}: {Spelling.Unknown("kind of level", group, levels)}");
                    fields.RemoveAll(f => f.TypeOfLevel != group);
                }

                var signature = new FileSignature(FileFormat.Grib, 0, lease.Length, version);
                return new GribDataset(full, group ?? "", signature, fields).Make(levels);
            }
        );
    }
}

/// <summary>A message and what it says of itself.</summary>
internal sealed class GribField(GribMessage message, Dictionary<string, string> keys)
{
    public GribMessage Message => message;

    /// <summary>The name of the variable.</summary>
    public string Name =>
        Text("cfVarName") is { } cf and not ("unknown" or "~") ? cf
        : Text("shortName") is { } name and not ("unknown" or "~") ? name
        : $"param{Text("paramId")}";

    public string TypeOfLevel => Text("typeOfLevel") is { } kind and not "unknown" ? kind : "level";

    /// <summary>What tells variables apart.</summary>
    public (string, string, string, string) Variable =>
        (Name, TypeOfLevel, Text("stepType") ?? "", Text("md5GridSection") ?? "");

    public double Level => Number("level") ?? 0;

    public double? Member => Number("number");

    /// <summary>The step in hours.</summary>
    public double Step => Number("endStep") ?? 0;

    /// <summary>The reference time in seconds since 1970; null if it is no date.</summary>
    public long? Time
    {
        get
        {
            long date = (long)(Number("dataDate") ?? 0),
                time = (long)(Number("dataTime") ?? 0);
            return DateTime.TryParseExact(
                $"{date:00000000}{time:0000}",
                "yyyyMMddHHmm",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime found
            )
                ? (found - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond
                : null;
        }
    }

    public string? Text(string key) => keys.GetValueOrDefault(key);

    public double? Number(string key) =>
        double.TryParse(Text(key), CultureInfo.InvariantCulture, out double value) && Math.Abs(value) < 2147483647
            ? value
            : null;
}

/// <summary>The address of a variable of a GRIB file.</summary>
/// <param name="Location">The path of the file.</param>
/// <param name="Name">The variable.</param>
/// <param name="Group">The kind of level that the file was opened for, or "".</param>
internal sealed record GribAddress(string Location, string Name, string Group)
    : StoredArrayAddress("grib", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open() =>
        GribFile.Open(Location, Group)[Name].Array
        ?? throw new GchunkException($"{Location} has no array of numbers '{Name}'");
}

/// <summary>Reads the values of a variable, one message at a time.</summary>
/// <param name="path">The file.</param>
/// <param name="signature">The signature of the file when it was opened.</param>
/// <param name="messages">The messages in C order of the outer axes; null where there is none.</param>
/// <param name="outer">The lengths of the outer axes.</param>
/// <param name="chunk">The shape of a message among all axes.</param>
internal sealed unsafe class GribReader(
    string path,
    FileSignature signature,
    GribMessage?[] messages,
    long[] outer,
    long[] chunk
) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        // An error, if the file has changed.
        FileHandles.Rent(path, signature).Dispose();
        long points = 1;
        foreach (long n in chunk)
            points *= n;
        long[] strides = region.Shape.ByteStrides(sizeof(float)),
            inChunk = new Shape(chunk.AsSpan()).ByteStrides(sizeof(float)),
            steps = new long[chunk.Length];
        var values = new float[points];
        var walk = new ChunkWalk(region, chunk, strides);
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            long index = 0;
            for (int axis = 0; axis < outer.Length; axis++)
                index = index * outer[axis] + walk.At[axis];
            if (messages[index] is { } message)
                Decode(message, values);
            else
                Array.Fill(values, float.NaN);
            long first = walk.Part.Locate(inChunk, steps);
            fixed (float* p = values)
            {
                StridedCopy.Copy(
                    (byte*)p + first,
                    steps,
                    destination + walk.Destination,
                    strides,
                    walk.Part.Count,
                    sizeof(float)
                );
            }
        }
    }

    private void Decode(GribMessage message, float[] values)
    {
        double[] decoded = GribDecoder.Values(path, signature.Version, message);
        if (decoded.Length != values.Length)
        {
            throw new InvalidDataException(
                $"the message at byte {message.Offset} holds {decoded.Length} values instead of {values.Length}"
            );
        }

        for (int i = 0; i < values.Length; i++)
            values[i] = (float)decoded[i];
    }
}
