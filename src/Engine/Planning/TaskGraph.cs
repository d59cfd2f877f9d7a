using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>
/// The stages to run, and for each output the stage whose tasks compute its blocks. Tasks are created on demand.
/// </summary>
/// <param name="Stages">The stages; each depends only on those before it.</param>
/// <param name="Outputs">For each output, the number of the stage that computes its blocks.</param>
/// <param name="Expressions">The optimized outputs.</param>
public sealed record TaskGraph(
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<int> Outputs,
    IReadOnlyList<ArrayExpr> Expressions
)
{
    /// <summary>The number of tasks of all stages: no fewer than the outputs need.</summary>
    public long Tasks
    {
        get
        {
            long tasks = 0;
            foreach (Stage stage in Stages)
                tasks += stage.Tasks;
            return tasks;
        }
    }

    /// <summary>
    /// True if the tasks together take less time than it takes to wake a thread, so that one thread runs them all.
    /// </summary>
    internal bool IsQuick
    {
        get
        {
            const long FewElements = 4096,
                FewTasks = 16;
            long elements = 0,
                tasks = 0;
            foreach (Stage stage in Stages)
            {
                if (!stage.IsBoundBySize)
                    return false;
                tasks += stage.Tasks;
                elements += stage.Node.Shape.Size;
                foreach (ArrayExpr input in stage.Node.Inputs)
                    elements += input.Shape.Size;
                if (elements > FewElements || tasks > FewTasks)
                    return false;
            }
            return true;
        }
    }
}
