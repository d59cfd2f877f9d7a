using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Joining;

/// <summary>Concatenates data sets along one dimension, in the order given.</summary>
internal static class CombineConcat
{
    /// <summary>Concatenates data sets.</summary>
    /// <exception cref="GchunkException">They do not fit together.</exception>
    public static Dataset Concat(CombineMember[] members, string dim, CombineOptions options)
    {
        bool isNew = !members.Any(m => m.Sizes.Contains(dim));
        members = Array.ConvertAll(Aligned(members, dim, options), m => m.Sizes.Contains(dim) ? m : m.Expanded(dim));
        CombinePlan plan = CombinePlan.Of(members, dim, isNew, options);
        CombineCheck.Run(members, plan, options);
        OrderedDictionary<string, Coordinate> indexes = Indexes(members, dim, options);
        if (options.ConcatDim is null)
            Combiner.CheckOrder(members, dim, indexes[dim].Index!, options);

        long[] lengths = Array.ConvertAll(members, m => m.Sizes[dim]);
        var variables = new OrderedDictionary<string, Variable>();
        List<Coordinate> coords = [.. indexes.Values];
        foreach (string name in indexes.Keys)
            members[0].ShowNotice(name);
        foreach (var (name, planned) in plan.Variables)
        {
            if (planned.IsLeftOut)
                continue;
            planned.Source.ShowNotice(name);
            Variable variable = planned.IsConcatenated
                ? Concatenate(Array.ConvertAll(members, m => m.Variables.GetValueOrDefault(name)), lengths, dim)
                : planned.First.Variable;
            if (planned.IsCoord)
                coords.Add(new Coordinate(name, variable));
            else
                variables[name] = variable;
        }
        return new Dataset(variables, new Coordinates(coords), members[0].Attrs.Copy(), members[0].Unreadable);
    }

    // Aligns the labels of the other dimensions. Labels of files that must be equal are compared later, so that all
    // differences are listed.
    private static CombineMember[] Aligned(CombineMember[] members, string dim, CombineOptions options)
    {
        if (options.AreFiles && options.Join == Join.Exact)
            return members;
        Dictionary<string, Coordinate> labels = LabelJoin.Labels(
            options.Caller,
            [.. members.Select(m => (m.Sizes, new Coordinates(m.Indexes.Values)))],
            options.Join,
            null,
            dim
        );
        return Array.ConvertAll(
            members,
            m =>
                labels.All(l => m.IndexOf(l.Key) is not { } own || own.FirstDifference(l.Value.Index!) < 0)
                    ? m
                    : m.With(LabelJoin.Of(m.ToDataset(), labels, options.Join, null))
        );
    }

    private static OrderedDictionary<string, Coordinate> Indexes(
        CombineMember[] members,
        string dim,
        CombineOptions options
    )
    {
        var indexes = new OrderedDictionary<string, Coordinate>();
        foreach (CombineMember member in members)
        {
            foreach (var (name, own) in member.Indexes)
            {
                if (indexes.ContainsKey(name))
                    continue;
                bool all = Array.TrueForAll(members, m => m.IndexOf(name) is not null);
                if (name == dim && all)
                {
                    indexes[name] = new Coordinate(
                        dim,
                        own.Index!.Concatenate([.. members.Skip(1).Select(m => m.IndexOf(dim)!)]),
                        own.Attrs,
                        own.Encoding
                    );
                }
                else if (name != dim && (all || options.AreFiles))
                {
                    indexes[name] = own;
                }
            }
        }
        return indexes;
    }

    private static Variable Concatenate(CombineVariable?[] all, long[] lengths, string dim)
    {
        CombineVariable first = Array.Find(all, v => v?.Axis(dim) >= 0) ?? Array.Find(all, v => v is not null)!;
        int axis = Math.Max(0, first.Axis(dim));
        if (Array.TrueForAll(all, v => v?.Axis(dim) == axis) && first.ConcatenateStored(all!, axis) is { } stored)
        {
            return stored;
        }

        Variable template = first.Variable;
        if (first.Axis(dim) < 0)
            template = Along(template, dim, 0, lengths[Array.IndexOf(all, first)]);
        var parts = new Variable[all.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] =
                all[i] is not { } own ? Missing(template, axis, lengths[i])
                : own.Axis(dim) >= 0 ? own.Variable
                : Along(own.Variable, dim, axis, lengths[i]);
        }

        if (first.IsText)
            return TextCodes.Join(parts, axis) with { Dims = template.Dims, Attrs = template.Attrs };
        // Times of different units are whole numbers in none of them, and factors of one part may be too small for others.
        if (!Array.TrueForAll(parts, p => p.Encoding?.PacksAs(template.Encoding) ?? template.Encoding is null))
            template = template with { Encoding = null };
        return template with { Expr = ConcatenateExpr.Create(Array.ConvertAll(parts, p => p.Expr), axis) };
    }

    // Repeats a variable along a dimension that it does not have.
    private static Variable Along(Variable variable, string dim, int axis, long length)
    {
        ArrayExpr values = variable.Expr;
        List<string> dims = [.. variable.Dims];
        dims.Insert(axis, dim);
        List<long> shape = [.. values.Shape];
        shape.Insert(axis, 1);
        ArrayExpr one = ReshapeExpr.Create(values, [.. shape]);
        return variable with
        {
            Dims = [.. dims],
            Expr =
                length == 1
                    ? one
                    : BroadcastExpr.Create(one, [.. Enumerable.Range(0, one.Rank)], one.Chunks.With(axis, [length])),
        };
    }

    // Makes a variable of missing values: NaN for numbers (integers are cast to a float dtype), NaT for times, empty
    // text.
    private static Variable Missing(Variable like, int axis, long length)
    {
        if (like.Texts is not null)
        {
            Shape shape = like.Expr.Shape.With(axis, length);
            return TextCodes.Variable(
                like.Dims,
                [.. Enumerable.Repeat("", checked((int)shape.Size))],
                shape,
                like.Attrs
            );
        }

        ChunkGrid grid = like.Expr.Chunks.With(axis, [length]);
        return like with
        {
            Expr =
                like.HasNaT ? new FullExpr(CfDateTime.NaT, like.Expr.DType, grid)
                : like.Expr.DType.IsFloat ? new FullExpr(double.NaN, like.Expr.DType, grid)
                : new FullExpr(double.NaN, DType.Float64, grid),
        };
    }
}
