namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Reads an array of text; also gives its location, so that text can be appended.</summary>
internal sealed class ZarrTextReader(ZarrArraySource source)
{
    /// <summary>The location of the array.</summary>
    public ZarrArraySource Source => source;

    /// <summary>
    /// Reads all strings in C order; the argument matters only for characters, which Zarr does not have.
    /// </summary>
    public string[] Read(bool joined) => ZarrText.Read(source);
}
