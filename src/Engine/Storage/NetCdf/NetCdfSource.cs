using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The location of a variable.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Signature">The signature of the file when it was opened.</param>
/// <param name="Group">The path of the group, "" for the root.</param>
/// <param name="Name">The name in its group.</param>
/// <param name="Place">The variable, for messages.</param>
internal sealed record NetCdfSource(string Path, FileSignature Signature, string Group, string Name, string Place)
{
    /// <summary>The path of the variable in the file.</summary>
    public string FullName => Group.Length == 0 ? Name : Group + "/" + Name;
}

/// <summary>The address of a NetCDF variable.</summary>
/// <param name="Location">The path of the file.</param>
/// <param name="Name">The path of the variable in the file.</param>
internal sealed record NetCdfAddress(string Location, string Name) : StoredArrayAddress("netcdf", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open()
    {
        int end = Name.LastIndexOf('/');
        StoredVariable variable = NetCdfFile.Open(Location, end < 0 ? null : Name[..end])[Name[(end + 1)..]];
        return variable.Array
            ?? throw new GchunkException($"{variable.Place} has changed since it was opened; open it again");
    }
}
