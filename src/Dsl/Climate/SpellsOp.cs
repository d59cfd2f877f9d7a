using Gchunk.Dsl.Statistics;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The lengths of spells along an axis: of elements that are not 0, one after the other. Each length is where its spell
/// begins, 0 is elsewhere. A missing value ends a spell.
/// </summary>
/// <param name="Axis">The axis.</param>
internal sealed record SpellsOp(int Axis) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.spells";

    protected override void Work(Span<double> line, Span<double> result)
    {
        result.Clear();
        int start = -1;
        for (int i = 0; i <= line.Length; i++)
        {
            bool holds = i < line.Length && line[i] != 0 && !double.IsNaN(line[i]);
            if (holds && start < 0)
                start = i;
            if (!holds && start >= 0)
            {
                result[start] = i - start;
                start = -1;
            }
        }
    }
}
