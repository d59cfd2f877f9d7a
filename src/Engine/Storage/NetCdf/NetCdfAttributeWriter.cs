using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Writes attributes through libnetcdf.</summary>
internal static unsafe class NetCdfAttributeWriter
{
    // Attributes that the format uses internally.
    private static readonly string[] Reserved =
    [
        "_NCProperties",
        "_Netcdf4Coordinates",
        "_Netcdf4Dimid",
        "_nc3_strict",
        "CLASS",
        "NAME",
        "DIMENSION_LIST",
        "REFERENCE_LIST",
    ];

    /// <summary>Writes attributes of a variable, or of the file.</summary>
    /// <param name="ncid">The open file.</param>
    /// <param name="variable">The variable, or <see cref="NetCdfNative.Global"/>.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="dtype">The dtype of the variable, which <c>_FillValue</c> must have.</param>
    /// <param name="what">The attempt, for messages.</param>
    public static void Write(int ncid, int variable, StoredAttributes attributes, DType? dtype, string what)
    {
        foreach (StoredAttribute attribute in attributes.Where(a => !Reserved.Contains(a.Name)))
        {
            string tried = $"{what} (attribute '{attribute.Name}')";
            switch (attribute.Value)
            {
                case string text:
                    byte[] bytes = Encoding.UTF8.GetBytes(text + "\0");
                    fixed (byte* p = bytes)
                    {
                        NetCdfLibrary.Check(
                            NetCdfNative.nc_put_att(
                                ncid,
                                variable,
                                attribute.Name,
                                NetCdfNative.Char,
                                (nuint)bytes.Length - 1,
                                p
                            ),
                            tried
                        );
                    }

                    break;
                case string[] texts:
                    WriteTexts(ncid, variable, attribute.Name, texts, tried);
                    break;
                case var value when Numbers(value) is { } numbers:
                    if (attribute.Name == "_FillValue" && dtype is { } target)
                        numbers = Convert(numbers, target, tried);
                    WriteNumbers(ncid, variable, attribute.Name, numbers, tried);
                    break;
                default:
                    throw new GchunkException(
                        $"{tried}: a value of type {attribute.Value.GetType().Name} cannot be stored; use text, numbers, or arrays of them"
                    );
            }
        }
    }

    private static void WriteTexts(int ncid, int variable, string name, string[] texts, string tried)
    {
        nint[] pointers = [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
        try
        {
            fixed (nint* p = pointers)
            {
                NetCdfLibrary.Check(
                    NetCdfNative.nc_put_att(ncid, variable, name, NetCdfNative.String, (nuint)texts.Length, p),
                    tried
                );
            }
        }
        finally
        {
            foreach (nint pointer in pointers)
                Marshal.FreeCoTaskMem(pointer);
        }
    }

    private static void WriteNumbers(int ncid, int variable, string name, Array numbers, string tried)
    {
        int type = NetCdfTypes.Of(TypeOf(numbers)!.Value);
        fixed (byte* p = &MemoryMarshal.GetArrayDataReference(numbers))
            NetCdfLibrary.Check(NetCdfNative.nc_put_att(ncid, variable, name, type, (nuint)numbers.Length, p), tried);
    }

    // One number or several, as an array.
    private static Array? Numbers(object value)
    {
        if (value is Array array)
            return TypeOf(array) is null ? null : array;
        if (value is bool flag)
            return new[] { (sbyte)(flag ? 1 : 0) };
        if (value is not IConvertible || value is char or string or decimal or DateTime)
            return null;
        Array one = Array.CreateInstance(value.GetType(), 1);
        one.SetValue(value, 0);
        return TypeOf(one) is null ? null : one;
    }

    private static Array Convert(Array numbers, DType dtype, string tried)
    {
        if (TypeOf(numbers) == dtype)
            return numbers;
        Array converted = DTypes.NewArray(dtype, numbers.Length);
        Type element = converted.GetType().GetElementType()!;
        for (int i = 0; i < numbers.Length; i++)
        {
            try
            {
                converted.SetValue(
                    System.Convert.ChangeType(numbers.GetValue(i), element, CultureInfo.InvariantCulture),
                    i
                );
            }
            catch (OverflowException)
            {
                throw new GchunkException($"{tried}: {numbers.GetValue(i)} does not fit in {dtype.Name}");
            }
        }
        return converted;
    }

    // By the element type, because the runtime also matches sbyte[] with byte[].
    private static DType? TypeOf(Array numbers) =>
        numbers.Rank == 1 ? DTypes.OfNumber(numbers.GetType().GetElementType()) : null;
}
