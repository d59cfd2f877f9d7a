using System.Text;
using System.Text.Json.Nodes;
using Gchunk.Repl.Notebooks;
using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public class WireFormatTests
{
    private const string Key = "a key";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private readonly WireFormat format = new(Key);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[][] Signed(string header, string content, string key = Key)
    {
        byte[][] parts = [Bytes(header), Bytes("{}"), Bytes("{}"), Bytes(content)];
        return [Bytes("client"), Delimiter, new MessageSigner(key).Sign(parts), .. parts];
    }

    [Fact]
    public void A_signature_is_that_of_python() =>
        // hmac.new(b"key", b"The quick brown fox jumps over the lazy dog", "sha256").hexdigest()
        Assert.Equal(
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
            Encoding.ASCII.GetString(
                new MessageSigner("key").Sign("The quick brown "u8.ToArray(), "fox jumps over the lazy dog"u8.ToArray())
            )
        );

    [Fact]
    public void A_message_that_is_written_is_read()
    {
        byte[][] frames = format.Write(
            [Bytes("client")],
            new OutgoingMessage("execute_request", new JsonObject { ["code"] = "\"<ü🌍>\"" })
            {
                Buffers =
                [
                    [1, 2],
                ],
            },
            Bytes("{\"msg_id\":\"1\"}")
        );
        KernelMessage message = format.Read(frames)!;
        Assert.Equal("execute_request", message.Type);
        Assert.Equal("\"<ü🌍>\"", message.Content.Text("code"));
        Assert.Equal("client", Encoding.UTF8.GetString(message.Identities.Single()));
        Assert.Equal("{\"msg_id\":\"1\"}", Encoding.UTF8.GetString(frames[4]));
        Assert.Equal([1, 2], frames[^1]);
    }

    [Fact]
    public void A_message_is_accepted_once()
    {
        byte[][] frames = Signed("""{"msg_type": "execute_request"}""", """{"code": "1"}""");
        Assert.NotNull(format.Read(frames));
        Assert.Null(format.Read(frames));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_message_that_lacks_a_frame_is_refused(int count) =>
        Assert.Null(format.Read(Signed("""{"msg_type": "a"}""", "{}")[..count]));

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ÿ")]
    public void A_wrong_signature_is_refused(string signature)
    {
        byte[][] frames = Signed("""{"msg_type": "a"}""", "{}");
        frames[2] = Bytes(signature);
        Assert.Null(format.Read(frames));
    }

    [Fact]
    public void Another_key_and_a_changed_part_are_refused()
    {
        Assert.Null(format.Read(Signed("""{"msg_type": "a"}""", "{}", key: "another")));
        byte[][] frames = Signed("""{"msg_type": "a"}""", """{"code": "1"}""");
        frames[^1] = Bytes("""{"code": "2"}""");
        Assert.Null(format.Read(frames));
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("[]", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("null", "{}")]
    [InlineData("""{"msg_type": 7}""", "{}")]
    [InlineData("""{"msg_type": "a", "msg_type": "b"}""", "{}")]
    [InlineData("""{"msg_type": "a"}""", "")]
    [InlineData("""{"msg_type": "a"}""", "{")]
    [InlineData("""{"msg_type": "a"}""", "[1]")]
    [InlineData("""{"msg_type": "a"}""", """{"code": "1", "code": "2"}""")]
    public void A_signed_message_that_is_malformed_is_refused(string header, string content) =>
        Assert.Null(format.Read(Signed(header, content)));

    [Fact]
    public void Deep_JSON_bytes_that_are_no_text_and_long_identities_are_refused()
    {
        Assert.Null(format.Read(Signed("""{"msg_type": "a"}""", new string('[', 100_000))));
        byte[][] parts = [Bytes("""{"msg_type": "a"}"""), Bytes("{}"), Bytes("{}"), [(byte)'{', 0xFF, (byte)'}']];
        Assert.Null(format.Read([Delimiter, new MessageSigner(Key).Sign(parts), .. parts]));
        byte[][] frames = Signed("""{"msg_type": "a"}""", "{}");
        frames[0] = new byte[10_000];
        Assert.Null(format.Read(frames));
        Assert.Null(format.Read([.. Enumerable.Repeat(new byte[] { 1 }, 1000)]));
    }

    [Fact]
    public void A_field_of_another_type_is_no_field()
    {
        KernelMessage message = format.Read(
            Signed("""{"msg_type": "a"}""", """{"code": 7, "silent": "yes", "n": 1e300, "user_expressions": []}""")
        )!;
        Assert.Null(message.Content.Text("code"));
        Assert.Null(message.Content.Flag("silent"));
        Assert.Null(message.Content.Number("n"));
        Assert.Null(message.Content.Object("user_expressions"));
        Assert.Null(message.Content.Text("missing"));
        Assert.Null(format.Read(Signed("""{"msg_type": "a"}""", """{"code": "half \ud800"}"""))!.Content.Text("code"));
    }

    [Fact]
    public void A_damaged_message_with_a_signature_is_refused_or_read()
    {
        byte[] header = Bytes("""{"msg_id": "1", "msg_type": "execute_request", "session": "s"}"""),
            content = Bytes(
                """{"code": "Ones(3)\ud83c\udf0d", "silent": false, "cursor_pos": 4, "user_expressions": {"a": "1"}}"""
            );
        for (int seed = 0; seed < 2000; seed++)
        {
            byte[][] parts =
            [
                seed % 3 == 0 ? Mutation.Of(header, seed) : header,
                Bytes("{}"),
                Bytes("{}"),
                seed % 3 == 0 ? content : Mutation.Of(content, seed),
            ];
            KernelMessage? message = format.Read([Delimiter, new MessageSigner(Key).Sign(parts), .. parts]);
            _ = message?.Content.Text("code");
            _ = message?.Content.Number("cursor_pos");
            _ = message?.Content.Flag("silent");
            _ = message?.Content.Object("user_expressions")?.Count;
        }
    }
}
