using System.IO.Hashing;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Dap;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Dap;

/// <summary>Data sets of a DAP4 server in this process, whose answers follow the specification.</summary>
public class Dap4Tests
{
    private const string Metadata = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Dataset name="x.nc" dapVersion="4.0" dmrVersion="1.0" xmlns="http://xml.opendap.org/ns/DAP/4.0#">
          <Dimension name="time" size="4"/>
          <Dimension name="lat" size="3"/>
          <Float64 name="lat"><Dim name="/lat"/>
            <Attribute name="units" type="String"><Value>degrees_north</Value></Attribute>
          </Float64>
          <Int64 name="time"><Dim name="/time"/>
            <Attribute name="units" type="String"><Value value="days since 2000-01-01"/></Attribute>
            <Attribute name="calendar" type="String"><Value>noleap</Value></Attribute>
          </Int64>
          <Int16 name="pr"><Dim name="/time"/><Dim name="/lat"/>
            <Attribute name="_FillValue" type="Int16"><Value>-1</Value></Attribute>
            <Attribute name="scale_factor" type="Float64"><Value>0.5</Value></Attribute>
            <Map name="/time"/><Map name="/lat"/>
          </Int16>
          <Float32 name="height"/>
          <String name="names"><Dim size="3"/></String>
          <Attribute name="NC_GLOBAL" type="Container">
            <Attribute name="title" type="String"><Value>a &lt;test&gt;</Value></Attribute>
          </Attribute>
          <Group name="extra">
            <Int8 name="flags"><Dim name="/time"/></Int8>
          </Group>
        </Dataset>
        """;

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Variables_are_decoded_and_only_their_regions_are_requested(bool isLittle, bool hasChecksum)
    {
        using var server = new Server { IsLittle = isLittle, HasChecksum = hasChecksum };
        Dataset ds = OpenDataset(server.Address);
        Assert.Equal("a <test>", ds.Attrs["title"]);
        Assert.Equal("degrees_north", ds["lat"].Attrs["units"]);
        Assert.Equal([50.0, 60, 70], ds["lat"].Compute().ToArray<double>());
        Assert.Equal("noleap", ds["time"].Calendar?.Name);
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
        Assert.Equal(["?dap4.ce=/pr[0:1:3][0:1:2]", "?dap4.ce=/pr[1:2:3][2:1:2]"], server.Requests);
        Assert.Equal([1L, 2, -1, 4], OpenDataset(server.Address, group: "extra")["flags"].Compute().ToArray<long>());
        IStoredArray flags = Dap4File.Open(server.Address, "extra")["flags"].Array!;
        Assert.Equal(flags.Version, flags.Address.Open().Version);
        // The scheme says what the address does not.
        Assert.Equal(3, OpenDataset(server.Address.Replace("http:", "dap4:", StringComparison.Ordinal)).Sizes["lat"]);
    }

    [Fact]
    public void Answers_that_are_wrong_are_errors()
    {
        using var server = new Server();
        Dataset ds = OpenDataset(server.Address);
        foreach (
            (Func<byte[], byte[]> harm, string said) in ((Func<byte[], byte[]>, string)[])
                [
                    (b => b[..^4], "the answer ends within a chunk"),
                    (b => b[..10], "the answer ends within a chunk"),
                    (b => [], "the answer ends before a chunk"),
                    (b => [3, 0, 0, 4, .. "busy"u8], "the server did not send '/pr': busy"),
                    (b => [4, 0, 0, 0, 5, 0, 0, 2, 1, 1], "ends after 2 of 24 bytes"),
                    (b => [4, 0, 0, 0, 5, 0, 0, 30, .. new byte[30]], "30 bytes instead of 24"),
                    (b => [.. b[..^1], (byte)~b[^1]], "the elements of '/pr' have the checksum "),
                    (b => [.. b[..^7], (byte)~b[^7], .. b[^6..]], "but the server sent "),
                ]
        )
        {
            server.Harm = harm;
            Assert.Contains(said, Assert.Throws<GchunkException>(() => ds["pr"].Compute()).Message);
        }

        foreach (
            string text in (string[])
                [
                    "<html></html>",
                    "Dataset {",
                    "<Dataset><Int32 name=\"x\"><Dim size=\"99999999999\"/></Int32></Dataset>",
                    "<Dataset><Int32 name=\"x\"><Dim name=\"/none\"/></Int32></Dataset>",
                    $"<Dataset><Int32 name=\"{new string('x', 2000)}\"/></Dataset>",
                    $"<Dataset>{string.Concat(Enumerable.Repeat("<Group name=\"g\">", 100))}{string.Concat(Enumerable.Repeat("</Group>", 100))}</Dataset>",
                    $"<Dataset><Int32 name=\"x\">{string.Concat(Enumerable.Repeat("<Dim size=\"1\"/>", 65))}</Int32></Dataset>",
                    "<!DOCTYPE a [<!ENTITY b \"c\">]><Dataset>&b;</Dataset>",
                ]
        )
        {
            server.Text = text;
            Assert.Contains(
                "is not of DAP4",
                Assert.Throws<GchunkException>(() => OpenDataset(server.Address)).Message
            );
        }
        server.Text = Metadata;
        Assert.Contains(
            "did you mean 'extra'",
            Assert.Throws<GchunkException>(() => OpenDataset(server.Address, group: "extr")).Message
        );
    }

    [Fact]
    public void Dimensions_of_two_groups_with_one_name_are_two()
    {
        const string Text = """
            <Dataset><Dimension name="y" size="5"/>
              <Int32 name="p"><Dim name="/a/x"/><Dim name="/b/x"/><Dim size="4"/></Int32>
              <Int32 name="p_2"><Dim name="/y"/></Int32>
              <Group name="a"><Dimension name="x" size="2"/>
                <Int32 name="q"><Dim name="/a/x"/><Dim name="/b/x"/><Dim name="/y"/></Int32>
                <Int32 name="r"><Dim name="/b/n"/></Int32>
              </Group>
              <Group name="b"><Dimension name="x" size="3"/><Dimension name="n" size="7"/></Group>
            </Dataset>
            """;
        Assert.Equal(["p: a_x=2 b_x=3 p_2=4", "p_2: y=5"], Dmr.Read(Text, "", "there").Arrays().Select(Described));
        Assert.Equal(["q: x=2 b_x=3 y=5", "r: n=7"], Dmr.Read(Text, "a", "there").Arrays().Select(Described));

        static string Described((DapArray Array, List<StoredAttribute> Attributes) variable) =>
            $"{variable.Array.Path.Split('/')[^1]}: {string.Join(' ', variable.Array.Dims.Zip(variable.Array.Lengths, (d, n) => $"{d}={n}"))}";
    }

    [Fact]
    public void Dimensions_whose_paths_are_written_alike_are_numbered()
    {
        const string Text = """
            <Dataset>
              <Int32 name="p"><Dim name="/a/b_c"/><Dim name="/a_b/c"/><Dim name="/d/c"/><Dim name="/d/b_c"/></Int32>
              <Group name="a"><Dimension name="b_c" size="2"/></Group>
              <Group name="a_b"><Dimension name="c" size="3"/></Group>
              <Group name="d"><Dimension name="b_c" size="4"/><Dimension name="c" size="5"/></Group>
            </Dataset>
            """;
        Assert.Equal(
            ["a_b_c", "a_b_c_2", "d_c", "d_b_c"],
            Assert.Single(Dmr.Read(Text, "", "there").Arrays()).Array.Dims
        );
    }

    [Fact]
    public void Reading_metadata_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(() =>
            Dmr.Read(Metadata, "", "there", new CancellationToken(canceled: true))
        );

    [Fact]
    public void Metadata_of_many_variables_are_read_in_one_pass()
    {
        // Each variable has its own dimension and attribute: a search for each would visit 4e9 elements.
        var text = new StringBuilder("<Dataset>");
        for (int i = 0; i < 20_000; i++)
        {
            text.Append(
                $"<Dimension name=\"d{i}\" size=\"2\"/><Int8 name=\"v{i}\"><Dim name=\"/d{i}\"/><Attribute name=\"n\" type=\"Int32\"><Value>{i}</Value></Attribute></Int8>"
            );
        }
        var arrays = Dmr.Read(text.Append("</Dataset>").ToString(), "", "there").Arrays();
        Assert.Equal(20_000, arrays.Count);
        Assert.Equal(["d19999"], arrays[^1].Array.Dims);
        Assert.Equal([19_999], (int[])arrays[^1].Attributes[0].Value);
    }

    private sealed class Server() : DapServer("/dap4/some/x.nc")
    {
        public string Text { get; set; } = Metadata;

        public bool IsLittle { get; init; } = true;

        public bool HasChecksum { get; init; } = true;

        protected override byte[]? Body(string ending, string query) =>
            ending switch
            {
                ".dmr" => Encoding.UTF8.GetBytes(Text),
                ".dap" => Harm(Values(query["?dap4.ce=".Length..])),
                _ => null,
            };

        // The metadata, then the elements in chunks of ten bytes, and their checksum.
        private byte[] Values(string query)
        {
            string name = query.Split('[')[0];
            long[] all = name switch
            {
                "/lat" => [.. new[] { 50.0, 60, 70 }.Select(BitConverter.DoubleToInt64Bits)],
                "/time" => [0, 1, 2, 3],
                "/pr" => [0, 1, 2, 3, -1, 5, 6, 7, 8, 9, 10, 11],
                "/extra/flags" => [1, 2, -1, 4],
                _ => [BitConverter.SingleToInt32Bits(1.5f)],
            };
            int size = name switch
            {
                "/pr" => 2,
                "/extra/flags" => 1,
                "/height" => 4,
                _ => 8,
            };
            var elements = new List<byte>();
            foreach (int i in Picked(query, name == "/pr" ? [4, 3] : [all.Length]))
            {
                byte[] element = BitConverter.GetBytes(all[i])[..size];
                elements.AddRange(IsLittle ? element : element.Reverse());
            }
            if (HasChecksum)
            {
                byte[] checksum = BitConverter.GetBytes(Crc32.HashToUInt32([.. elements]));
                elements.AddRange(IsLittle ? checksum : checksum.Reverse());
            }
            var bytes = new List<byte>();
            Add(0, Encoding.UTF8.GetBytes(Text + "\r\n"));
            byte[][] parts = [.. elements.Chunk(10)];
            for (int i = 0; i < parts.Length; i++)
                Add(i == parts.Length - 1 ? 1 : 0, parts[i]);
            return [.. bytes];

            void Add(int flags, byte[] part)
            {
                flags |= IsLittle ? 4 : 0;
                bytes.AddRange([(byte)flags, (byte)(part.Length >> 16), (byte)(part.Length >> 8), (byte)part.Length]);
                bytes.AddRange(part);
            }
        }
    }
}
