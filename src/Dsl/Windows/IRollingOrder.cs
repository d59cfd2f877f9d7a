namespace Gchunk.Dsl.Windows;

/// <summary>Slides a window along lines and finds its quantiles, skipping NaN.</summary>
internal interface IRollingOrder
{
    /// <summary>Writes the quantiles of each window of a line, those of a window together.</summary>
    void Run(ReadOnlySpan<double> line, Span<double> found);
}
