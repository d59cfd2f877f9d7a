using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Plotting;

/// <summary>The coordinate along one side of a plot.</summary>
/// <param name="Values">
/// The coordinate's values, one per point or cell centre; in any direction, evenly spaced or not.
/// </param>
/// <param name="Label">The label of the axis, such as "latitude [degrees_north]".</param>
public sealed record PlotAxis(double[] Values, string Label = "")
{
    /// <summary>
    /// For dates and names, the text of each value; null for numbers. Some of these texts are the labels of the ticks,
    /// but an axis of many times has ticks at round moments of their calendar instead.
    /// </summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The calendar of values that are microseconds since 1970 in it; null for other values.</summary>
    internal CfCalendar? Calendar { get; init; }

    internal void Check(string side)
    {
        if (Values.Length == 0)
            throw new GchunkException($"nothing to draw: the {side} axis{Called} has no values");
        if (Names is not null && Names.Count != Values.Length)
            throw new GchunkException($"the {side} axis{Called} has {Values.Length} values but {Names.Count} names");
        if (Array.FindIndex(Values, v => !double.IsFinite(v)) is >= 0 and var bad)
        {
            throw new GchunkException(
                $"value {bad} of the {side} axis{Called} is {Values[bad]}; a coordinate must be finite"
            );
        }
    }

    /// <summary>Returns the axis whose values are in the opposite order.</summary>
    internal PlotAxis Reversed() =>
        this with
        {
            Values = [.. Values.Reverse()],
            Names = Names is null ? null : [.. Names.Reverse()],
        };

    internal Tick[] TicksOver(Interval range, int about)
    {
        if (Names is null)
            return Ticks.Numbers(range, about);
        int most = Most(Math.Min(Names.Max(n => n.Length), 40));
        if (Calendar is not null && Names.Count > most)
        {
            Tick[] dates = DateTicks.Choose(Calendar, range, characters => Most(characters + 2));
            if (dates.Length > 1)
                return dates;
        }
        return NamedTicks.Choose(Values, Names, most);

        int Most(int characters) => Math.Clamp(about * 9 / Math.Max(1, characters), 2, 12);
    }

    private string Called => Label.Length > 0 ? $" '{Label}'" : "";
}
