using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gchunk.Dsl.Exploring;

namespace Gchunk.Repl.Explorer;

/// <summary>
/// A view as the page reads it: the length of a header, the header in JSON padded with spaces to a multiple of 4 bytes,
/// and the values as float32, all little-endian.
/// </summary>
internal static class ViewMessage
{
    /// <summary>Returns the bytes of a view.</summary>
    public static byte[] Of(ExploredArray array, ScreenView view)
    {
        ViewRequest at = view.Request;
        var range = view.Range();
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(
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
            ExplorerInfo.Json
        );
        int padded = (header.Length + 3) / 4 * 4;
        byte[] message = new byte[4 + padded + (view.Values.Length * sizeof(float))];
        BinaryPrimitives.WriteInt32LittleEndian(message, padded);
        message.AsSpan(4, padded).Fill((byte)' ');
        header.CopyTo(message.AsSpan(4));
        MemoryMarshal.AsBytes(view.Values.AsSpan()).CopyTo(message.AsSpan(4 + padded));
        return message;
    }
}
