using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>Turns optimized expressions into a task graph.</summary>
/// <remarks>
/// Computing nodes become stages. Sources, slices, transposes, broadcasts, concatenations and rechunks do not: their
/// consumers read through them. The one exception is a rechunk for which stored chunks would be decompressed many
/// times; its input becomes a stage and is read once.
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
            return IsComputed(node) ? Make(node) : Map(node, node);
        // The blocks are already in memory; a task only passes them on.
        (TileProgram program, ArrayExpr[] inputs) = ProgramOf(node, node);
        stages.Add(new MapStage(stages.Count, node, program, new StageInputs(inputs, stageOf, stages.Count)));
        return stages.Count - 1;
    }

    private static bool IsComputed(ArrayExpr node) =>
        node is FusedExpr or ElementwiseExpr or CastExpr or ReductionExpr or ReshapeExpr or BlockOpExpr or HeldExpr;

    private int Make(ArrayExpr node)
    {
        if (stageOf.TryGetValue(node.Hash, out int known))
            return known;
        switch (node)
        {
            case ReductionExpr reduction:
                return Reduce(reduction);
            case ReshapeExpr reshape:
                return Map(node, reshape.Input);
            case HeldExpr held:
                return Add(new HeldStage(stages.Count, held));
            case BlockOpExpr op:
                foreach (ArrayExpr input in node.Inputs)
                    Prepare(input);
                return Add(
                    new BlockOpStage(stages.Count, op, new StageInputs([.. node.Inputs], stageOf, stages.Count))
                );
            default:
                return Map(node, node);
        }
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

    private (TileProgram Program, ArrayExpr[] Inputs) ProgramOf(ArrayExpr values, ArrayExpr maker)
    {
        TileProgram program;
        ArrayExpr[] inputs;
        if (values is FusedExpr fused)
            (program, inputs) = (fused.Program, [.. fused.Inputs]);
        // Without fusion, a computing node is a program of one step over its inputs.
        else if (ReferenceEquals(values, maker) && values is ElementwiseExpr or CastExpr)
            (program, inputs) = TileProgram.Compile(values, n => ReferenceEquals(n, values));
        else
            (program, inputs) = TileProgram.Compile(values, _ => false);
        foreach (ArrayExpr input in inputs)
            Prepare(input);
        return (program, inputs);
    }

    // Adds stages for the computing nodes that are reached through views.
    private void Prepare(ArrayExpr node)
    {
        if (IsComputed(node))
        {
            Make(node);
            return;
        }
        if (node is RechunkExpr rechunk && Reads(rechunk) > MostReads && ReadsStored(rechunk.Input))
        {
            Map(rechunk.Input, rechunk.Input);
        }
        else
        {
            foreach (ArrayExpr input in node.Inputs)
                Prepare(input);
        }
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
        node switch
        {
            StoredExpr stored => stored.Array.StoredChunk is not null,
            ViewExpr or ConcatenateExpr or RechunkExpr => node.Inputs.Any(ReadsStored),
            _ => false,
        };

    private int Add(Stage stage)
    {
        stages.Add(stage);
        stageOf[stage.Node.Hash] = stage.Id;
        return stage.Id;
    }
}
