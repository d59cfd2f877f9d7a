using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Whether and how files belong together.</summary>
internal static class FileCombiner
{
    private const int MostShown = 20;
    private const long SmallBytes = 1 << 20;

    /// <summary>The dimension whose labels differ from file to file; of several, that of times.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static string JoinDimension(OpenedFile[] files)
    {
        OpenedFile first = files[0];
        List<string> differing = DifferingDimensions(files);
        if (differing.Count > 0)
        {
            return differing.FirstOrDefault(d => first.Indexes[d] is TimeIndex)
                ?? differing.FirstOrDefault(d => first.Stored.Dimensions.Any(s => s.Name == d && s.IsUnlimited))
                ?? differing[0];
        }

        if (first.Indexes.Count == 0)
        {
            throw new GchunkException(
                $"{files.Length} files cannot be put together by their coordinates: {first.Name} has no dimension with labels"
            );
        }

        throw new GchunkException(
            $"{files.Length} files cannot be put together by their coordinates: {first.Name} and {files[1].Name} have the same labels along {string.Join(" and ", first.Indexes.Keys.Select(d => $"'{d}'"))}; open them one by one with OpenDataset"
        );
    }

    /// <summary>The dimensions whose labels are not the same in all files.</summary>
    public static List<string> DifferingDimensions(OpenedFile[] files)
    {
        var differing = new List<string>();
        foreach (var (dim, index) in files[0].Indexes)
        {
            if (
                files.Any(f =>
                    !f.Indexes.TryGetValue(dim, out DimensionIndex? other) || index.FirstDifference(other) >= 0
                )
            )
            {
                differing.Add(dim);
            }
        }

        return differing;
    }

    /// <summary>
    /// Whether files are the tiles of a grid: labels differ along several dimensions, and every combination of them is
    /// there.
    /// </summary>
    public static bool IsGrid(OpenedFile[] files)
    {
        List<string> dims = DifferingDimensions(files);
        if (dims.Count < 2 || files.Any(f => dims.Any(d => !f.Indexes.ContainsKey(d))))
            return false;
        long tiles = 1;
        foreach (string dim in dims)
        {
            var distinct = new List<DimensionIndex>();
            foreach (OpenedFile file in files)
            {
                if (!distinct.Any(d => d.FirstDifference(file.Indexes[dim]) < 0))
                    distinct.Add(file.Indexes[dim]);
            }

            if (distinct.Count < 2)
                return false;
            tiles *= distinct.Count;
            if (tiles > files.Length)
                return false;
        }
        return tiles == files.Length;
    }

    /// <summary>Puts files in the order of their labels along a dimension.</summary>
    public static void Sort(OpenedFile[] files, string dim)
    {
        foreach (OpenedFile file in files)
        {
            DimensionIndex index = IndexOf(file, dim);
            if (index.Length == 0)
            {
                throw new GchunkException(
                    $"{file.Stored.Path}: the coordinate '{dim}' has no labels, so the file has no place among the others"
                );
            }

            if (files[0].Indexes[dim].CompareFirst(index) is null)
                throw DifferentKinds(files[0], file, dim);
        }
        bool falling =
            files.FirstOrDefault(f => f.Indexes[dim].Length > 1)?.Indexes[dim]
            is NumberIndex { IsAscending: false }
                or TimeIndex { IsAscending: false };
        OpenedFile[] sorted =
        [
            .. files.OrderBy(
                f => f.Indexes[dim],
                Comparer<DimensionIndex>.Create((a, b) => (falling ? -1 : 1) * a.CompareFirst(b)!.Value)
            ),
        ];
        sorted.CopyTo(files, 0);
    }

    /// <summary>Rejects files whose other labels or variables disagree.</summary>
    /// <exception cref="GchunkException">Some do; every file and variable is named that does.</exception>
    public static void Check(OpenedFile[] files, string join, Compat compat)
    {
        var found = new List<string>[files.Length];
        var firstOf = new Dictionary<string, OpenedFile>();
        foreach (OpenedFile file in files)
        {
            foreach (string name in file.Variables.Keys.Concat(file.Texts.Keys))
                firstOf.TryAdd(name, file);
        }

        Parallel.For(
            0,
            files.Length,
            i =>
            {
                var wrong = found[i] = [];
                OpenedFile file = files[i],
                    first = files[0];
                foreach (var (dim, index) in first.Indexes)
                {
                    DimensionIndex? other = file.Indexes.GetValueOrDefault(dim);
                    if (other is null)
                    {
                        wrong.Add($"{file.Stored.Path} has no coordinate '{dim}', which the other files have");
                    }
                    else if (dim != join && index.FirstDifference(other) is >= 0 and long at)
                    {
                        wrong.Add(
                            $"{file.Stored.Path}: the coordinate '{dim}' differs from that of {first.Name}{Broadcasting.Describe(other, index, at)}; files are joined along '{join}', so every other coordinate must be equal, or say which to keep with join:"
                        );
                    }
                }
                foreach (var (name, variable) in file.Variables)
                {
                    if (firstOf[name] is var one && one != file)
                        CheckVariable(one, file, name, variable, join, compat, wrong);
                }

                foreach (var (name, texts) in file.Texts)
                {
                    OpenedFile one = firstOf[name];
                    if (!one.Texts.TryGetValue(name, out Variable? other))
                    {
                        wrong.Add($"{file.Stored.Path}: '{name}' holds text, but in {one.Name} numbers");
                    }
                    else if (!other.Dims.SequenceEqual(texts.Dims))
                    {
                        wrong.Add(
                            $"{file.Stored.Path}: '{name}' has the dimensions ({string.Join(", ", texts.Dims)}), but in {one.Name} ({string.Join(", ", other.Dims)})"
                        );
                    }
                }
            }
        );
        string[] all = [.. found.SelectMany(f => f)];
        if (all.Length == 1)
            throw new GchunkException(all[0]);
        if (all.Length > 1)
        {
            throw new GchunkException(
                $"{all.Length} disagreements between the files:\n  {string.Join("\n  ", all.Take(MostShown))}{(all.Length > MostShown ? $"\n  … and {all.Length - MostShown} more" : "")}"
            );
        }
    }

    private static void CheckVariable(
        OpenedFile first,
        OpenedFile file,
        string name,
        CfVariable other,
        string join,
        Compat compat,
        List<string> wrong
    )
    {
        string where = file.Stored.Path;
        if (!first.Variables.TryGetValue(name, out CfVariable? variable))
        {
            wrong.Add($"{where}: '{name}' holds numbers, but in {first.Name} text");
            return;
        }
        if (!variable.Stored.Dimensions.SequenceEqual(other.Stored.Dimensions))
        {
            wrong.Add(
                $"{where}: '{name}' has the dimensions ({string.Join(", ", other.Stored.Dimensions)}), but in {first.Name} ({string.Join(", ", variable.Stored.Dimensions)})"
            );
            return;
        }
        int before = wrong.Count;
        for (int axis = 0; axis < variable.Stored.Dimensions.Count; axis++)
        {
            if (variable.Stored.Dimensions[axis] != join && variable.Array.Shape[axis] != other.Array.Shape[axis])
            {
                wrong.Add(
                    $"{where}: '{name}' has length {other.Array.Shape[axis]} along '{variable.Stored.Dimensions[axis]}', but {variable.Array.Shape[axis]} in {first.Name}"
                );
            }
        }

        if (variable.Calendar != other.Calendar)
        {
            wrong.Add(
                $"{where}: the times of '{name}' are in the calendar {other.Calendar?.Name ?? "(none)"}, but in {first.Name} in {variable.Calendar?.Name ?? "(none)"}"
            );
        }

        if (wrong.Count > before || variable.Stored.Dimensions.Contains(join) || file.Indexes.ContainsKey(name))
            return;
        if (
            compat == Compat.Override
            || (compat == Compat.Small && other.Array.Shape.Size * other.Array.DType.Size > SmallBytes)
        )
        {
            return;
        }

        if (!variable.HasSameValues(other))
        {
            wrong.Add(
                $"{where}: the values of '{name}' differ from those in {first.Name}; compat: Compat.Override takes those of the first"
            );
        }
    }

    /// <summary>Rejects files whose labels overlap or repeat along the dimension.</summary>
    public static void CheckOrder(OpenedFile[] files, string dim, DimensionIndex joined)
    {
        if (
            joined
                is NumberIndex { IsAscending: false, IsDescending: false }
                    or TimeIndex { IsAscending: false, IsDescending: false }
            || HasRepeats(joined) is not null
        )
        {
            for (int i = 1; i < files.Length; i++)
            {
                DimensionIndex pair = files[i - 1].Indexes[dim].Concatenate([files[i].Indexes[dim]]);
                if (
                    pair
                        is NumberIndex { IsAscending: false, IsDescending: false }
                            or TimeIndex { IsAscending: false, IsDescending: false }
                    || HasRepeats(pair) is not null
                )
                {
                    throw new GchunkException(
                        $"{files[i - 1].Name} and {files[i].Name} overlap along '{dim}': one has {files[i - 1].Indexes[dim].Span}, the other {files[i].Indexes[dim].Span}"
                    );
                }
            }
        }
    }

    private static long? HasRepeats(DimensionIndex index) =>
        index switch
        {
            NumberIndex numbers => Repeat(numbers.Labels),
            TimeIndex times => Repeat(times.Labels),
            _ => null,
        };

    private static long? Repeat<T>(ReadOnlySpan<T> labels)
        where T : IEquatable<T>
    {
        for (int i = 1; i < labels.Length; i++)
        {
            if (labels[i].Equals(labels[i - 1]))
                return i;
        }

        return null;
    }

    private static DimensionIndex IndexOf(OpenedFile file, string dim) =>
        file.Indexes.TryGetValue(dim, out DimensionIndex? index)
            ? index
            : throw new GchunkException($"{file.Stored.Path} has no coordinate '{dim}', which the other files have");

    private static GchunkException DifferentKinds(OpenedFile a, OpenedFile b, string dim) =>
        new(
            $"{b.Stored.Path}: the labels of '{dim}' are of another kind than in {a.Name}: {b.Indexes[dim].Span} ({b.Indexes[dim].Calendar?.Name ?? b.Indexes[dim].GetType().Name}) against {a.Indexes[dim].Span} ({a.Indexes[dim].Calendar?.Name ?? a.Indexes[dim].GetType().Name})"
        );
}
