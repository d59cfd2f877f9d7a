namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Returns the data set without what is known of its storage in a file: variables and coordinates are written as
    /// computed ones, with the packing, units, chunks and compression of new variables.
    /// </summary>
    /// <example><code>
    /// OpenDataset("rain.nc").DropEncoding().ToNetCdf("plain.nc");
    /// </code></example>
    public Dataset DropEncoding() =>
        MapVariables((_, v) => v with { Encoding = null }, Coords.WithoutEncoding(), Attrs.Copy());
}
