using Gchunk.Dsl.Graphs;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Draws the tasks that would compute the array, after the optimiser: nothing is computed.</summary>
    /// <param name="path">The picture; its ending says how: .svg, .png or .pdf.</param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c>, top to bottom, <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many tasks, the ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path, string rankdir = "TB")
    {
        Graphviz.Check(path, rankdir);
        Graphviz.Draw(TaskDrawing.Of(Computation.Plan([Expression]), rankdir), path);
    }
}

public sealed partial class DataArray
{
    /// <summary>Draws the tasks that would compute the values, after the optimiser: nothing is computed.</summary>
    /// <param name="path">The picture; its ending says how: .svg, .png or .pdf.</param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c>, top to bottom, <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many tasks, the ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path, string rankdir = "TB") => new ChunkedArray(Expression).Visualize(path, rankdir);
}

public abstract partial class Delayed
{
    /// <summary>
    /// Draws the calls that would compute the value, and the values that they are given: nothing is computed.
    /// </summary>
    /// <param name="path">The picture; its ending says how: .svg, .png or .pdf.</param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c>, top to bottom, <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many calls, the ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path, string rankdir = "TB")
    {
        Graphviz.Check(path, rankdir);
        Graphviz.Draw(TaskDrawing.Of(CallGraph.Plan([Call]), rankdir), path);
    }
}
