using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Exploring;

/// <summary>A coarser copy of an array, from which views are made whose blocks have at least as many cells.</summary>
/// <param name="Plain">The values without labels, with the dimensions of the array.</param>
/// <param name="FactorY">The cells of the array upwards for one of the copy.</param>
/// <param name="FactorX">The cells of the array to the right for one of the copy.</param>
internal sealed record PyramidLevel(DataArray Plain, long FactorY, long FactorX)
{
    /// <summary>Checks that an array is a coarser copy of another.</summary>
    /// <param name="of">The array.</param>
    /// <param name="level">The copy.</param>
    /// <param name="number">Its number, for the message.</param>
    /// <exception cref="GchunkException">Its dimensions or sizes are none of a coarser copy.</exception>
    public static PyramidLevel Of(ExploredArray of, DataArray level, int number)
    {
        if (!level.Dims.SequenceEqual(of.Array.Dims) || level.DType.IsComplex || level.Calendar is not null)
        {
            throw new GchunkException(
                $"level {number} of '{of.Name}' needs its dimensions ({of.Array.Sizes}) and real numbers; got {level.DType.Name} ({level.Sizes})"
            );
        }
        foreach (string dim in of.Others)
        {
            if (level.Sizes[dim] != of.Array.Sizes[dim])
            {
                throw new GchunkException(
                    $"level {number} of '{of.Name}' has {level.Sizes[dim]} labels along '{dim}', the array {of.Array.Sizes[dim]}; only '{of.Y}' and '{of.X}' are coarser"
                );
            }
        }
        var plain = new DataArray(level.Expression, [.. level.Dims]);
        return new PyramidLevel(
            level.DType == DType.Bool ? plain.AsType(DType.UInt8) : plain,
            Factor(of, level, of.Y, number),
            Factor(of, level, of.X, number)
        );
    }

    private static long Factor(ExploredArray of, DataArray level, string dim, int number)
    {
        long all = of.Array.Sizes[dim],
            some = level.Sizes[dim];
        long factor = some == 0 ? 0 : (all + some - 1) / some;
        if (factor == 0 || (all + factor - 1) / factor != some)
        {
            throw new GchunkException(
                $"level {number} of '{of.Name}' has {some} cells along '{dim}', which no whole number of the {all} cells of the array makes; coarsen it with boundary \"pad\""
            );
        }
        return factor;
    }
}
