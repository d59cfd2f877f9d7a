using System.Text.Json;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>
/// A codec that rounded numbers before compression (numcodecs' <c>bitround</c> and <c>quantize</c>): decoding changes
/// nothing, and numbers that are written are not rounded again.
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

    /// <summary>Makes the codec.</summary>
    /// <exception cref="GchunkException">It changes the dtype.</exception>
    public static RoundingCodec Create(string name, JsonElement configuration)
    {
        string? from = ZarrJson.Text(configuration, "dtype"),
            to = ZarrJson.Text(configuration, "astype");
        return to is null || to == from
            ? new RoundingCodec(name, configuration)
            : throw new GchunkException($"its codec '{name}' stores {from} as {to}, which is not supported");
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
