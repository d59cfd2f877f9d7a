namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// How the array is stored in the file that it comes from, or null if it comes from none or was computed. It is
    /// written so again, unless <see cref="DropEncoding"/> or an encoding for the write says otherwise.
    /// </summary>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc");
    /// ds.ToNetCdf("small.nc", encoding: new() { ["pr"] = ds["pr"].Encoding! with { Compression = 9 } });
    /// </code></example>
    public VariableEncoding? Encoding => variable.Encoding;

    /// <summary>
    /// Returns the array without what is known of its storage in a file: it is written as a computed one, with the
    /// packing, units, chunks and compression of new variables.
    /// </summary>
    public DataArray DropEncoding() => With(variable with { Encoding = null }, Coords.WithoutEncoding());
}
