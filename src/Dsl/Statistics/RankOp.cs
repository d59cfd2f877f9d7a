using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Statistics;

/// <summary>The ranks of the elements along an axis, from 1; equal elements share the mean of their ranks.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Percent">True to divide the ranks by the number of elements that are not missing.</param>
internal sealed record RankOp(int Axis, bool Percent) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.rank";

    protected override void Work(Span<double> line, Span<double> result)
    {
        int numbers = 0;
        foreach (double v in line)
            numbers += double.IsNaN(v) ? 0 : 1;
        var order = new long[line.Length];
        Selection.ArgSort(line, order);
        result.Fill(double.NaN);
        for (int i = 0; i < numbers; )
        {
            int end = i + 1;
            while (end < numbers && line[end] == line[i])
                end++;
            double rank = (i + 1 + end) / 2.0;
            for (int j = i; j < end; j++)
                result[(int)order[j]] = Percent ? rank / numbers : rank;
            i = end;
        }
    }
}
