using System.Text;
using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl.Editor;

public class KeyDecoderTests
{
    // The sequences of xterm, tmux, the Linux console, rxvt and terminals with modifyOtherKeys or CSI u.
    [Theory]
    [InlineData("a", "'a'")]
    [InlineData("é漢🙂", "'é' '漢' '🙂'")]
    [InlineData("\r\t\x7f\b\0", "Enter Tab Backspace Backspace Ctrl+Space")]
    [InlineData("\x01\x05\x0b\x1f", "Ctrl+A Ctrl+E Ctrl+K Ctrl+_")]
    [InlineData("\x1b[A\x1bOA\x1b[1;5C\x1b[1;3D\x1b[1;2B", "Up Up Ctrl+Right Alt+Left Shift+Down")]
    [InlineData("\x1b[H\x1b[F\x1bOH\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home Home End Home End")]
    [InlineData("\x1b[3~\x1b[3;5~\x1b[5~\x1b[6~\x1b[Z", "Delete Ctrl+Delete PageUp PageDown Shift+Tab")]
    [InlineData("\x1b" + "b\x1b\r\x1b\x7f\x1b<", "Alt+B Alt+Enter Alt+Backspace Alt+<")]
    [InlineData("\x1b[27;5;13~\x1b[13;3u\x1b[97;5u\x1b[228u", "Ctrl+Enter Alt+Enter Ctrl+A 'ä'")]
    [InlineData("\x1b[?1;2c\x1b[99~x", "'x'")]
    [InlineData("\x1b[200~a\r\nb\x1b[Ac\x1b[201~d", "Paste(a\r\nb\x1b[Ac) 'd'")]
    public void Bytes_become_keys_whatever_pieces_they_come_in(string sent, string keys)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sent);
        Assert.Equal(keys, Decode(bytes, bytes.Length));
        Assert.Equal(keys, Decode(bytes, 1));
        Assert.Equal(keys, Decode(bytes, 3));
    }

    [Fact]
    public void A_lone_escape_is_a_key_once_nothing_follows()
    {
        var decoder = new KeyDecoder();
        Assert.Empty(decoder.Feed("\x1b"u8));
        Assert.True(decoder.IsWaiting);
        Assert.Equal([KeyPress.Of("Escape")], decoder.Flush());
        Assert.False(decoder.IsWaiting);
    }

    [Fact]
    public void Rubbish_never_stops_the_keys_that_follow()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            byte[] rubbish = new byte[random.Next(1, 40)];
            random.NextBytes(rubbish);
            var decoder = new KeyDecoder();
            decoder.Feed(rubbish);
            decoder.Flush();
            // Ends an open paste first.
            decoder.Feed("\x1b[201~"u8);
            decoder.Flush();
            Assert.Equal("'a' 'b'", string.Join(' ', decoder.Feed("ab"u8).Select(Show)));
        }
    }

    private static string Decode(byte[] bytes, int piece)
    {
        var decoder = new KeyDecoder();
        return string.Join(
            ' ',
            bytes.Chunk(piece).SelectMany(p => decoder.Feed(p)).Concat(decoder.Flush()).Select(Show)
        );
    }

    private static string Show(KeyPress key) =>
        key.Chord switch
        {
            "" => $"'{key.Text}'",
            KeyPress.Paste => $"Paste({key.Text})",
            var chord => chord,
        };
}
