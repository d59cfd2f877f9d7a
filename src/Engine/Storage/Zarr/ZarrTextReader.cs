namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Reads an array of text, and knows where it is, for who adds to it.</summary>
internal sealed class ZarrTextReader(ZarrArraySource source)
{
    /// <summary>Where the array is.</summary>
    public ZarrArraySource Source => source;

    /// <summary>All strings in C order; they are no characters to be joined.</summary>
    public string[] Read(bool joined) => ZarrText.Read(source);
}
