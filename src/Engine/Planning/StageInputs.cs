using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>The nodes that a stage loads, and where their data come from.</summary>
public sealed class StageInputs
{
    // A list of more tasks is not searched one by one.
    private const int FewTasks = 16;

    private readonly ArrayExpr[] nodes;
    private readonly IReadOnlyDictionary<UInt128, int> stages;
    private readonly int before;
    private readonly bool[] hasStages;
    private readonly int[] reached;
    private readonly bool hasAny;
    private bool? readsFiles;

    /// <summary>Creates the inputs of a stage.</summary>
    /// <param name="nodes">The nodes that the stage loads.</param>
    /// <param name="stages">For each node that tasks compute, the number of its stage.</param>
    /// <param name="before">The number of earlier stages; later stages are not inputs of this one.</param>
    public StageInputs(ArrayExpr[] nodes, IReadOnlyDictionary<UInt128, int> stages, int before)
    {
        (this.nodes, this.stages, this.before) = (nodes, stages, before);
        hasStages = new bool[nodes.Length];
        HashSet<int>? found = null;
        for (int i = 0; i < nodes.Length; i++)
        {
            // Most inputs are sources or the blocks of a stage themselves, and need no walk.
            if (IsStage(nodes[i]))
                (found ??= []).Add(StageOf(nodes[i]));
            else if (!nodes[i].IsPartOfRead || !Reach(nodes[i], found ??= []))
                continue;
            hasStages[i] = hasAny = true;
        }
        reached = found is null ? [] : [.. found];
    }

    /// <summary>The number of inputs.</summary>
    public int Count => nodes.Length;

    /// <summary>True if any input needs another stage's blocks.</summary>
    public bool HasStages => hasAny;

    /// <summary>True if any input is read from files.</summary>
    public bool ReadsFiles => readsFiles ??= Array.Exists(nodes, ReadsFile);

    /// <summary>The numbers of the stages that compute what is loaded, each once.</summary>
    public IReadOnlyList<int> Stages => reached;

    /// <summary>Returns a node that the stage loads.</summary>
    public ArrayExpr Node(int input) => nodes[input];

    /// <summary>Returns the number of the stage that computes a node's blocks.</summary>
    public int StageOf(ArrayExpr node) => stages[node.Hash];

    /// <summary>Finds the pieces that a window's data come from.</summary>
    public List<Piece> Resolve(int input, in ArrayView window)
    {
        var pieces = new List<Piece>(1);
        ReadPlan.Resolve(nodes[input], window, IsStage, pieces);
        return pieces;
    }

    /// <summary>Adds the tasks that every input's window needs, without repetition.</summary>
    public void Tasks(in ArrayView window, List<TaskKey> into)
    {
        for (int i = 0; i < nodes.Length; i++)
            Tasks(i, window, into);
    }

    /// <summary>Adds the tasks that an input's window needs, without repetition.</summary>
    public void Tasks(int input, in ArrayView window, List<TaskKey> into)
    {
        if (!hasStages[input])
            return;
        HashSet<TaskKey>? seen = null;
        foreach (Piece piece in Resolve(input, window))
        {
            if (!IsStage(piece.Source))
                continue;
            var key = new TaskKey(StageOf(piece.Source), piece.Block);
            if (into.Count > FewTasks ? (seen ??= [.. into]).Add(key) : !into.Contains(key))
                into.Add(key);
        }
    }

    /// <summary>Returns the bytes that loading a window of every input needs.</summary>
    /// <param name="window">The window.</param>
    /// <param name="straight">True if the data go straight to the result, without a gathering buffer.</param>
    public long ScratchBytes(in ArrayView window, bool straight)
    {
        long bytes = 0;
        for (int i = 0; i < nodes.Length; i++)
            bytes += ScratchBytes(i, window, contiguous: false, straight);
        return bytes;
    }

    /// <summary>Returns the bytes that loading a window of one input needs.</summary>
    public long ScratchBytes(int input, in ArrayView window, bool contiguous, bool straight = false)
    {
        if (IsInOneBlock(nodes[input]))
            return 0;
        List<Piece> pieces = Resolve(input, window);
        long gathered = window.Shape.Size * nodes[input].DType.Size,
            bytes = 0;
        foreach (Piece piece in pieces)
        {
            long own = piece.Source is StoredExpr stored
                ? Stored(stored.Array, piece.View.ToRegion(), stored.DType)
                : 0;
            bytes = Math.Max(bytes, own);
        }
        bool gathers = pieces.Count > 1 || (contiguous && pieces.Count == 1 && pieces[0].Block < 0);
        return bytes + (gathers && !straight ? gathered : 0);

        static long Stored(IStoredArray array, in Region region, DType dtype) =>
            region.Shape.Size * dtype.Size + array.ScratchBytes(region);
    }

    // True for what is in memory in one block, of which every window is used in place.
    private bool IsInOneBlock(ArrayExpr node) => (node is BlocksExpr || IsStage(node)) && node.Chunks.NumBlocks == 1;

    /// <summary>
    /// Returns the bytes that loading a window of one input reads from files, as they are in memory: decompressed and
    /// not yet decoded.
    /// </summary>
    public long ReadBytes(int input, in ArrayView window)
    {
        long bytes = 0;
        foreach (Piece piece in Resolve(input, window))
        {
            if (piece.Source is StoredExpr stored && !IsStage(stored))
                bytes += piece.View.ToRegion().Shape.Size * stored.DType.Size;
        }

        return bytes;
    }

    /// <summary>Returns the bytes that loading a window of every input reads from files.</summary>
    public long ReadBytes(in ArrayView window)
    {
        long bytes = 0;
        for (int i = 0; i < nodes.Length; i++)
            bytes += ReadBytes(i, window);
        return bytes;
    }

    /// <summary>True if tasks of an earlier stage compute a node's blocks.</summary>
    public bool IsStage(ArrayExpr node) => stages.TryGetValue(node.Hash, out int stage) && stage < before;

    // Adds the stages whose blocks a node is read from, through views; returns whether there are any.
    private bool Reach(ArrayExpr node, HashSet<int> into)
    {
        bool reaches = false;
        foreach (ArrayExpr read in Read(node))
        {
            if (!IsStage(read))
                continue;
            into.Add(StageOf(read));
            reaches = true;
        }
        return reaches;
    }

    private bool ReadsFile(ArrayExpr node) =>
        node.IsPartOfRead ? Read(node).Any(r => r is StoredExpr) : node is StoredExpr;

    private IEnumerable<ArrayExpr> Read(ArrayExpr node) =>
        ExprOrder.ThroughReads(node, n => n.IsPartOfRead && !IsStage(n));
}
