using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads attributes through libnetcdf.</summary>
internal static unsafe class NetCdfAttributes
{
    private const int MaximumBytes = 1 << 28;

    /// <summary>The attributes of a variable, or of a group (<see cref="NetCdfNative.Global"/>); those of types that arrays cannot hold are left out.</summary>
    public static StoredAttributes Read(int ncid, int variable, int count, string place)
    {
        var items = new List<StoredAttribute>(count);
        byte* name = stackalloc byte[NetCdfNative.MaxName + 1];
        for (int i = 0; i < count; i++)
        {
            NetCdfLibrary.Check(NetCdfNative.nc_inq_attname(ncid, variable, i, name), $"{place} is damaged");
            string text = NetCdfLibrary.Text(name);
            string what = $"{place}: attribute '{text}' cannot be read";
            NetCdfLibrary.Check(NetCdfNative.nc_inq_att(ncid, variable, name, out int type, out nuint length), what);
            if (length > MaximumBytes) throw new GchunkException($"{what}: it claims {length} elements");
            object? value = Value(ncid, variable, name, type, (int)length, what);
            if (value is not null) items.Add(new StoredAttribute(text, value));
        }
        return new StoredAttributes(items);
    }

    private static object? Value(int ncid, int variable, byte* name, int type, int length, string what)
    {
        switch (NetCdfTypes.Resolve(ncid, type, out DType dtype, out _))
        {
            case TypeKind.Text when type == NetCdfNative.Char:
                var bytes = new byte[length + 1];
                fixed (byte* p = bytes) NetCdfLibrary.Check(NetCdfNative.nc_get_att(ncid, variable, name, p), what);
                return NetCdfLibrary.Text(bytes.AsSpan(0, length));
            case TypeKind.Text:
                var pointers = new nint[Math.Max(length, 1)];
                fixed (nint* p = pointers)
                {
                    NetCdfLibrary.Check(NetCdfNative.nc_get_att(ncid, variable, name, p), what);
                    string[] texts = [.. pointers.Take(length).Select(s => NetCdfLibrary.Text((byte*)s))];
                    _ = NetCdfNative.nc_free_string((nuint)length, (byte**)p);
                    return texts.Length == 1 ? texts[0] : texts;
                }
            case TypeKind.Number:
                Array numbers = NetCdfTypes.NewArray(dtype, length);
                if (length > 0)
                    fixed (byte* p = &MemoryMarshal.GetArrayDataReference(numbers)) NetCdfLibrary.Check(NetCdfNative.nc_get_att(ncid, variable, name, p), what);
                return numbers;
            default:
                return null;
        }
    }
}
