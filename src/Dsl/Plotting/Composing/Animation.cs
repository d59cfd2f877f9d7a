using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>Draws figures one after the other into a film: a GIF, or an MP4 or WebP by ffmpeg.</summary>
internal static class Animation
{
    /// <summary>The most frames that a film can have.</summary>
    public const int Most = 2000;

    /// <summary>Throws if there is no such format, or no such speed.</summary>
    public static void CheckFormat(string path, double fps)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (ending is not (".gif" or ".mp4" or ".webp"))
        {
            throw new GchunkException(
                $"no film format '{ending}' (in '{path}'); the formats are .gif, and with ffmpeg .mp4 and .webp"
            );
        }
        if (!(fps is >= 0.1 and <= 100))
            throw new GchunkException($"fps: {fps} frames a second cannot be shown; give 0.1 to 100");
    }

    /// <summary>Draws the frames into a file.</summary>
    public static void Save(IReadOnlyList<Figure> frames, string path, double fps, CancellationToken cancel)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (frames.Count is 0 or > Most)
        {
            throw new GchunkException($"a film of {frames.Count} frames cannot be drawn; give 1 to {Most} frames");
        }
        Figure.Check(frames);
        if (frames.All(f => f.Panels.Count == 1))
        {
            FigurePanel[] panels = FigurePanel.WithSharedLevels([.. frames.Select(f => f.Single)]);
            frames = [.. frames.Zip(panels, (f, panel) => f.With(panel))];
        }
        using var file = AtomicFile.Create(path);
        using var folder = new ScratchFolder();
        var script = new GnuplotScript(folder.Path, cancel);
        string name = "film" + ending;
        bool isGif = ending == ".gif";
        FigureFormat format = FigureFormat.Of("frame.png");
        Canvas canvas = frames[0].CanvasOf(format);
        if (!isGif)
            canvas = canvas with { Width = canvas.Width / 2 * 2, Height = canvas.Height / 2 * 2 };
        var film = new FilmScales(frames);
        script.Line($"set terminal {format.Terminal(canvas):L}");
        for (int i = 0; i < frames.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            script.Line($"set output {FrameName(i)}");
            new FigureLayout(frames[i], canvas, film).Draw(script);
        }
        script.Line($"unset output");
        Gnuplot.Run(script, cancel);
        if (isGif)
        {
            GifFilm.Save(
                [.. Enumerable.Range(0, frames.Count).Select(i => Path.Combine(folder.Path, FrameName(i)))],
                Path.Combine(folder.Path, name),
                fps,
                cancel
            );
        }
        else
        {
            string rate = fps.ToString(CultureInfo.InvariantCulture);
            // A film in WebP keeps all colours and, as a GIF does, begins again.
            string[] codec =
                ending == ".webp"
                    ? ["-c:v", "libwebp_anim", "-lossless", "1", "-loop", "0"]
                    : ["-pix_fmt", "yuv420p", "-crf", "18"];
            new ExternalProgram("ffmpeg", $"a film in the format {ending}", "apt-get install ffmpeg").Run(
                ["-loglevel", "error", "-framerate", rate, "-i", "frame%05d.png", .. codec, name],
                folder.Path,
                cancel
            );
        }
        file.CommitCopyOf(Path.Combine(folder.Path, name));
    }

    private static string FrameName(int index) => string.Create(CultureInfo.InvariantCulture, $"frame{index:d5}.png");
}
