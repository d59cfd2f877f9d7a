using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>The names of features: the labels of their dimension, or their numbers.</summary>
internal static class FeatureNames
{
    /// <summary>Returns the name of each feature; they are distinct.</summary>
    public static string[] Of(DataArray samples, string dim)
    {
        DimensionIndex? index = samples.Coords.IndexOf(dim);
        var names = new string[samples.Sizes[dim]];
        for (int i = 0; i < names.Length; i++)
            names[i] = index?.Label(i) ?? Number(i);
        return names.Distinct().Count() == names.Length ? names : [.. names.Select((n, i) => $"{n} ({Number(i)})")];
    }

    /// <summary>Checks that samples have the features that a model was fitted to.</summary>
    /// <exception cref="GchunkException">Their number or their labels differ.</exception>
    public static void Check(DataArray samples, string dim, int count, string[]? expected)
    {
        if (samples.Sizes[dim] != count)
        {
            throw new GchunkException(
                $"the model was fitted to {count} features along '{dim}'; these samples have {samples.Sizes[dim]}: {samples.Sizes}"
            );
        }

        if (expected is null || samples.Coords.IndexOf(dim) is not TextIndex)
            return;
        string[] names = Of(samples, dim);
        int differs = Enumerable.Range(0, count).FirstOrDefault(i => names[i] != expected[i], -1);
        if (differs >= 0)
        {
            throw new GchunkException(
                $"feature {differs} along '{dim}' is '{names[differs]}', but the model was fitted to '{expected[differs]}' there; order them with Sel(\"{dim}\", […]): {string.Join(", ", expected.Take(8))}{(count > 8 ? ", …" : "")}"
            );
        }
    }

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
