using Gchunk.Dsl.Times;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Arithmetic;

/// <summary>Elementwise operations on labels and times: lookup by position, and parts of times.</summary>
internal static class ElementOps
{
    /// <summary>Looks up each position in a table (float64 or int64); a negative position gives NaN or NaT.</summary>
    public static ArrayExpr Lookup(ArrayExpr positions, NDArray table) =>
        new BlockOpExpr(
            new LookupOp(table),
            [CastExpr.Create(positions, DType.Int64)],
            [
                [.. Enumerable.Range(0, positions.Rank)],
            ],
            table.DType,
            positions.Chunks
        );

    /// <summary>Extracts a part of each time as int64; -1 for NaT.</summary>
    public static ArrayExpr TimePart(ArrayExpr times, string part, CfCalendar calendar) =>
        new BlockOpExpr(
            new TimePartOp(part, calendar.Name),
            [times],
            [
                [.. Enumerable.Range(0, times.Rank)],
            ],
            DType.Int64,
            times.Chunks
        );

    private sealed record LookupOp(NDArray Table) : BlockOp
    {
        public override string Name => "dsl.lookup";

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray result = context.Allocate(context.DType);
            if (context.DType == DType.Float64)
                Fill(inputs[0].Span<long>(), Table.Span<double>(), result.Span<double>(), double.NaN);
            else
                Fill(inputs[0].Span<long>(), Table.Span<long>(), result.Span<long>(), CfDateTime.NaT);
            return result;
        }

        private static void Fill<T>(ReadOnlySpan<long> positions, ReadOnlySpan<T> table, Span<T> result, T missing)
        {
            for (int i = 0; i < positions.Length; i++)
                result[i] = positions[i] < 0 ? missing : table[(int)positions[i]];
        }
    }

    private sealed record TimePartOp(string Part, string Calendar) : BlockOp
    {
        public override string Name => "dsl.time-part";

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray result = context.Allocate(DType.Int64);
            CfCalendar calendar = CfCalendar.Named(Calendar);
            ReadOnlySpan<long> times = inputs[0].Span<long>();
            Span<long> made = result.Span<long>();
            for (int i = 0; i < times.Length; i++)
                made[i] = times[i] == CfDateTime.NaT ? -1 : TimeParts.Get(Part, new CfDateTime(calendar, times[i]));
            return result;
        }
    }
}
