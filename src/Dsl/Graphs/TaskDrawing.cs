using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Dsl.Graphs;

/// <summary>Builds graphs of the tasks of arrays and of delayed calls.</summary>
internal static class TaskDrawing
{
    /// <summary>The most tasks or calls in a graph; with more, a picture is unreadable.</summary>
    public const int MostNodes = 500;

    private const int LongestValue = 24;

    /// <summary>
    /// Returns the graph of the tasks that compute an array's blocks, after optimization, and of the sources of their
    /// data.
    /// </summary>
    /// <exception cref="GchunkException">The graph is too large.</exception>
    public static DotGraph Of(TaskGraph graph, string direction, int most = MostNodes)
    {
        var drawing = new DotGraph(direction);
        var numbers = new Dictionary<TaskKey, int>();
        var sources = new Dictionary<UInt128, int>();
        var inputs = new List<TaskKey>();
        var waiting = new Stack<TaskKey>();
        long tasks = graph.Stages.Sum(s => s.Tasks);
        foreach (int output in graph.Outputs.Distinct())
        {
            Stage stage = graph.Stages[output];
            if (stage.Tasks > most / 2)
                throw TooLarge(tasks, "tasks", most);
            for (long i = 0; i < stage.Tasks; i++)
            {
                int[] block = stage.Node.Chunks.Coordinates(i);
                Shape shape = stage.Node.Chunks.BlockShape(block);
                int data = drawing.AddData(
                    block.Length == 0 ? "result" : $"block ({string.Join(", ", block)})",
                    $"{shape} {stage.Node.DType.Name}"
                );
                drawing.Connect(Task(new TaskKey(output, i)), data);
            }
        }
        while (waiting.TryPop(out TaskKey task))
        {
            Stage stage = graph.Stages[task.Stage];
            foreach (ArrayExpr source in Sources(stage))
                drawing.Connect(Source(source), numbers[task]);
            inputs.Clear();
            if (stage.HasInputs)
                stage.InputsOf(task.Index, inputs);
            foreach (TaskKey input in inputs.ToArray())
                drawing.Connect(Task(input), numbers[task]);
        }
        return drawing;

        int Task(TaskKey key)
        {
            if (numbers.TryGetValue(key, out int known))
                return known;
            if (numbers.Count >= most)
                throw TooLarge(tasks, "tasks", most);
            Stage stage = graph.Stages[key.Stage];
            string note =
                stage.Tasks == 1 ? ""
                : stage.Tasks == stage.Node.Chunks.NumBlocks
                    ? $"({string.Join(", ", stage.Node.Chunks.Coordinates(key.Index))})"
                : $"#{key.Index}";
            waiting.Push(key);
            return numbers[key] = drawing.AddWork(stage.Name, note);
        }

        int Source(ArrayExpr source)
        {
            if (sources.TryGetValue(source.Hash, out int known))
                return known;
            return sources[source.Hash] = drawing.AddData(
                source.Name,
                (source.Details.Length > 0 ? Shorten(source.Details) + "\n" : "")
                    + $"{source.Shape} {source.DType.Name}"
            );
        }
    }

    /// <summary>Returns the graph of calls and their arguments.</summary>
    /// <exception cref="GchunkException">The graph is too large.</exception>
    public static DotGraph Of(CallGraph graph, string direction)
    {
        int constants = graph.Nodes.Sum(n => n.Inputs.Count(i => i is ConstantCall));
        if (graph.Nodes.Count + constants > MostNodes)
            throw TooLarge(graph.Nodes.Count, "calls", MostNodes);
        var drawing = new DotGraph(direction);
        var numbers = new int[graph.Nodes.Count];
        for (int n = 0; n < numbers.Length; n++)
        {
            CallExpr node = graph.Nodes[n];
            numbers[n] = node switch
            {
                ArrayCall array => drawing.AddData("array", $"{array.Array.Shape} {array.Array.DType.Name}"),
                FunctionCall => drawing.AddWork(node.Name, ""),
                _ => drawing.AddWork(node.Name, "", "#e2efda"),
            };
            ReadOnlySpan<int> inputs = graph.Inputs(n);
            for (int i = 0; i < inputs.Length; i++)
            {
                drawing.Connect(
                    inputs[i] >= 0 ? numbers[inputs[i]] : drawing.AddData(Shown(((ConstantCall)node.Inputs[i]).Value)),
                    numbers[n]
                );
            }
        }
        return drawing;
    }

    // The data sources of a stage's tasks, except other tasks and constants.
    private static List<ArrayExpr> Sources(Stage stage)
    {
        StageInputs? inputs = stage switch
        {
            MapStage map => map.Inputs,
            FoldStage fold => fold.Inputs,
            BlockOpStage op => op.Inputs,
            _ => null,
        };
        if (inputs is null)
            return [];
        var nodes = new ArrayExpr[inputs.Count];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = inputs.Node(i);
        return
        [
            .. ExprOrder
                .InputsFirst(nodes, n => inputs.IsStage(n) || n is FullExpr)
                .Where(n => n.Inputs.Count == 0 && !ReferenceEquals(n, stage.Node)),
        ];
    }

    private static string Shown(object? value) =>
        Shorten(
            value switch
            {
                null => "null",
                IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
                string text => $"\"{text}\"",
                _ => value.ToString() ?? value.GetType().Name,
            }
        );

    private static string Shorten(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";

    private static GchunkException TooLarge(long count, string what, int most) =>
        new(
            $"a graph of {count} {what} is too large to draw (the limit is {most}); use Explain(), or draw a part of it"
        );
}
