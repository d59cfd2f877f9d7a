using System.Runtime.CompilerServices;

namespace Gchunk.Dsl;

/// <summary>The axes of a reduction, by default all: a number, a tuple or a list.</summary>
[CollectionBuilder(typeof(Axes), nameof(Of))]
public readonly struct Axes
{
    private Axes(int[]? axes) => Values = axes;

    /// <summary>The axes, or null for all.</summary>
    public int[]? Values { get; }

    /// <summary>Any number of axes, such as <c>x.Mean([0, 2])</c>.</summary>
    public static Axes Of(ReadOnlySpan<int> axes) => new(axes.ToArray());

    /// <summary>Enumerates the axes; none for all.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(Values ?? [])).GetEnumerator();

    /// <summary>One axis.</summary>
    public static implicit operator Axes(int axis) => new([axis]);

    /// <summary>Several axes; null for all.</summary>
    public static implicit operator Axes(int[]? axes) => new(axes is null ? null : [.. axes]);

    /// <summary>Two axes.</summary>
    public static implicit operator Axes((int, int) axes) => new([axes.Item1, axes.Item2]);

    /// <summary>Three axes.</summary>
    public static implicit operator Axes((int, int, int) axes) => new([axes.Item1, axes.Item2, axes.Item3]);
}
