using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Where a variable is.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Signature">The file as it was when opened.</param>
/// <param name="Group">The path of the group, "" for the root.</param>
/// <param name="Name">The name in its group.</param>
/// <param name="Place">What messages call it.</param>
internal sealed record NetCdfSource(string Path, FileSignature Signature, string Group, string Name, string Place)
{
    /// <summary>The path of the variable in the file.</summary>
    public string FullName => Group.Length == 0 ? Name : Group + "/" + Name;
}

/// <summary>Reads regions of one variable; called from many threads at once.</summary>
internal unsafe interface IRegionReader
{
    /// <summary>Reads a region that is not empty and inside the variable.</summary>
    void Read(in Region region, byte* destination, CancellationToken cancellation);
}
