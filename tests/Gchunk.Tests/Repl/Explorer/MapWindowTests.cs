using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Repl.Explorer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Gchunk.Tests.Repl.Explorer;

public class MapWindowTests
{
    [Theory]
    [InlineData("Orthographic", 10, 45, 0.1, 0.2)]
    [InlineData("Robinson", -30, 0, 2.5, -1)]
    [InlineData("SouthPolarStereo", 0, 0, 0.5, 0.5)]
    public void A_mesh_tells_where_the_points_of_a_map_lie_on_the_globe(
        string name,
        double lon,
        double lat,
        double x,
        double y
    )
    {
        byte[] message = MapWindow.Message(
            Query($"projection={name}&lon={lon}&lat={lat}&x={x}&y={y}&width=2&height=1&columns=5&rows=3")
        );
        int length = BinaryPrimitives.ReadInt32LittleEndian(message);
        float[] vectors = MemoryMarshal.Cast<byte, float>(message.AsSpan(4 + length)).ToArray();
        Assert.Equal(5 * 3 * 3, vectors.Length);
        IProjection projection = MapChoice.Named(name).At(lon, lat);
        for (int point = 0; point < 15; point++)
        {
            double planeX = x - 1 + (point % 5 * 0.5),
                planeY = y + 0.5 - (point / 5 * 0.5);
            Span<float> vector = vectors.AsSpan(3 * point, 3);
            if (!projection.TryInverse(planeX, planeY, out double east, out double north))
            {
                Assert.True(float.IsNaN(vector[0]));
                continue;
            }
            double radians = Math.PI / 180;
            Assert.Equal(Math.Cos(north * radians) * Math.Cos(east * radians), vector[0], 1e-6);
            Assert.Equal(Math.Cos(north * radians) * Math.Sin(east * radians), vector[1], 1e-6);
            Assert.Equal(Math.Sin(north * radians), vector[2], 1e-6);
        }
    }

    [Theory]
    [InlineData("projection=Robinson&lon=0&lat=0&columns=9&rows=9", "'ratio'")]
    [InlineData("projection=Robinson&lon=0&lat=0&x=0&y=0&width=1&height=0&columns=9&rows=9", "1 by 0")]
    [InlineData("projection=Robinson&lon=0&lat=0&x=0&y=0&width=1&height=1&columns=9&rows=1e9", "1e9")]
    [InlineData("projection=Robinson&lon=0&lat=0&x=0&y=0&width=1&height=1&columns=1&rows=9", "'columns'")]
    [InlineData("projection=Orthographic&lon=NaN&lat=0&x=0&y=0&width=1&height=1&columns=9&rows=9", "'lon'")]
    [InlineData("projection=Orthographic&lon=0&lat=91&x=0&y=0&width=1&height=1&columns=9&rows=9", "91")]
    [InlineData("projection=Robinsson&lon=0&lat=0&columns=9&rows=9", "Robinson")]
    public void A_wrong_window_is_refused_with_its_reason(string query, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<GchunkException>(() => MapWindow.Message(Query(query))).Message,
            StringComparison.Ordinal
        );

    private static QueryCollection Query(FormattableString query) => Query(FormattableString.Invariant(query));

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
