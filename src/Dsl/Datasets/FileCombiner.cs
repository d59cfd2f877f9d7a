using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Whether and how files belong together.</summary>
internal static class FileCombiner
{
    /// <summary>The dimension whose labels differ from file to file; of several, that of times.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static string JoinDimension(OpenedFile[] files)
    {
        OpenedFile first = files[0];
        var differing = new List<string>();
        foreach (var (dim, index) in first.Indexes)
            if (files.Any(f => !f.Indexes.TryGetValue(dim, out DimensionIndex? other) || index.FirstDifference(other) >= 0)) differing.Add(dim);
        if (differing.Count > 0)
            return differing.FirstOrDefault(d => first.Indexes[d] is TimeIndex) ?? differing.FirstOrDefault(d => first.Stored.Dimensions.Any(s => s.Name == d && s.IsUnlimited)) ?? differing[0];
        if (first.Indexes.Count == 0) throw new GchunkException($"{files.Length} files cannot be put together by their coordinates: {first.Name} has no dimension with labels");
        throw new GchunkException($"{files.Length} files cannot be put together by their coordinates: {first.Name} and {files[1].Name} have the same labels along {string.Join(" and ", first.Indexes.Keys.Select(d => $"'{d}'"))}; open them one by one with OpenDataset");
    }

    /// <summary>Puts files in the order of their labels along a dimension.</summary>
    public static void Sort(OpenedFile[] files, string dim)
    {
        foreach (OpenedFile file in files)
        {
            DimensionIndex index = IndexOf(file, dim);
            if (index.Length == 0) throw new GchunkException($"{file.Stored.Path}: the coordinate '{dim}' has no labels, so the file has no place among the others");
            if (files[0].Indexes[dim].CompareFirst(index) is null) throw DifferentKinds(files[0], file, dim);
        }
        bool falling = files.FirstOrDefault(f => f.Indexes[dim].Length > 1)?.Indexes[dim] is NumberIndex { IsAscending: false } or TimeIndex { IsAscending: false };
        OpenedFile[] sorted = [.. files.OrderBy(f => f.Indexes[dim], Comparer<DimensionIndex>.Create((a, b) => (falling ? -1 : 1) * a.CompareFirst(b)!.Value))];
        sorted.CopyTo(files, 0);
    }

    /// <summary>Rejects files whose other labels or variables differ.</summary>
    public static void Check(OpenedFile[] files, string join)
    {
        OpenedFile first = files[0];
        foreach (OpenedFile file in files.AsSpan(1))
        {
            foreach (var (dim, index) in first.Indexes)
            {
                DimensionIndex other = IndexOf(file, dim);
                if (dim != join && index.FirstDifference(other) is >= 0 and long at)
                    throw new GchunkException($"{file.Stored.Path}: the coordinate '{dim}' differs from that of {first.Name}{Alignment.Describe(other, index, at)}; files are joined along '{join}', so every other coordinate must be equal");
            }
            foreach (var (name, variable) in first.Variables) CheckVariable(first, file, variable, name, join);
            foreach (string name in file.Variables.Keys)
                if (!first.Variables.ContainsKey(name)) throw new GchunkException($"{file.Stored.Path} has a variable '{name}' that {first.Name} lacks; files that are joined must hold the same variables");
        }
    }

    private static void CheckVariable(OpenedFile first, OpenedFile file, CfVariable variable, string name, string join)
    {
        if (!file.Variables.TryGetValue(name, out CfVariable? other)) throw new GchunkException($"{file.Stored.Path} lacks the variable '{name}' that {first.Name} has; files that are joined must hold the same variables");
        if (!variable.Stored.Dimensions.SequenceEqual(other.Stored.Dimensions))
            throw new GchunkException($"{file.Stored.Path}: '{name}' has the dimensions ({string.Join(", ", other.Stored.Dimensions)}), but in {first.Name} ({string.Join(", ", variable.Stored.Dimensions)})");
        for (int axis = 0; axis < variable.Stored.Dimensions.Count; axis++)
            if (variable.Stored.Dimensions[axis] != join && variable.Array.Shape[axis] != other.Array.Shape[axis])
                throw new GchunkException($"{file.Stored.Path}: '{name}' has length {other.Array.Shape[axis]} along '{variable.Stored.Dimensions[axis]}', but {variable.Array.Shape[axis]} in {first.Name}");
        if (variable.Calendar != other.Calendar) throw new GchunkException($"{file.Stored.Path}: the times of '{name}' are in the calendar {other.Calendar?.Name ?? "(none)"}, but in {first.Name} in {variable.Calendar?.Name ?? "(none)"}");
    }

    /// <summary>Rejects files whose labels overlap or repeat along the dimension.</summary>
    public static void CheckOrder(OpenedFile[] files, string dim, DimensionIndex joined)
    {
        if (joined is NumberIndex { IsAscending: false, IsDescending: false } or TimeIndex { IsAscending: false, IsDescending: false } || HasRepeats(joined) is not null)
        {
            for (int i = 1; i < files.Length; i++)
            {
                DimensionIndex pair = files[i - 1].Indexes[dim].Concatenate([files[i].Indexes[dim]]);
                if (pair is NumberIndex { IsAscending: false, IsDescending: false } or TimeIndex { IsAscending: false, IsDescending: false } || HasRepeats(pair) is not null)
                    throw new GchunkException($"{files[i - 1].Name} and {files[i].Name} overlap along '{dim}': one has {files[i - 1].Indexes[dim].Span}, the other {files[i].Indexes[dim].Span}");
            }
        }
    }

    private static long? HasRepeats(DimensionIndex index) => index switch
    {
        NumberIndex numbers => Repeat(numbers.Labels),
        TimeIndex times => Repeat(times.Labels),
        _ => null,
    };

    private static long? Repeat<T>(ReadOnlySpan<T> labels) where T : IEquatable<T>
    {
        for (int i = 1; i < labels.Length; i++)
            if (labels[i].Equals(labels[i - 1])) return i;
        return null;
    }

    private static DimensionIndex IndexOf(OpenedFile file, string dim) =>
        file.Indexes.TryGetValue(dim, out DimensionIndex? index) ? index : throw new GchunkException($"{file.Stored.Path} has no coordinate '{dim}', which the other files have");

    private static GchunkException DifferentKinds(OpenedFile a, OpenedFile b, string dim) =>
        new($"{b.Stored.Path}: the labels of '{dim}' are of another kind than in {a.Name}: {b.Indexes[dim].Span} ({b.Indexes[dim].Calendar?.Name ?? b.Indexes[dim].GetType().Name}) against {a.Indexes[dim].Span} ({a.Indexes[dim].Calendar?.Name ?? a.Indexes[dim].GetType().Name})");
}
