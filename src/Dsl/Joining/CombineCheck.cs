using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Joining;

/// <summary>Checks that data sets fit together along a dimension, and lists everything that does not.</summary>
internal sealed class CombineCheck
{
    private const int MostShown = 20;
    private const long SmallBytes = 1 << 20;

    private readonly CombineMember[] members;
    private readonly CombinePlan plan;
    private readonly CombineOptions options;

    private CombineCheck(CombineMember[] members, CombinePlan plan, CombineOptions options) =>
        (this.members, this.plan, this.options) = (members, plan, options);

    // A comparison that needs a computation.
    private sealed record Comparison(PlannedVariable Planned, CombineMember Member, CombineVariable Other);

    /// <summary>Rejects data sets whose other labels or variables disagree.</summary>
    /// <exception cref="GchunkException">Some do; every data set and variable that does is named.</exception>
    public static void Run(CombineMember[] members, CombinePlan plan, CombineOptions options)
    {
        var check = new CombineCheck(members, plan, options);
        var found = new List<string>[members.Length];
        var pending = new List<Comparison>[members.Length];
        Parallel.For(
            0,
            members.Length,
            i =>
            {
                (found[i], pending[i]) = ([], []);
                check.CheckIndexes(members[i], found[i]);
                foreach (PlannedVariable planned in plan.Variables.Values)
                    check.CheckVariable(planned, members[i], found[i], pending[i]);
            }
        );
        List<string> all = [.. found.SelectMany(f => f)];
        all.AddRange(check.Compute([.. pending.SelectMany(p => p)]));
        if (all.Count == 1)
            throw new GchunkException(all[0]);
        if (all.Count > 1)
        {
            throw new GchunkException(
                $"{all.Count} disagreements between the {options.Noun}:\n  {string.Join("\n  ", all.Take(MostShown))}{(all.Count > MostShown ? $"\n  … and {all.Count - MostShown} more" : "")}"
            );
        }
    }

    // The labels of data sets in memory, and those that are joined in another way, have been aligned before.
    private void CheckIndexes(CombineMember member, List<string> wrong)
    {
        if (!options.AreFiles || options.Join != Join.Exact)
            return;
        CombineMember first = members[0];
        foreach (var (dim, own) in first.Indexes)
        {
            if (member.IndexOf(dim) is not { } other)
            {
                if (options.ConcatDim is null)
                    wrong.Add($"{member.Place} has no coordinate '{dim}', which the other {options.Noun} have");
            }
            else if (dim != plan.Dim && own.Index!.FirstDifference(other) is >= 0 and long at)
            {
                wrong.Add(
                    $"{member.Place}: the coordinate '{dim}' differs from that of {first.Name}{Broadcasting.Describe(other, own.Index!, at)}; {options.Noun} are concatenated along '{plan.Dim}', so every other coordinate must be equal; say which labels to keep with join:"
                );
            }
        }
    }

    private void CheckVariable(
        PlannedVariable planned,
        CombineMember member,
        List<string> wrong,
        List<Comparison> pending
    )
    {
        if (planned.Source == member || !member.Variables.TryGetValue(planned.Name, out CombineVariable? other))
            return;
        int before = wrong.Count;
        CheckForm(planned, member, other, wrong);
        if (wrong.Count > before)
        {
            // Data sets in memory may have coordinates that do not fit together.
            if (!options.AreFiles && planned.IsCoord)
            {
                planned.IsLeftOut = true;
                wrong.RemoveRange(before, wrong.Count - before);
            }

            return;
        }
        if (planned.IsConcatenated)
            return;
        if (!options.AreFiles && planned.IsCoord)
        {
            // By their expressions: nothing is computed.
            if (planned.First.HasSameValues(other) != true)
                planned.IsConcatenated = true;
            return;
        }
        if (options.Compat == Compat.Override || (options.Compat == Compat.Small && other.NBytes > SmallBytes))
        {
            return;
        }

        bool? isSame = planned.First.HasSameValues(other);
        if (isSame is null)
            pending.Add(new Comparison(planned, member, other));
        else if (isSame == false)
            Differs(planned, member, wrong);
    }

    private void CheckForm(PlannedVariable planned, CombineMember member, CombineVariable other, List<string> wrong)
    {
        (string name, CombineVariable first) = (planned.Name, planned.First);
        string where = $"{member.Place}: '{name}'",
            source = planned.Source.Name;
        if (first.IsText != other.IsText)
        {
            wrong.Add(
                $"{where} holds {(other.IsText ? "text" : "numbers")}, but in {source} {(first.IsText ? "text" : "numbers")}"
            );
            return;
        }
        // A data set in memory may lack the dimension: it is then repeated along it.
        bool isSame =
            options.AreFiles || first.Axis(plan.Dim) >= 0 == other.Axis(plan.Dim) >= 0
                ? first.Dims.SequenceEqual(other.Dims)
                : first.Dims.Where(d => d != plan.Dim).SequenceEqual(other.Dims.Where(d => d != plan.Dim));
        if (!isSame)
        {
            wrong.Add(
                $"{where} has the dimensions ({string.Join(", ", other.Dims)}), but in {source} ({string.Join(", ", first.Dims)})"
            );
            return;
        }
        for (int axis = 0; axis < first.Dims.Count; axis++)
        {
            string dim = first.Dims[axis];
            if (dim != plan.Dim && first.Shape[axis] != other.Shape[other.Axis(dim)])
            {
                wrong.Add(
                    $"{where} has length {other.Shape[other.Axis(dim)]} along '{dim}', but {first.Shape[axis]} in {source}"
                );
            }
        }

        if (
            !(
                first.Calendar is { } own && other.Calendar is { } theirs
                    ? own.AgreesWith(theirs)
                    : Equals(first.Calendar, other.Calendar)
            )
        )
        {
            wrong.Add(
                $"{member.Place}: the times of '{name}' are in the calendar {other.Calendar?.Name ?? "(none)"}, but in {source} in {first.Calendar?.Name ?? "(none)"}"
            );
        }
    }

    // A scalar coordinate that differs is a label of each data set; along a new dimension, any coordinate is.
    private void Differs(PlannedVariable planned, CombineMember member, List<string> wrong)
    {
        if (planned.IsCoord && (plan.IsNew || planned.First.Dims.Count == 0))
        {
            planned.IsConcatenated = true;
            return;
        }
        wrong.Add(
            $"{member.Place}: the values of '{planned.Name}' differ from those in {planned.Source.Name}; {(options.AreFiles ? "compat: Compat.Override takes those of the first" : $"Drop(\"{planned.Name}\") leaves it out")}"
        );
    }

    // All in one pass over the data.
    private List<string> Compute(Comparison[] pending)
    {
        var wrong = new List<string>();
        var counts = new List<ArrayExpr>();
        var counted = new List<Comparison>();
        foreach (Comparison comparison in pending)
        {
            Variable first = comparison.Planned.First.Variable,
                other = comparison.Other.Variable;
            if (first.Texts is not null)
            {
                if (!TextCodes.Of(first)!.AsSpan().SequenceEqual(TextCodes.Of(other)))
                    Differs(comparison.Planned, comparison.Member, wrong);
                continue;
            }
            DataArray a = new(first, Coordinates.Empty),
                b = new(other, Coordinates.Empty);
            counts.Add(Merging.Disagreements(a, b, fills: false).Expression);
            counted.Add(comparison);
        }

        if (counts.Count == 0)
            return wrong;
        NDArray[] results = Computation.Compute([.. counts]);
        for (int i = 0; i < results.Length; i++)
        {
            using NDArray count = results[i];
            if (count.GetDouble([]) > 0)
                Differs(counted[i].Planned, counted[i].Member, wrong);
        }

        return wrong;
    }
}
