using System.Text.Json;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>
/// What rounded numbers before they were compressed (numcodecs' <c>bitround</c> and <c>quantize</c>): there is nothing
/// to take back, and what is written is not rounded again.
/// </summary>
internal sealed class RoundingCodec(string name, JsonElement configuration) : IBytesCodec
{
    public string Name => name;

    public long MaxEncoded(long length) => length;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity) =>
        source.Length <= capacity
            ? source
            : throw new InvalidDataException($"it holds {source.Length} bytes, more than {capacity}");

    public NativeBytes Encode(NativeBytes source, Scratch into) => source;

    /// <summary>The codec, if it leaves the dtype as it is.</summary>
    /// <exception cref="GchunkException">It stores numbers of another dtype.</exception>
    public static RoundingCodec Create(string name, JsonElement configuration)
    {
        string? from = ZarrJson.Text(configuration, "dtype"),
            to = ZarrJson.Text(configuration, "astype");
        return to is null || to == from
            ? new RoundingCodec(name, configuration)
            : throw new GchunkException($"its codec '{name}' makes {to} of {from}, which gchunk does not take back");
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        foreach (JsonProperty property in configuration.EnumerateObject())
        {
            if (property.Name != "id")
                property.WriteTo(json);
        }
    }
}
