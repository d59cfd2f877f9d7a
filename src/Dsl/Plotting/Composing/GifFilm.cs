using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>
/// Joins pictures to a GIF that plays without end. Each frame has its own 256 colours, so that those of a colour map are
/// kept beside those of lines and texts.
/// </summary>
internal static class GifFilm
{
    /// <summary>Reads the frames from files and writes the film to another one.</summary>
    public static void Save(IReadOnlyList<string> frames, string film, double fps, CancellationToken cancel)
    {
        int delay = (int)Math.Round(100 / fps);
        using Image<Rgb24> first = Image.Load<Rgb24>(frames[0]);
        first.Metadata.GetGifMetadata().RepeatCount = 0;
        first.Frames.RootFrame.Metadata.GetGifMetadata().FrameDelay = delay;
        for (int i = 1; i < frames.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using Image<Rgb24> next = Image.Load<Rgb24>(frames[i]);
            next.Frames.RootFrame.Metadata.GetGifMetadata().FrameDelay = delay;
            first.Frames.AddFrame(next.Frames.RootFrame);
        }
        first.SaveAsGif(
            film,
            new GifEncoder
            {
                ColorTableMode = GifColorTableMode.Local,
                Quantizer = new WuQuantizer(new QuantizerOptions { Dither = null }),
            }
        );
    }
}
