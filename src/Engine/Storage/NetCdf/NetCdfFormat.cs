using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// A form of NetCDF files: NetCDF-4, or one of the classic ones, which have fewer types and neither groups, compression
/// nor strings.
/// </summary>
public sealed class NetCdfFormat
{
    private NetCdfFormat(string name, int mode, bool hasAllIntegers) =>
        (Name, Mode, HasAllIntegers) = (name, mode, hasAllIntegers);

    /// <summary>NetCDF-4: HDF5.</summary>
    public static NetCdfFormat NetCdf4 { get; } = new("NETCDF4", NetCdfNative.NetCdf4, true);

    private static readonly NetCdfFormat[] All =
    [
        NetCdf4,
        new("NETCDF3_CLASSIC", 0, false),
        new("NETCDF3_64BIT", NetCdfNative.WideOffsets, false),
        new("NETCDF3_64BIT_DATA", NetCdfNative.WideData, true),
    ];

    /// <summary>The name, as xarray and netCDF4 know it.</summary>
    public string Name { get; }

    /// <summary>True for CDF-1, CDF-2 and CDF-5.</summary>
    public bool IsClassic => this != NetCdf4;

    /// <summary>The flags that the library takes.</summary>
    internal int Mode { get; }

    private bool HasAllIntegers { get; }

    /// <summary>Returns a format by its name; NetCDF-4 for null.</summary>
    /// <exception cref="GchunkException">There is no such format.</exception>
    public static NetCdfFormat Named(string? name) =>
        name is null ? NetCdf4
        : name == "NETCDF3_64BIT_OFFSET" ? All[2]
        : Array.Find(All, f => f.Name == name)
            ?? throw new GchunkException(Spelling.Unknown("NetCDF format", name, All.Select(f => f.Name)));

    /// <summary>The dtype that values of a dtype are stored with: as in xarray, the next smaller one that there is.</summary>
    internal DType Stored(DType dtype) =>
        HasAllIntegers
            ? dtype
            : dtype switch
            {
                DType.UInt8 => DType.Int8,
                DType.UInt16 => DType.Int16,
                DType.UInt32 or DType.Int64 or DType.UInt64 => DType.Int32,
                _ => dtype,
            };

    /// <summary>Casts values to the stored dtype.</summary>
    /// <param name="block">The values.</param>
    /// <param name="stored">The dtype.</param>
    /// <param name="what">The attempt, for messages.</param>
    /// <exception cref="GchunkException">A value does not fit.</exception>
    internal NDArray Cast(NDArray block, DType stored, string what)
    {
        if (block.DType == stored)
            return block.Share();
        NDArray cast = block.AsType(stored);
        if (HasAllIntegers || Stored(block.DType) != stored || !block.DType.IsInteger)
            return cast;
        using NDArray back = cast.AsType(block.DType);
        // A sign that is lost and found again would compare as equal.
        bool fits =
            back.ToArray<long>().AsSpan().SequenceEqual(block.ToArray<long>())
            && (block.DType.IsSigned || Array.TrueForAll(cast.ToArray<long>(), v => v >= 0));
        if (fits)
            return cast;
        cast.Dispose();
        throw new GchunkException(
            $"{what}: {Name} has no type {block.DType.Name}, and some values do not fit {stored.Name}; store float64 with encoding, or write the format NETCDF4"
        );
    }

    /// <summary>Returns attributes as this format can store them.</summary>
    /// <exception cref="GchunkException">A value does not fit, or is a list of texts.</exception>
    internal StoredAttributes Attributes(StoredAttributes attributes, string what)
    {
        if (!IsClassic)
            return attributes;
        return new StoredAttributes(
            attributes.Select(a =>
                a.Value switch
                {
                    string[] => throw new GchunkException(
                        $"{what}: {Name} cannot store the list of texts '{a.Name}'; join the texts, or write the format NETCDF4"
                    ),
                    // The runtime also matches sbyte[] with byte[].
                    Array { Rank: 1 } numbers when !HasAllIntegers => new StoredAttribute(
                        a.Name,
                        Type.GetTypeCode(numbers.GetType().GetElementType()) switch
                        {
                            TypeCode.Byte => Fit<short>(a.Name, numbers),
                            TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 => Fit<int>(
                                a.Name,
                                numbers
                            ),
                            _ => numbers,
                        }
                    ),
                    byte or ushort or uint or long or ulong when !HasAllIntegers => new StoredAttribute(
                        a.Name,
                        Fit<int>(a.Name, new[] { a.Value })
                    ),
                    _ => a,
                }
            )
        );

        T[] Fit<T>(string name, Array numbers)
        {
            var fitted = new T[numbers.Length];
            for (int i = 0; i < fitted.Length; i++)
            {
                try
                {
                    fitted[i] = (T)
                        Convert.ChangeType(
                            numbers.GetValue(i)!,
                            typeof(T),
                            System.Globalization.CultureInfo.InvariantCulture
                        );
                }
                catch (OverflowException)
                {
                    throw new GchunkException(
                        $"{what}: the attribute '{name}' is {numbers.GetValue(i)}, beyond the integers of {Name}; write the format NETCDF4"
                    );
                }
            }

            return fitted;
        }
    }

    /// <summary>Texts as characters in rows of one width, NUL after their end.</summary>
    internal static (byte[] Characters, int Width) Characters(IReadOnlyList<string> texts)
    {
        byte[][] all = [.. texts.Select(Encoding.UTF8.GetBytes)];
        int width = Math.Max(1, all.Length == 0 ? 1 : all.Max(t => t.Length));
        var characters = new byte[checked(all.Length * width)];
        for (int i = 0; i < all.Length; i++)
            all[i].CopyTo(characters, (long)i * width);
        return (characters, width);
    }
}
