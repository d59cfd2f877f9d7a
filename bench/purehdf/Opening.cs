using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using PureHDF;

namespace Gchunk.PureHdfTrial;

/// <summary>
/// Lists the files, attributes and variables that each reader reads, and checks that both read the same values.
/// </summary>
internal static class Opening
{
    public static int Run(string[] files)
    {
        foreach (string file in files)
        {
            if (
                File.ReadAllBytes(file) is var bytes
                && bytes.AsSpan().IndexOf("\x89HDF"u8.ToArray().AsSpan()[1..]) is < 0 or > 4096
            )
                continue;
            Console.WriteLine($"== {Path.GetFileName(file)}");
            Report("gchunk ", () => Own.ReadAll(file, long.MaxValue));
            Report("PureHDF", () => Pure.ReadAll(file, long.MaxValue));
            Compare(file);
        }
        return 0;
    }

    private static void Report(string reader, Func<Tally> read)
    {
        try
        {
            Tally tally = read();
            Console.WriteLine($"{reader} read {tally.Read}, refused {tally.Refused.Count}");
            foreach (string why in tally.Refused.Take(12))
                Console.WriteLine($"    {why.ReplaceLineEndings(" ")[..Math.Min(why.Length, 200)]}");
        }
        catch (Exception e)
        {
            Console.WriteLine($"{reader} cannot open: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void Compare(string file)
    {
        try
        {
            StoredDataset own = NetCdfFile.Open(file);
            using var pure = H5File.OpenRead(file);
            int same = 0;
            foreach (StoredVariable variable in own.Variables.Where(v => v.Array is not null))
            {
                try
                {
                    using NDArray block = Own.Read(variable.Array!);
                    double[] ours = block.AsType(DType.Float64).ToArray<double>();
                    double[] theirs = Pure.Read(pure.Dataset(variable.Name)) switch
                    {
                        double[] d => d,
                        float[] f => Array.ConvertAll(f, v => (double)v),
                        int[] i when variable.Array!.DType == DType.UInt32 => Array.ConvertAll(i, v => (double)(uint)v),
                        int[] i => Array.ConvertAll(i, v => (double)v),
                        short[] s when variable.Array!.DType == DType.UInt16 => Array.ConvertAll(
                            s,
                            v => (double)(ushort)v
                        ),
                        short[] s => Array.ConvertAll(s, v => (double)v),
                        byte[] b when variable.Array!.DType == DType.Int8 => Array.ConvertAll(b, v => (double)(sbyte)v),
                        byte[] b => Array.ConvertAll(b, v => (double)v),
                        long[] l when variable.Array!.DType == DType.UInt64 => Array.ConvertAll(
                            l,
                            v => (double)(ulong)v
                        ),
                        long[] l => Array.ConvertAll(l, v => (double)v),
                        IConvertible one => [Convert.ToDouble(one, null)],
                        _ => [],
                    };
                    if (
                        ours.AsSpan().SequenceEqual(theirs)
                        || ours.Zip(theirs).All(p => p.First.Equals(p.Second)) && ours.Length == theirs.Length
                    )
                        same++;
                    else
                        Console.WriteLine(
                            $"    {variable.Name}: values differ ({ours.Length} and {theirs.Length}): {variable.Array!.DType.Name} {string.Join(" ", ours.Take(4))} and {string.Join(" ", theirs.Take(4))}"
                        );
                }
                catch (Exception) { } // counted above
            }
            Console.WriteLine($"    {same} variables with the same values");
        }
        catch (Exception) { } // counted above
    }
}
