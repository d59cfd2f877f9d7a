using System.Diagnostics;
using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using PureHDF;
using PureHDF.Selections;

namespace Gchunk.PureHdfTrial;

/// <summary>Times both readers in turns and prints the minimum and the median of the rounds.</summary>
internal static unsafe class Speed
{
    private const int Rounds = 9;

    public static int Run(string folder)
    {
        string[] small = Directory.GetFiles(Path.Combine(folder, "small"));
        Array.Sort(small, StringComparer.Ordinal);
        Reads("reads of one small file, metadata", () => Metadata(small[0]), () => PureMetadata(small[0], false));
        Reads(
            "reads of one small file, and one element",
            () => OneElement(small[0]),
            () => PureMetadata(small[0], true)
        );
        InTurns(
            "365 small files, metadata",
            () => Each(small, Metadata),
            () => Each(small, f => PureMetadata(f, false))
        );
        InTurns(
            "365 small files, and one element of the variable",
            () => Each(small, OneElement),
            () => Each(small, f => PureMetadata(f, true))
        );
        foreach (string name in (string[])["ssh.nc", "imerg.nc"])
        {
            string file = Path.Combine(folder, name);
            InTurns(
                $"{name}, 16 chunks on one thread",
                () => Own.Read(NetCdfFile.Open(file)["v"].Array!).Dispose(),
                () => PureWhole(file)
            );
            InTurns($"{name}, 16 chunks on 2 threads", () => OwnParallel(file, 2), () => PureParallel(file, 2));
        }
        Parallel(Path.Combine(folder, "ssh.nc"));
        Streams(small[0]);
        return 0;
    }

    private static void Each(string[] files, Action<string> action)
    {
        foreach (string file in files)
            action(file);
    }

    private static void Metadata(string file) => _ = NetCdfFile.Open(file);

    private static void OneElement(string file) => Own.ReadOne(NetCdfFile.Open(file)["adt"].Array!);

    private static void PureMetadata(string file, bool element)
    {
        using var open = H5File.OpenRead(file);
        Describe(open, element);
    }

    // Reads what gchunk reads when it opens a file: names, shapes, types and the values of all attributes.
    private static void Describe(IH5Group open, bool element)
    {
        var tally = new Tally();
        foreach (IH5Attribute attribute in open.Attributes())
            Pure.Read(attribute);
        foreach (IH5Object child in open.Children())
        {
            if (child is not IH5Dataset dataset)
                continue;
            _ = dataset.Space.Dimensions;
            _ = dataset.Type.Class;
            foreach (IH5Attribute attribute in dataset.Attributes())
            {
                if (
                    attribute.Type.Class
                    is not (H5DataTypeClass.Reference or H5DataTypeClass.VariableLength or H5DataTypeClass.Compound)
                )
                    Pure.Read(attribute);
            }
        }
        if (element)
            _ = open.Dataset("adt").Read<int[]>(new HyperslabSelection(3, [0, 0, 0], [1, 1, 1]));
    }

    private static void PureWhole(string file)
    {
        using var open = H5File.OpenRead(file);
        IH5Dataset dataset = open.Dataset("v");
        if (dataset.Type.Class == H5DataTypeClass.FloatingPoint)
            _ = dataset.Read<float[]>();
        else
            _ = dataset.Read<int[]>();
    }

    private static void OwnParallel(string file, int threads)
    {
        IStoredArray array = NetCdfFile.Open(file)["v"].Array!;
        System.Threading.Tasks.Parallel.For(
            0,
            (int)array.Shape[0],
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            t =>
            {
                using NDArray block = NDArray.Allocate(new Shape(1, array.Shape[1], array.Shape[2]), array.DType);
                array.Read(
                    new Region([t, 0, 0], [1, array.Shape[1], array.Shape[2]], [1, 1, 1]),
                    block.Pointer,
                    CancellationToken.None
                );
            }
        );
    }

    private static void PureParallel(string file, int threads)
    {
        using var open = H5File.OpenRead(file);
        IH5Dataset dataset = open.Dataset("v");
        ulong[] shape = dataset.Space.Dimensions;
        System.Threading.Tasks.Parallel.For(
            0,
            (int)shape[0],
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            t =>
            {
                var slice = new HyperslabSelection(3, [(ulong)t, 0, 0], [1, shape[1], shape[2]]);
                if (dataset.Type.Class == H5DataTypeClass.FloatingPoint)
                    _ = dataset.Read<float[]>(slice);
                else
                    _ = dataset.Read<int[]>(slice);
            }
        );
    }

    // Checks the values that eight threads read from one dataset of one open file.
    private static void Parallel(string file)
    {
        using NDArray whole = Own.Read(NetCdfFile.Open(file)["v"].Array!);
        int[] expected = whole.ToArray<int>();
        int size = expected.Length / 16,
            wrong = 0,
            thrown = 0;
        using var open = H5File.OpenRead(file);
        IH5Dataset dataset = open.Dataset("v");
        string message = "";
        System.Threading.Tasks.Parallel.For(
            0,
            64,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            n =>
            {
                int t = n % 16;
                try
                {
                    int[] got = dataset.Read<int[]>(new HyperslabSelection(3, [(ulong)t, 0, 0], [1, 720, 1440]));
                    if (!got.AsSpan().SequenceEqual(expected.AsSpan(t * size, size)))
                        Interlocked.Increment(ref wrong);
                }
                catch (Exception e)
                {
                    message = e.GetType().Name + ": " + e.Message;
                    Interlocked.Increment(ref thrown);
                }
            }
        );
        Console.WriteLine($"PureHDF, 64 chunks of one file on 8 threads: {wrong} wrong, {thrown} exceptions {message}");
    }

    // Gives PureHDF a stream of our own, to see whether its reads can be recorded and served.
    private static void Streams(string file)
    {
        using var recorded = new RecordingStream(File.ReadAllBytes(file));
        using (var open = H5File.Open(recorded, leaveOpen: true))
            Describe(open, false);
        Console.WriteLine(
            $"PureHDF over a stream: metadata take {recorded.Reads.Count} reads of {recorded.Reads.Sum(r => r.Count)} bytes, {recorded.Reads.Distinct().Count()} different"
        );
    }

    private static void Reads(string title, Action own, Action pure)
    {
        own();
        pure();
        long a = SystemReads(),
            b,
            c;
        own();
        b = SystemReads();
        pure();
        c = SystemReads();
        // Reading the counter is itself one read.
        Console.WriteLine($"{title}: gchunk {b - a - 1}, PureHDF {c - b - 1}");
    }

    private static long SystemReads() =>
        long.Parse(
            File.ReadAllLines("/proc/self/io").First(l => l.StartsWith("syscr", StringComparison.Ordinal)).Split(' ')[
                1
            ],
            CultureInfo.InvariantCulture
        );

    private static void InTurns(string title, Action own, Action pure)
    {
        var times = new List<double>[] { [], [] };
        var bytes = new long[2];
        for (int round = -2; round < Rounds; round++)
        {
            for (int which = 0; which < 2; which++)
            {
                long allocated = GC.GetTotalAllocatedBytes();
                long started = Stopwatch.GetTimestamp();
                (which == 0 ? own : pure)();
                if (round >= 0)
                    times[which].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                bytes[which] = GC.GetTotalAllocatedBytes() - allocated;
            }
        }
        foreach (List<double> list in times)
            list.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{title}: gchunk {times[0][0]:F1} to {times[0][Rounds / 2]:F1} ms, {bytes[0] / 1e6:F1} MB managed; PureHDF {times[1][0]:F1} to {times[1][Rounds / 2]:F1} ms, {bytes[1] / 1e6:F1} MB"
            )
        );
    }

    private sealed class RecordingStream(byte[] content) : MemoryStream(content, writable: false)
    {
        public List<(long Position, int Count)> Reads { get; } = [];

        public override int Read(byte[] buffer, int offset, int count)
        {
            Reads.Add((Position, count));
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            long at = Position;
            Reads.Add((at, buffer.Length));
            byte[] copy = new byte[buffer.Length];
            int n = base.Read(copy, 0, copy.Length);
            copy.AsSpan(0, n).CopyTo(buffer);
            return n;
        }
    }
}
