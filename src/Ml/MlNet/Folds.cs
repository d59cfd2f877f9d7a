using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet.Tables;

namespace Gchunk.Ml.MlNet;

/// <summary>The folds of a cross-validation, along one dimension of the samples.</summary>
/// <param name="Names">The name of each fold.</param>
/// <param name="Positions">The fold of each position along the dimension.</param>
/// <param name="Lengths">The lengths of the dimensions of the samples.</param>
/// <param name="Axis">The axis of the dimension.</param>
internal sealed record Folds(string[] Names, int[] Positions, long[] Lengths, int Axis)
{
    /// <summary>Returns the rows of a fold, or all others.</summary>
    public FoldFilter Filter(int fold, bool inside) => new(Positions, Lengths, Axis, fold, inside);

    /// <summary>Divides samples into folds.</summary>
    /// <exception cref="GchunkException">There are fewer than two folds, or a name is unknown.</exception>
    public static Folds Of(DataArray samples, string[] dims, int folds, string? along, string? by)
    {
        string[] path = by?.Split('.', 2) ?? [];
        string dim = along ?? (path.Length > 0 && dims.Contains(path[0]) ? path[0] : dims[0]);
        int axis = Array.IndexOf(dims, dim);
        if (axis < 0)
            throw new GchunkException(Spelling.Unknown("dimension of the samples", dim, dims));
        long length = samples.Sizes[dim];
        (string[] names, int[] positions) = by is null ? Equal(length, folds, dim) : By(samples, dim, path);
        if (names.Length < 2)
        {
            throw new GchunkException(
                $"a cross-validation needs at least two folds; got {names.Length} ({by ?? $"folds: {folds}"})"
            );
        }

        return new Folds(names, positions, [.. dims.Select(d => samples.Sizes[d])], axis);
    }

    private static (string[], int[]) Equal(long length, int folds, string dim)
    {
        if (folds < 2 || folds > length)
        {
            throw new GchunkException($"folds: is between 2 and the length of '{dim}', {length}; got {folds}");
        }

        var positions = new int[length];
        for (long i = 0; i < length; i++)
            positions[i] = (int)(i * folds / length);
        string[] names =
        [
            .. Enumerable
                .Range(0, folds)
                .Select(f => $"{dim} {Array.IndexOf(positions, f)}..{Array.LastIndexOf(positions, f)}"),
        ];
        return (names, positions);
    }

    private static (string[], int[]) By(DataArray samples, string dim, string[] path)
    {
        string[] values = ValuesOf(samples, path);
        if (values.Length != samples.Sizes[dim])
        {
            throw new GchunkException(
                $"'{string.Join('.', path)}' has {values.Length} values; the dimension '{dim}' has length {samples.Sizes[dim]}"
            );
        }

        string[] names = [.. values.Distinct()];
        return (names, Array.ConvertAll(values, v => Array.IndexOf(names, v)));
    }

    private static string[] ValuesOf(DataArray samples, string[] path)
    {
        DataArray coordinate = samples[path[0]];
        if (path.Length == 1)
            return coordinate.IsText ? coordinate.Texts().ToArray() : Texts(coordinate);
        TimeAccessor time = coordinate.Dt;
        return path[1] switch
        {
            "year" => Texts(time.Year),
            "month" => Texts(time.Month),
            "quarter" => Texts(time.Quarter),
            "season" => time.Season.ToArray(),
            "dayofyear" => Texts(time.DayOfYear),
            "week" => Texts(time.WeekOfYear),
            var other => throw new GchunkException(
                Spelling.Unknown("part of the time", other, ["year", "month", "quarter", "season", "week", "dayofyear"])
            ),
        };
    }

    private static string[] Texts(DataArray values)
    {
        using NDArray computed = values.Compute();
        using NDArray doubles = computed.AsType(DType.Float64);
        return Array.ConvertAll(
            doubles.ToArray<double>(),
            v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }
}
