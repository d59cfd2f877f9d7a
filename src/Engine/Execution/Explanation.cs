using System.Globalization;
using System.Text;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Describes how an expression would be computed.</summary>
internal static class Explanation
{
    private const int MostLines = 60;

    public static string Of(ArrayExpr expr, RunOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine("expression");
        Tree(text, expr);
        ArrayExpr[] optimised = ExprOptimizer.Run(
            [expr],
            options.DisabledPasses,
            (pass, time, _) =>
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"pass {pass.Name}: {pass.Summary} ({time.TotalMilliseconds:0.0} ms)"
                )
        );
        text.AppendLine("optimised");
        Tree(text, optimised[0]);
        TaskGraph graph = Planner.Plan(optimised);
        text.AppendLine("tasks");
        foreach (Stage stage in graph.Stages)
        {
            long most = stage.Tasks == 0 ? 0 : stage.OutputBytes(0) + stage.ScratchBytes(0);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {stage.Tasks, 8} x {stage.Name}, {MemoryBudget.Format(most)} each"
            );
        }
        (long tasks, long read, long peak) = Foresee(graph);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{tasks} tasks in total, {MemoryBudget.Format(read)} read from files (decompressed), at most {MemoryBudget.Format(peak)} held by one thread"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"executor {options.Executor.Name}, memory limit {MemoryBudget.Format(options.MemoryLimit ?? MemoryBudget.Free())}"
        );
        return text.ToString();
    }

    // Simulates the serial executor.
    private static (long Tasks, long Read, long Peak) Foresee(TaskGraph graph)
    {
        var order = new TaskOrder(graph, CancellationToken.None).Begin();
        long read = 0,
            held = 0,
            peak = 0;
        var inputs = new List<TaskKey>();
        for (int position = 0; position < order.Count; position++)
        {
            TaskKey task = order[position];
            Stage stage = graph.Stages[task.Stage];
            read += stage.ReadBytes(task.Index);
            long output = stage.OutputBytes(task.Index);
            peak = Math.Max(peak, held + output + stage.ScratchBytes(task.Index));
            if (order.Consumers[task.Stage][task.Index] > 0)
                held += output;
            if (!stage.HasInputs)
                continue;
            inputs.Clear();
            stage.InputsOf(task.Index, inputs);
            foreach (TaskKey input in inputs)
            {
                if (--order.Consumers[input.Stage][input.Index] == 0)
                    held -= graph.Stages[input.Stage].OutputBytes(input.Index);
            }
        }
        return (order.Count, read, peak);
    }

    private static void Tree(StringBuilder text, ArrayExpr root)
    {
        int lines = 0;
        var seen = new HashSet<UInt128>();
        var pending = new Stack<(ArrayExpr Node, int Depth)>([(root, 1)]);
        while (pending.TryPop(out var step))
        {
            (ArrayExpr node, int depth) = step;
            bool again = !seen.Add(node.Hash);
            if (lines++ < MostLines)
            {
                text.Append(' ', depth * 2)
                    .Append(node)
                    .Append(CultureInfo.InvariantCulture, $" chunks {node.Chunks}")
                    .AppendLine(again && node.Inputs.Count > 0 ? " (as above)" : "");
            }

            if (again)
                continue;
            for (int i = node.Inputs.Count - 1; i >= 0; i--)
                pending.Push((node.Inputs[i], depth + 1));
        }

        if (lines > MostLines)
            text.AppendLine(CultureInfo.InvariantCulture, $"  … {lines - MostLines} more");
    }
}
