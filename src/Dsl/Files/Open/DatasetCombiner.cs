using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Files.Open;

/// <summary>
/// Puts data sets together that were made of files: what a function changed first, what has to be brought to other
/// labels, the tiles of a grid.
/// </summary>
internal static class DatasetCombiner
{
    public static Dataset Combine(Dataset[] all, string[] names, OpenOptions options)
    {
        if (options.ConcatDim is { } dim)
        {
            if (options.Combine == Dsl.Combine.ByCoords && all.All(d => d.Coords.IndexOf(dim) is not null))
                Sort(all, names, dim);
            return Dataset.Concat(Filled(all), dim, options.Join);
        }
        List<string> differing = Differing(all);
        if (differing.Count == 0)
        {
            throw new GchunkException(
                $"{all.Length} files cannot be put together by their coordinates: all have the same labels; name a new dimension with concatDim:, or open them one by one with OpenDataset"
            );
        }

        string join = differing.FirstOrDefault(d => all[0].Coords.IndexOf(d) is TimeIndex) ?? differing[0];
        if (options.Combine == Dsl.Combine.ByCoords)
            Sort(all, names, join);
        return Dataset.Concat(Filled(all), join, options.Join);
    }

    /// <summary>Joins the tiles of a grid, along one dimension after the other.</summary>
    public static Dataset Tiles(Dataset[] tiles, List<string> dims)
    {
        if (dims.Count == 0)
            return tiles[0];
        string last = dims[^1];
        List<string> others = dims[..^1];
        var rows = new List<List<Dataset>>();
        foreach (Dataset tile in tiles)
        {
            List<Dataset>? row = rows.Find(r =>
                others.TrueForAll(d => r[0].Coords.IndexOf(d)!.FirstDifference(tile.Coords.IndexOf(d)!) < 0)
            );
            if (row is null)
                rows.Add([tile]);
            else
                row.Add(tile);
        }
        Dataset[] joined =
        [
            .. rows.Select(row =>
            {
                Dataset[] sorted = [.. row];
                Sort(sorted, [], last);
                return sorted.Length == 1 ? sorted[0] : Dataset.Concat(Filled(sorted), last);
            }),
        ];
        return joined.Length == 1 ? joined[0] : Tiles(joined, others);
    }

    private static List<string> Differing(Dataset[] all) =>
        [
            .. all[0]
                .Coords.Where(c =>
                    c.Index is { } index
                    && all.Any(d => d.Coords.IndexOf(c.Name) is not { } other || index.FirstDifference(other) >= 0)
                )
                .Select(c => c.Name),
        ];

    private static void Sort(Dataset[] all, string[] names, string dim)
    {
        for (int i = 0; i < all.Length; i++)
        {
            if (
                all[i].Coords.IndexOf(dim) is not { Length: > 0 } index
                || all[0].Coords.IndexOf(dim)!.CompareFirst(index) is null
            )
            {
                throw new GchunkException(
                    $"{(names.Length > i ? names[i] : "a file")} has no labels along '{dim}' by which it could be put among the others"
                );
            }
        }

        bool falling =
            all.FirstOrDefault(d => d.Coords.IndexOf(dim)!.Length > 1)?.Coords.IndexOf(dim)
            is NumberIndex { IsAscending: false }
                or TimeIndex { IsAscending: false };
        Dataset[] sorted =
        [
            .. all.OrderBy(
                d => d.Coords.IndexOf(dim)!,
                Comparer<DimensionIndex>.Create((a, b) => (falling ? -1 : 1) * a.CompareFirst(b)!.Value)
            ),
        ];
        sorted.CopyTo(all, 0);
    }

    // Variables that some lack are missing there.
    private static Dataset[] Filled(Dataset[] all)
    {
        string[] names = [.. all.SelectMany(d => d.Names).Distinct()];
        if (all.All(d => d.Names.Count == names.Length))
            return all;
        return Array.ConvertAll(
            all,
            dataset =>
            {
                foreach (string name in names.Where(n => !dataset.Contains(n)))
                {
                    Variable like = all.First(d => d.Names.Contains(name)).VariableOf(name);
                    if (like.Texts is not null || like.Dims.Any(d => !dataset.Sizes.Contains(d)))
                    {
                        throw new GchunkException(
                            $"a file lacks the variable '{name}', and its shape there is not known"
                        );
                    }

                    var shape = new Shape(Array.ConvertAll(like.Dims, d => dataset.Sizes[d]).AsSpan());
                    DType dtype =
                        like.Calendar is not null || like.Expr.DType.IsFloat ? like.Expr.DType : DType.Float64;
                    ChunkGrid grid = ChunkGrid.Auto(shape, dtype.Size);
                    ArrayExpr missing = like.Calendar is not null
                        ? new FullExpr(Engine.Storage.Cf.CfDateTime.NaT, dtype, grid)
                        : new FullExpr(double.NaN, dtype, grid);
                    dataset = dataset.Assign(
                        name,
                        new DataArray(like with { Expr = missing, Encoding = null }, dataset.Coords, name)
                    );
                }
                return dataset;
            }
        );
    }
}
