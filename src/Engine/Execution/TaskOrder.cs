using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>The tasks that a graph's outputs need, depth first: what a task needs stands before it and as close as can be, so that few blocks live at once.</summary>
internal sealed class TaskOrder
{
    /// <summary>Works out the order.</summary>
    public TaskOrder(TaskGraph graph, CancellationToken cancellation)
    {
        Consumers = new int[graph.Stages.Count][];
        Outputs = new List<int>?[graph.Stages.Count];
        var visited = new bool[graph.Stages.Count][];
        for (int s = 0; s < graph.Stages.Count; s++)
        {
            Consumers[s] = new int[graph.Stages[s].Tasks];
            visited[s] = new bool[graph.Stages[s].Tasks];
        }
        for (int output = 0; output < graph.Outputs.Count; output++) (Outputs[graph.Outputs[output]] ??= []).Add(output);
        var stack = new Stack<(TaskKey Task, bool Entered)>();
        var inputs = new List<TaskKey>();
        foreach (int stage in graph.Outputs.Distinct())
            for (long index = 0; index < graph.Stages[stage].Tasks; index++)
            {
                if ((index & 1023) == 0) cancellation.ThrowIfCancellationRequested();
                stack.Push((new TaskKey(stage, index), false));
                while (stack.TryPop(out (TaskKey Task, bool Entered) top))
                {
                    if (top.Entered)
                    {
                        Tasks.Add(top.Task);
                        continue;
                    }
                    ref bool seen = ref visited[top.Task.Stage][top.Task.Index];
                    if (seen) continue;
                    seen = true;
                    Stage of = graph.Stages[top.Task.Stage];
                    if (!of.HasInputs)
                    {
                        Tasks.Add(top.Task);
                        continue;
                    }
                    stack.Push((top.Task, true));
                    inputs.Clear();
                    of.InputsOf(top.Task.Index, inputs);
                    for (int i = inputs.Count - 1; i >= 0; i--)
                    {
                        Consumers[inputs[i].Stage][inputs[i].Index]++;
                        stack.Push((inputs[i], false));
                    }
                }
            }
    }

    /// <summary>The tasks, in order.</summary>
    public List<TaskKey> Tasks { get; } = [];

    /// <summary>For each stage and task, how many tasks need its result.</summary>
    public int[][] Consumers { get; }

    /// <summary>For each stage, the outputs that its blocks are.</summary>
    public List<int>?[] Outputs { get; }
}
