using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Makes NetCDF arrays open by their addresses, in whatever process.</summary>
internal static class Registration
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "An address names its format, so the format must be known as soon as the assembly is.")]
    internal static void Register() => StoredArrays.Register("netcdf", static address =>
    {
        int end = address.Name.LastIndexOf('/');
        StoredVariable variable = NetCdfFile.Open(address.Location, end < 0 ? null : address.Name[..end])[address.Name[(end + 1)..]];
        return variable.Array ?? throw new GchunkException($"{variable.Place} has changed since it was opened; open it again");
    });
}
