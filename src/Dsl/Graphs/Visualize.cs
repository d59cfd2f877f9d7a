using Gchunk.Dsl.Graphs;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Draws the tasks that would compute the array, by default after optimization. Nothing is computed.</summary>
    /// <param name="path">
    /// The file to write, which the prompt shows. Its ending selects the format: .png, .svg or .pdf.
    /// </param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c> (top to bottom), <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <param name="optimise">
    /// False to draw the tasks of the expression as it was written, one operation after the other.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many tasks, the file's ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path = "graph.png", string rankdir = "TB", bool optimise = true)
    {
        Graphviz.Check(path, rankdir);
        Graphviz.Draw(TaskDrawing.Of(Computation.Plan([Expression], optimise), rankdir), path);
    }
}

public sealed partial class DataArray
{
    /// <summary>Draws the tasks that would compute the values, by default after optimization. Nothing is computed.</summary>
    /// <param name="path">
    /// The file to write, which the prompt shows. Its ending selects the format: .png, .svg or .pdf.
    /// </param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c> (top to bottom), <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <param name="optimise">
    /// False to draw the tasks of the expression as it was written, one operation after the other.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many tasks, the file's ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path = "graph.png", string rankdir = "TB", bool optimise = true) =>
        new ChunkedArray(Expression).Visualize(path, rankdir, optimise);
}

public abstract partial class Delayed
{
    /// <summary>Draws the calls that would compute the value, and their arguments. Nothing is computed.</summary>
    /// <param name="path">
    /// The file to write, which the prompt shows. Its ending selects the format: .png, .svg or .pdf.
    /// </param>
    /// <param name="rankdir">
    /// The direction of the arrows: <c>TB</c> (top to bottom), <c>LR</c>, <c>BT</c> or <c>RL</c>.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// There are too many calls, the file's ending is unknown, or graphviz is missing.
    /// </exception>
    public void Visualize(string path = "graph.png", string rankdir = "TB")
    {
        Graphviz.Check(path, rankdir);
        Graphviz.Draw(TaskDrawing.Of(CallGraph.Plan([Call]), rankdir), path);
    }
}
