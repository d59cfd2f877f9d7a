using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>The types that the column of some labels may have.</summary>
internal static class LabelKinds
{
    /// <summary>Returns the types that labels may have, the most natural first.</summary>
    public static LabelKind[] Of(DataArray? labels, SampleFacts facts)
    {
        if (labels is null)
            return [LabelKind.None];
        var kinds = new List<LabelKind> { LabelKind.Number };
        if (facts.Classes is { } classes)
        {
            bool binary = classes.All(c => c is 0 or 1);
            if (binary)
                kinds.Insert(labels.DType == DType.Bool ? 0 : 1, LabelKind.Binary);
            kinds.Add(LabelKind.Class);
        }

        return [.. kinds];
    }

    /// <summary>Checks that labels may have a type.</summary>
    /// <exception cref="GchunkException">They may not.</exception>
    public static void Check(LabelKind kind, LabelKind[] possible)
    {
        if (possible.Contains(kind))
            return;
        throw new GchunkException(
            possible is [LabelKind.None] ? $"there are no labels; {kind} needs some: give label:"
            : kind == LabelKind.None ? "labels were given, but the kind None has no column for them"
            : kind == LabelKind.Binary ? "the labels are not all 0 or 1; compare them with a threshold: y > 0.5"
            : "the labels are not whole numbers in a range of at most 1000; a class is a whole number: use Floor or Digitize"
        );
    }
}
