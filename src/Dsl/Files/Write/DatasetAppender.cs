using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Appends a data set to a NetCDF-4 file along an unlimited dimension.</summary>
internal static class DatasetAppender
{
    public static void Append(Dataset dataset, string path, string dim)
    {
        long added = dataset.Sizes[dim];
        OpenedFile file = OpenedFile.Open(path, new OpenOptions());
        StoredDimension stored =
            file.Stored.Dimensions.FirstOrDefault(d => d.Name == dim)
            ?? throw new GchunkException(
                $"{path}: {Spelling.Unknown("dimension", dim, file.Stored.Dimensions.Select(d => d.Name))}"
            );
        if (!stored.IsUnlimited)
        {
            throw new GchunkException(
                $"{path}: the dimension '{dim}' has the fixed length {stored.Length}; name it with unlimited: when the file is first written"
            );
        }

        foreach (var (name, index) in file.Indexes)
        {
            if (
                name != dim
                && dataset.Coords.IndexOf(name) is { } own
                && own.FirstDifference(index) is >= 0 and long at
            )
            {
                throw new GchunkException(
                    $"{path}: the coordinate '{name}' differs from that of the data set{Broadcasting.Describe(own, index, at)}"
                );
            }
        }

        var lazy = new List<ArrayExpr>();
        var sinks = new List<IBlockSink>();
        using NetCdfWriter writer = NetCdfWriter.Append(path);
        foreach (StoredVariable target in file.Stored.Variables)
        {
            if (!target.Dimensions.Contains(dim))
                continue;
            string name = target.Name;
            if (!dataset.Contains(name))
                throw new GchunkException($"the data set lacks '{name}', which {path} has along '{dim}'");
            Variable variable = dataset[name].Variable;
            if (target.IsCharacters)
            {
                throw new GchunkException(
                    $"{path}: '{name}' holds characters, not strings, and nothing can be appended to them; write the file anew with ToNetCdf"
                );
            }

            if (target.IsText != variable.Texts is not null)
            {
                throw new GchunkException(
                    $"{path}: '{name}' holds {(target.IsText ? "text" : "numbers")}, but {(target.IsText ? variable.Expr.DType.Name : "text")} in the data set"
                );
            }

            if (!target.IsText && !file.Variables.ContainsKey(name))
                throw new GchunkException($"{path}: '{name}' cannot be read, so nothing can be appended to it");
            if (!variable.Dims.SequenceEqual(target.Dimensions))
            {
                throw new GchunkException(
                    $"{path}: '{name}' has the dimensions ({string.Join(", ", target.Dimensions)}), but in the data set ({string.Join(", ", variable.Dims)})"
                );
            }

            for (int axis = 0; axis < variable.Dims.Length; axis++)
            {
                if (variable.Dims[axis] != dim && variable.Expr.Shape[axis] != target.Shape[axis])
                {
                    throw new GchunkException(
                        $"{path}: '{name}' has length {target.Shape[axis]} along '{variable.Dims[axis]}', but {variable.Expr.Shape[axis]} in the data set"
                    );
                }
            }

            if (TextCodes.Of(variable) is { } texts)
            {
                var from = new long[variable.Dims.Length];
                from[Array.IndexOf(variable.Dims, dim)] = stored.Length;
                writer.AppendText(name, from, variable.Expr.Shape, texts);
                continue;
            }
            CfVariable how = file[name];
            if (!Equals(variable.Calendar, how.Calendar))
            {
                throw new GchunkException(
                    $"{path}: '{name}' holds {how.Calendar?.Name ?? "no"} times, but {variable.Calendar?.Name ?? "no"} times in the data set"
                );
            }

            lazy.Add(variable.Expr);
            sinks.Add(
                new Sink(
                    writer,
                    name,
                    Array.IndexOf(variable.Dims, dim),
                    stored.Length,
                    how.PackingOf(name, variable.Expr.DType)
                )
            );
        }
        foreach (string name in dataset.Names)
        {
            if (dataset.VariableOf(name).Dims.Contains(dim) && file.Stored.Variables.All(v => v.Name != name))
                throw new GchunkException($"{path} has no variable '{name}', so nothing can be appended to it");
        }

        if (added == 0)
            return;
        Computation.Store(lazy, sinks);
        writer.Commit();
    }

    private sealed class Sink(NetCdfWriter writer, string name, int axis, long from, IPacking? packing) : IBlockSink
    {
        public void Write(long[] origin, NDArray block)
        {
            var at = (long[])origin.Clone();
            at[axis] += from;
            using NDArray stored = packing is null ? block.Share() : packing.Pack(block);
            writer.WriteRegion(name, at, stored);
        }
    }
}
