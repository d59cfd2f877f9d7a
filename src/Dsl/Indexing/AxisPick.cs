using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Indexing;

/// <summary>
/// A selection along one axis: a slice with a step, or positions in any order (-1 for a missing result).
/// </summary>
internal readonly record struct AxisPick
{
    public AxisPick(AxisSlice run) => Run = run;

    public AxisPick(long[] positions) => Positions = positions;

    public AxisSlice Run { get; }

    /// <summary>The positions, or null if <see cref="Run"/> holds the selection.</summary>
    public long[]? Positions { get; }

    public bool Drop => Positions is null && Run.Drop;

    public long Count => Positions?.Length ?? Run.Count;

    public long this[long i] => Positions is null ? Run.Start + i * Run.Step : Positions[i];

    public static AxisPick One(long position) => new(new AxisSlice(position, 1, 1, Drop: true));

    /// <summary>Makes a selection of positions, as a slice if they are evenly spaced.</summary>
    public static AxisPick From(long[] positions)
    {
        if (positions.Length == 0)
            return new AxisPick(new AxisSlice(0, 0));
        long step = positions.Length == 1 ? 1 : positions[1] - positions[0];
        if (step == 0 || positions[0] < 0)
            return new AxisPick(positions);
        for (int i = 1; i < positions.Length; i++)
        {
            if (positions[i] - positions[i - 1] != step || positions[i] < 0)
                return new AxisPick(positions);
        }

        return new AxisPick(new AxisSlice(positions[0], positions.Length, step));
    }

    /// <summary>Returns the positions of a dimension that are not selected.</summary>
    public AxisPick Rest(long length)
    {
        var gone = new HashSet<long>();
        for (long i = 0; i < Count; i++)
            gone.Add(this[i]);
        var kept = new List<long>();
        for (long i = 0; i < length; i++)
        {
            if (!gone.Contains(i))
                kept.Add(i);
        }

        return From([.. kept]);
    }

    public T[] Of<T>(ReadOnlySpan<T> values)
    {
        var taken = new T[Count];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = values[(int)this[i]];
        return taken;
    }

    /// <summary>Selects along one axis of an array.</summary>
    public ArrayExpr Of(ArrayExpr array, int axis)
    {
        if (Positions is not null)
            return TakeOp.Create(array, axis, Positions);
        var slices = new AxisSlice[array.Rank];
        for (int a = 0; a < slices.Length; a++)
            slices[a] = a == axis ? Run : AxisSlice.All(array.Shape[a]);
        return SliceExpr.Create(array, slices);
    }
}
