using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Gchunk.Tests.Engine.Storage.Dap;

/// <summary>A server of OPeNDAP in this process, for one data set.</summary>
internal abstract class DapServer(string path) : LoopbackListener(path)
{
    /// <summary>What happens to values on their way.</summary>
    public Func<byte[], byte[]> Harm { get; set; } = b => b;

    /// <summary>The constraints that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Returns what is asked for by the ending of an address, or null if there is no such thing.</summary>
    protected abstract byte[]? Body(string ending, string query);

    protected override void Answer(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        string query = Uri.UnescapeDataString(context.Request.Url!.Query);
        if (Body(Path.GetExtension(context.Request.Url.AbsolutePath), query) is not { } body)
        {
            response.StatusCode = 404;
            return;
        }
        if (query.Length > 0)
            Requests.Enqueue(query);
        response.ContentLength64 = body.Length;
        response.OutputStream.Write(body);
    }

    /// <summary>Returns the positions, in C order, of the elements that the ranges of a constraint pick.</summary>
    /// <param name="query">The constraint, with a range first:step:last for each axis, or none for all of one element.</param>
    /// <param name="lengths">The lengths of the axes.</param>
    protected static List<int> Picked(string query, long[] lengths)
    {
        var picked = new List<int> { 0 };
        foreach (var (axis, match) in Regex.Matches(query, @"\[(\d+):(\d+):(\d+)\]").Index())
        {
            long[] range =
            [
                .. match.Groups.Values.Skip(1).Select(g => long.Parse(g.Value, CultureInfo.InvariantCulture)),
            ];
            var longer = new List<int>();
            foreach (int before in picked)
            {
                for (long i = range[0]; i <= range[2]; i += range[1])
                    longer.Add((int)(before * lengths[axis] + i));
            }
            picked = longer;
        }
        return picked;
    }
}
