using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>Turns optimized expressions into a task graph.</summary>
/// <remarks>
/// Computing nodes become stages. Sources, slices, transposes, broadcasts, concatenations, assignments and rechunks do
/// not: their consumers read through them. The one exception is a rechunk for which stored chunks would be decompressed
/// many times; its input becomes a stage and is read once.
/// </remarks>
public sealed class Planner
{
    // A stored chunk may be read by this many tasks before it pays to keep its blocks.
    private const double MostReads = 2;

    private readonly List<Stage> stages = [];
    private readonly Dictionary<UInt128, int> stageOf = [];

    private Planner() { }

    /// <summary>Plans the graph that computes several expressions together; equal parts are computed once.</summary>
    public static TaskGraph Plan(IReadOnlyList<ArrayExpr> outputs)
    {
        var planner = new Planner();
        int[] made = [.. outputs.Select(planner.Output)];
        return new TaskGraph(planner.stages, made, outputs);
    }

    private int Output(ArrayExpr node)
    {
        if (node is not HeldExpr)
        {
            Prepare(node);
            return IsComputed(node) ? stageOf[node.Hash] : Map(node, node);
        }
        // The blocks are already in memory; a task only passes them on.
        (TileProgram program, ArrayExpr[] inputs) = ProgramOf(node, node);
        foreach (ArrayExpr input in inputs)
            Prepare(input);
        stages.Add(new MapStage(stages.Count, node, program, new StageInputs(inputs, stageOf, stages.Count)));
        return stages.Count - 1;
    }

    private static bool IsComputed(ArrayExpr node) =>
        node is FusedExpr or ElementwiseExpr or CastExpr or ReductionExpr or ReshapeExpr or BlockOpExpr or HeldExpr;

    // Adds stages for the computing nodes that a node reaches through views, and first those that these read.
    private void Prepare(ArrayExpr node)
    {
        var pending = new Stack<ArrayExpr>();
        foreach (ArrayExpr made in Made(node))
            pending.Push(made);
        while (pending.TryPeek(out ArrayExpr? next))
        {
            int before = pending.Count;
            if (!stageOf.ContainsKey(next.Hash))
            {
                // The first input is on top, so that its stages come first.
                foreach (ArrayExpr input in InputsOf(next).Reverse())
                {
                    foreach (ArrayExpr made in Made(input))
                    {
                        if (!stageOf.ContainsKey(made.Hash))
                            pending.Push(made);
                    }
                }
            }

            if (pending.Count == before)
                Make(pending.Pop());
        }
    }

    // The nodes that become stages when a node is read: the nearest computing ones, through views.
    private static List<ArrayExpr> Made(ArrayExpr node)
    {
        // Most nodes are read through a few views of one input, which needs no search.
        while (node is ViewExpr)
            node = node.Inputs[0];
        if (IsComputed(node))
            return [node];
        if (node.Inputs.Count == 0)
            return [];
        var made = new List<ArrayExpr>();
        var seen = new HashSet<UInt128>();
        var walk = new Stack<ArrayExpr>([node]);
        while (walk.TryPop(out ArrayExpr? next))
        {
            if (IsComputed(next))
            {
                made.Add(next);
            }
            else if (next is RechunkExpr rechunk && Reads(rechunk) > MostReads && ReadsStored(rechunk.Input))
            {
                made.Add(rechunk.Input);
            }
            else if (seen.Add(next.Hash))
            {
                foreach (ArrayExpr input in next.Inputs)
                    walk.Push(input);
            }
        }
        // The last input first: those that push this list on a stack make the first one first.
        return made;
    }

    // The nodes that the stage of a node reads.
    private static IReadOnlyList<ArrayExpr> InputsOf(ArrayExpr node) =>
        node switch
        {
            HeldExpr => [],
            BlockOpExpr => node.Inputs,
            ReductionExpr reduction => ProgramOf(reduction.Input, node).Inputs,
            ReshapeExpr reshape => ProgramOf(reshape.Input, node).Inputs,
            _ => ProgramOf(node, node).Inputs,
        };

    private int Make(ArrayExpr node)
    {
        if (stageOf.TryGetValue(node.Hash, out int known))
            return known;
        return node switch
        {
            ReductionExpr reduction => Reduce(reduction),
            ReshapeExpr reshape => Map(node, reshape.Input),
            HeldExpr held => Add(new HeldStage(stages.Count, held)),
            BlockOpExpr op => Add(
                new BlockOpStage(stages.Count, op, new StageInputs([.. node.Inputs], stageOf, stages.Count))
            ),
            _ => Map(node, node),
        };
    }

    // Adds a stage for the blocks of a node, which evaluates the program of (part of) its input.
    private int Map(ArrayExpr node, ArrayExpr values)
    {
        if (stageOf.TryGetValue(node.Hash, out int known))
            return known;
        (TileProgram program, ArrayExpr[] inputs) = ProgramOf(values, node);
        return Add(new MapStage(stages.Count, node, program, new StageInputs(inputs, stageOf, stages.Count)));
    }

    private int Reduce(ReductionExpr node)
    {
        (TileProgram program, ArrayExpr[] inputs) = ProgramOf(node.Input, node);
        var stageInputs = new StageInputs(inputs, stageOf, stages.Count);
        var tree = new ReductionTree(node);
        int level = stages.Count;
        stages.Add(new FoldStage(level, tree, program, stageInputs));
        for (long states = tree.Leaves; states > 1; )
        {
            var combine = new CombineStage(stages.Count, tree, level, states);
            stages.Add(combine);
            (level, states) = (combine.Id, combine.PerBlock);
        }
        stageOf[node.Hash] = level;
        return level;
    }

    private static (TileProgram Program, ArrayExpr[] Inputs) ProgramOf(ArrayExpr values, ArrayExpr maker)
    {
        if (values is FusedExpr fused)
            return (fused.Program, [.. fused.Inputs]);
        // Without fusion, a computing node is a program of one step over its inputs.
        return ReferenceEquals(values, maker) && values is ElementwiseExpr or CastExpr
            ? TileProgram.Compile(values, n => ReferenceEquals(n, values))
            : (TileProgram.Copy(values.DType), [values]);
    }

    // The number of blocks of the result that an input block is part of.
    private static double Reads(RechunkExpr node)
    {
        double reads = 1;
        for (int axis = 0; axis < node.Rank; axis++)
        {
            long[] refined = Arrays.ChunkGrid.RefineAxis(node.Chunks.Offsets(axis), node.Input.Chunks.Offsets(axis));
            reads *= (double)refined.Length / node.Input.Chunks.Blocks[axis];
        }
        return reads;
    }

    private static bool ReadsStored(ArrayExpr node) =>
        ExprOrder.ThroughReads(node, n => n.IsPartOfRead).Any(n => n is StoredExpr { Array.StoredChunk: not null });

    private int Add(Stage stage)
    {
        stages.Add(stage);
        stageOf[stage.Node.Hash] = stage.Id;
        return stage.Id;
    }
}
