using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Ml.Scores;

/// <summary>Checks that two arrays lie on the same labels.</summary>
internal static class SameLabels
{
    /// <summary>Checks the dimensions that both arrays have and that have labels in both.</summary>
    /// <exception cref="GchunkException">A label differs.</exception>
    public static void Check(DataArray a, DataArray b)
    {
        foreach (string dim in a.Dims)
        {
            if (
                a.Coords.IndexOf(dim) is { } own
                && b.Coords.IndexOf(dim) is { } other
                && own.FirstDifference(other, 1e-9) is >= 0 and var at
            )
            {
                throw new GchunkException(
                    $"the labels along '{dim}' differ at position {at}: {own.Label(Math.Min(at, own.Length - 1))} and {other.Label(Math.Min(at, other.Length - 1))}; select the same samples"
                );
            }
        }
    }
}
