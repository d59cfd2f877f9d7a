using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Pushes slices, transposes and rechunks below elementwise operations, and slices below reductions, down to the
/// sources: a stored array then reads only what is used.
/// </summary>
/// <remarks>
/// A chain of views counts as one view, so that equal parts stay equal nodes. An elementwise operation of which many
/// overlapping views are needed, as in the steps of a stencil, is computed once as a whole, and the views read its
/// blocks: otherwise every step would multiply the work. So is one whose tree reads many nodes and of which the whole is
/// needed too. A slice is not pushed below a reduction of which something else is needed too. The cost is linear in the
/// number of nodes.
/// </remarks>
public sealed class PushViews : IOptimizerPass
{
    // An elementwise operation is computed less often than this for the sake of its views.
    private const double MostWork = 4;

    // An elementwise tree that reads more nodes is not computed a second time if it is computed as a whole anyway.
    private const int MostReadsAgain = 4;

    /// <inheritdoc/>
    public string Name => "push-views";

    /// <inheritdoc/>
    public string Summary => "slices, transposes and rechunks moved into the reads";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> nodes)
    {
        if (!nodes.Any(HasPlaceBelow))
            return outputs;
        var demands = new Dictionary<UInt128, Demand>(nodes.Count);
        foreach (ArrayExpr node in nodes)
        {
            bool passes =
                node is SliceExpr or TransposeExpr || (node is RechunkExpr && demands[node.Inputs[0].Hash].IsPushable);
            bool isPushable =
                node is ElementwiseExpr or CastExpr or FullExpr
                || (node is SliceExpr or TransposeExpr or RechunkExpr && demands[node.Inputs[0].Hash].IsPushable);
            demands[node.Hash] = new Demand(passes, isPushable, Reads(node, passes, demands));
        }

        foreach (ArrayExpr output in outputs)
            demands[output.Hash].Add(PushedView.Whole(output));
        for (int i = nodes.Count - 1; i >= 0; i--)
            Ask(nodes[i], demands);
        foreach (ArrayExpr node in nodes)
            Answer(node, demands);
        return Array.ConvertAll(outputs, o => demands[o.Hash].Views[PushedView.Whole(o)]!);
    }

    // Returns whether a node is a view that may be moved; one of a source stays where it is.
    private static bool HasPlaceBelow(ArrayExpr node) =>
        node is SliceExpr or TransposeExpr or RechunkExpr
        && node.Inputs[0] switch
        {
            ReductionExpr reduction => reduction.Shape.Size > 1,
            MemoryExpr or BlocksExpr or StoredExpr or GeneratedExpr or HeldExpr or BlockOpExpr or ReshapeExpr => false,
            _ => true,
        };

    // Adds what a node needs of its inputs; all that is needed of the node itself is known.
    private static void Ask(ArrayExpr node, Dictionary<UInt128, Demand> demands)
    {
        Demand own = demands[node.Hash];
        switch (node)
        {
            case var _ when own.Passes:
                foreach (PushedView view in own.Views.Keys)
                    demands[node.Inputs[0].Hash].Add(view.Below(node));
                return;
            case ElementwiseExpr or CastExpr when !IsCheaperWhole(node, own):
                foreach (ArrayExpr input in node.Inputs)
                {
                    foreach (PushedView view in own.Views.Keys)
                        demands[input.Hash].Add(view);
                }

                return;
            case ReductionExpr reduction
                when own.Views.Count == 1 && own.Views.Keys.First().Split(reduction) is { } split:
                own.Split = split;
                demands[reduction.Input.Hash].Add(split.Before);
                return;
            default:
                own.IsComputedWhole = true;
                foreach (ArrayExpr input in node.Inputs)
                    demands[input.Hash].Add(PushedView.Whole(input));
                return;
        }
    }

    private static bool IsCheaperWhole(ArrayExpr node, Demand own)
    {
        double size = node.Shape.Size,
            shown = own.Views.Keys.Sum(v => v.Elements);
        // In a loop every step needs the whole of the step before and shifted views of it.
        return (shown > 0 && shown >= MostWork * size)
            || (own.Reads is null && shown >= 1.5 * size && own.Views.ContainsKey(PushedView.Whole(node)));
    }

    // The nodes that an elementwise tree reads; null if they are many.
    private static UInt128[]? Reads(ArrayExpr node, bool passes, Dictionary<UInt128, Demand> demands)
    {
        if (node is FullExpr)
            return [];
        if (node is not (ElementwiseExpr or CastExpr) && !passes)
            return [node.Hash];
        UInt128[]? all = null;
        foreach (ArrayExpr input in node.Inputs)
        {
            if (demands[input.Hash].Reads is not { } reads)
                return null;
            all = all is null || ReferenceEquals(all, reads) ? reads : [.. all.Union(reads)];
            if (all.Length > MostReadsAgain)
                return null;
        }
        return all;
    }

    // Makes the views of a node that are needed; those of its inputs are made.
    private static void Answer(ArrayExpr node, Dictionary<UInt128, Demand> demands)
    {
        Demand own = demands[node.Hash];
        ArrayExpr? whole = null;
        foreach (PushedView view in own.Views.Keys.ToArray())
        {
            own.Views[view] = node switch
            {
                _ when own.Passes => demands[node.Inputs[0].Hash].Views[view.Below(node)],
                FullExpr constant => view.IsWhole(node) ? node : view.Of(constant),
                ReductionExpr when own.Split is { } split => split.After.Of(
                    node.With([demands[node.Inputs[0].Hash].Views[split.Before]!])
                ),
                _ when own.IsComputedWhole => Whole() is var made && view.IsWhole(node) ? made : view.Of(made),
                _ => BottomUp.WithInputs(node, input => demands[input.Hash].Views[view]!),
            };
        }

        ArrayExpr Whole() =>
            whole ??= BottomUp.WithInputs(node, input => demands[input.Hash].Views[PushedView.Whole(input)]!);
    }

    // What is needed of a node.
    private sealed class Demand(bool passes, bool isPushable, UInt128[]? reads)
    {
        // True for a view that becomes part of the views of its input.
        public bool Passes => passes;

        // True if views of the node can be pushed below what it shows.
        public bool IsPushable => isPushable;

        // What an elementwise tree reads; null if that is much.
        public UInt128[]? Reads => reads;

        public Dictionary<PushedView, ArrayExpr?> Views { get; } = [];

        public (PushedView Before, PushedView After)? Split { get; set; }

        public bool IsComputedWhole { get; set; }

        public void Add(PushedView view) => Views.TryAdd(view, null);
    }
}
