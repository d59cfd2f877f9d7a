using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Engine.Storage;

/// <summary>Makes stored arrays open by their addresses, in whatever process.</summary>
internal static class Registration
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "An address names its format, so the format must be known as soon as the assembly is."
    )]
    internal static void Register()
    {
        StoredArrays.Register("netcdf", OpenNetCdf);
        StoredArrays.Register("zarr", ZarrFile.OpenArray);
    }

    private static IStoredArray OpenNetCdf(StoredArrayAddress address)
    {
        int end = address.Name.LastIndexOf('/');
        StoredVariable variable = NetCdfFile.Open(address.Location, end < 0 ? null : address.Name[..end])[
            address.Name[(end + 1)..]
        ];
        return variable.Array
            ?? throw new GchunkException($"{variable.Place} has changed since it was opened; open it again");
    }
}
