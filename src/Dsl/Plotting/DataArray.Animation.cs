using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the values and draws a film with a frame for each label of a dimension. The frames share their axes and
    /// colours.
    /// </summary>
    /// <param name="dim">The dimension whose labels follow each other, such as "time".</param>
    /// <param name="path">The file: .gif, or .mp4 or .webp where ffmpeg is installed.</param>
    /// <param name="draw">Draws a frame; by default Plot, a line or coloured cells.</param>
    /// <param name="fps">The frames of a second.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has more than 2000 labels, or the file cannot be written.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc")["pr"].Isel("time", ..4).Animate("time", "days.gif", day => day.PlotMap(borders: true));
    /// </code></example>
    public void Animate(string dim, string path, Func<DataArray, Figure>? draw = null, double fps = 5)
    {
        long frames = Sizes[dim];
        if (frames > Animation.Most)
        {
            throw new GchunkException(
                $"a film of {frames} frames cannot be drawn; select at most {Animation.Most} labels, for example Isel(\"{dim}\", ..{Animation.Most})"
            );
        }
        Animation.CheckFormat(path, fps);
        DataArray loaded = Load();
        draw ??= frame => frame.Plot();
        Figure[] figures = [.. Enumerable.Range(0, (int)frames).Select(i => draw(loaded.Isel(dim, i)))];
        Animation.Save(figures, path, fps, Interrupt.Token);
    }
}
