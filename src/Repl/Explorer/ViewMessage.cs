using Gchunk.Dsl.Exploring;

namespace Gchunk.Repl.Explorer;

/// <summary>A view as the page reads it.</summary>
internal static class ViewMessage
{
    /// <summary>Returns the bytes of a view.</summary>
    public static byte[] Of(ExploredArray array, ScreenView view)
    {
        ViewRequest at = view.Request;
        var range = view.Range();
        return PackedMessage.Of(
            new
            {
                y0 = at.Y0,
                y1 = at.Y1,
                fy = view.FactorY,
                rows = view.Rows,
                x0 = at.X0,
                x1 = at.X1,
                fx = view.FactorX,
                columns = view.Columns,
                sample = view.IsSample,
                low = range?.Low,
                high = range?.High,
                least = range?.Least,
                greatest = range?.Greatest,
                ylabels = ScreenView.Middles(at.Y0, at.Y1, view.FactorY).Select(p => array.Label(array.Y, p)),
                xlabels = ScreenView.Middles(at.X0, at.X1, view.FactorX).Select(p => array.Label(array.X, p)),
            },
            view.Values
        );
    }
}
