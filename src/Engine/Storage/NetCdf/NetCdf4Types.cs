using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The dtypes of HDF5's types.</summary>
internal static class NetCdf4Types
{
    /// <summary>Finds the dtype of a numeric type; an enumeration has that of its integers.</summary>
    public static bool TryNumber(Hdf5Type type, out DType dtype)
    {
        Hdf5Type number =
            type.Class == Hdf5Class.Enumeration
            && type.Element is { Class: Hdf5Class.Integer } integers
            && integers.Size == type.Size
                ? integers
                : type;
        // A bit field is read as an unsigned integer.
        (dtype, bool known) = (
            number.Class == Hdf5Class.Bits ? Hdf5Class.Integer : number.Class,
            number.Size,
            number.IsSigned && number.Class != Hdf5Class.Bits
        ) switch
        {
            (Hdf5Class.Float, 4, _) => (DType.Float32, true),
            (Hdf5Class.Float, 8, _) => (DType.Float64, true),
            (Hdf5Class.Integer, 1, true) => (DType.Int8, true),
            (Hdf5Class.Integer, 1, false) => (DType.UInt8, true),
            (Hdf5Class.Integer, 2, true) => (DType.Int16, true),
            (Hdf5Class.Integer, 2, false) => (DType.UInt16, true),
            (Hdf5Class.Integer, 4, true) => (DType.Int32, true),
            (Hdf5Class.Integer, 4, false) => (DType.UInt32, true),
            (Hdf5Class.Integer, 8, true) => (DType.Int64, true),
            (Hdf5Class.Integer, 8, false) => (DType.UInt64, true),
            _ => (DType.Bool, false),
        };
        return known && number.IsPlain;
    }

    /// <summary>Returns why values of a type cannot be read.</summary>
    public static string WhyNot(Hdf5Type type) =>
        type.Class switch
        {
            Hdf5Class.Compound => "its type is a compound, which arrays cannot hold",
            Hdf5Class.List => "its type is a variable-length list, which arrays cannot hold",
            Hdf5Class.Opaque => "its type is opaque bytes, which arrays cannot hold",
            Hdf5Class.Reference => "its type is a reference to other objects, which arrays cannot hold",
            Hdf5Class.Array => "its elements are arrays, which arrays cannot hold",
            Hdf5Class.Float or Hdf5Class.Integer =>
                $"its numbers have a format of {type.Size} bytes that arrays cannot hold",
            _ => "its type is not a number",
        };
}
