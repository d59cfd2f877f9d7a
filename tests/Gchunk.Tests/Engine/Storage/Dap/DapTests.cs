using System.Buffers.Binary;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Dap;

/// <summary>Data sets of an OPeNDAP server in this process, whose answers follow the specification of DAP2.</summary>
public class DapTests
{
    private const string Structure = """
        Dataset {
            Float64 lat[lat = 3];
            Int32 time[time = 4];
            Grid {
             Array:
                Int16 pr[time = 4][lat = 3];
             Maps:
                Int32 time[time = 4];
                Float64 lat[lat = 3];
            } pr;
            Byte flags[time = 4];
            Float32 height;
            String names[lat = 3];
            Sequence { Int32 id; Float64 value; } stations;
        } my%20data;
        """;

    private const string Attributes = """
        Attributes {
            NC_GLOBAL { String title "a \"test\""; Int32 numbers 1, 2; }
            lat { String units "degrees_north"; }
            time { String units "days since 2000-01-01"; String calendar "noleap"; }
            pr { Int16 _FillValue -1; Float64 scale_factor 0.5; Float64 valid_max NaN; String units "mm"; }
        }
        """;

    private static readonly short[] Stored = [0, 1, 2, 3, -1, 5, 6, 7, 8, 9, 10, 11];

    [Fact]
    public void Variables_are_decoded_and_only_their_regions_are_requested()
    {
        using var server = new Server();
        Dataset ds = OpenDataset(server.Address);
        Assert.Equal("a \"test\"", ds.Attrs["title"]);
        Assert.Equal("degrees_north", ds["lat"].Attrs["units"]);
        Assert.Equal([50.0, 60, 70], ds["lat"].Compute().ToArray<double>());
        Assert.Equal("noleap", ds["time"].Calendar?.Name);
        Assert.Equal([1L, 2, 255, 4], ds["flags"].Compute().ToArray<long>());
        Assert.Equal(1.5, ds["height"].Scalar());
        Assert.True(ds.Unreadable.ContainsKey("names"));
        server.Requests.Clear();
        Assert.Equal(
            [0, 0.5, 1, 1.5, double.NaN, 2.5, 3, 3.5, 4, 4.5, 5, 5.5],
            ds["pr"].AsType(DType.Float64).Compute().ToArray<double>()
        );
        Assert.Equal(
            [2.5, 5.5],
            ds["pr"].Isel(("time", "1::2"), ("lat", 2)).AsType(DType.Float64).Compute().ToArray<double>()
        );
        Assert.Equal(["?pr.pr[0:1:3][0:1:2]", "?pr.pr[1:2:3][2:1:2]"], server.Requests);
    }

    [Fact]
    public void Answers_that_are_wrong_are_errors()
    {
        using var server = new Server();
        Dataset ds = OpenDataset(server.Address);
        foreach (
            (Func<byte[], byte[]> harm, string said) in ((Func<byte[], byte[]>, string)[])
                [
                    (b => b[..^4], "the answer ends after"),
                    (b => Encoding.UTF8.GetBytes("Error { code = 3; message = \"too much\"; };"), "too much"),
                    (b => [.. b[..^56], 9, .. b[^55..]], "elements instead of 12"),
                ]
        )
        {
            server.Harm = harm;
            Assert.Contains(said, Assert.Throws<GchunkException>(() => ds["pr"].Compute()).Message);
        }

        foreach (
            string text in (string[])
                [
                    "<html>",
                    "Dataset { Int32 x[x = 99999999999]; } d;",
                    "Dataset { Int32 x[x = 5",
                    "Dataset " + string.Concat(Enumerable.Repeat("{ Structure ", 100)),
                ]
        )
        {
            server.Dds = text;
            Assert.Contains(
                "is not of DAP2",
                Assert.Throws<GchunkException>(() => OpenDataset(server.Address)).Message
            );
        }
    }

    [Fact]
    public void Lengths_that_differ_under_one_name_are_dimensions_of_their_own()
    {
        using var server = new Server
        {
            Dds = "Dataset { Int32 a[x = 5][time = 4]; Float64 b[x = 2][time = 4]; Int32 x[x = 2]; Byte c[x = 5]; } d;",
        };
        Dataset ds = OpenDataset(server.Address, decodeCf: false);
        Assert.Equal(["x_5", "time"], ds["a"].Dims);
        Assert.Equal(["x", "time"], ds["b"].Dims);
        Assert.Equal(["x_5"], ds["c"].Dims);
        Assert.Equal([2L, 5, 4], [ds.Sizes["x"], ds.Sizes["x_5"], ds.Sizes["time"]]);
    }

    private sealed class Server() : DapServer("/dodsC/some/x.nc")
    {
        public string Dds { get; set; } = Structure;

        protected override byte[]? Body(string ending, string query) =>
            ending switch
            {
                ".dds" => Encoding.UTF8.GetBytes(Dds),
                ".das" => Encoding.UTF8.GetBytes(Attributes),
                ".dods" => Harm(Values(query)),
                _ => null,
            };

        // Elements in XDR after the structure: the length twice, then each big-endian, 16 bits as 32.
        private static byte[] Values(string query)
        {
            string name = query[1..].Split('[')[0];
            List<byte> bytes = [.. Encoding.UTF8.GetBytes("Dataset { … } x;\n\nData:\n")];
            if (name == "height")
            {
                Add(BitConverter.SingleToInt32Bits(1.5f));
                return [.. bytes];
            }
            List<int> picked = Picked(query, name == "pr.pr" ? [4, 3] : [name == "lat" ? 3 : 4]);
            Add(picked.Count);
            Add(picked.Count);
            foreach (int i in picked)
            {
                switch (name)
                {
                    case "lat":
                        long bits = BitConverter.DoubleToInt64Bits(50 + 10 * i);
                        Add((int)(bits >> 32));
                        Add((int)bits);
                        break;
                    case "flags":
                        bytes.Add((byte)new[] { 1, 2, 255, 4 }[i]);
                        break;
                    default:
                        Add(name == "time" ? i : Stored[i]);
                        break;
                }
            }

            return [.. bytes];

            void Add(int value)
            {
                var word = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(word, value);
                bytes.AddRange(word);
            }
        }
    }
}
