using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Truncated and damaged messages give an error.</summary>
public class DamageTests
{
    private static object Sample() =>
        new object?[]
        {
            1,
            "text",
            2.5,
            null,
            new List<int> { 1, 2 },
            new Dictionary<string, object> { ["a"] = new[] { 1.5 } },
            (1, "b"),
            (Func<int, int>)(x => x + 1),
            new[,]
            {
                { 1 },
            },
            typeof(List<int>),
            (Ones((4, 4), chunks: (2, 2)) + 1).Sum().Expression,
            new InvalidOperationException("x"),
            DayOfWeek.Monday,
            5m,
        };

    [Fact]
    public void A_message_that_ends_early_is_an_error_wherever_it_ends()
    {
        byte[] whole = new ValueSerializer().Serialize(Sample(), "the value").ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() =>
                new ValueDeserializer(CodeSession.Local).Deserialize(whole.AsSpan(0, length))
            );
        }
    }

    [Fact]
    public void A_damaged_message_gives_an_error_or_a_value()
    {
        byte[] whole = new ValueSerializer().Serialize(Sample(), "the value").ToArray();
        var random = new Random(1);
        int errors = 0,
            rounds =
                75
                * int.Parse(
                    Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40",
                    System.Globalization.CultureInfo.InvariantCulture
                );
        for (int i = 0; i < rounds; i++)
        {
            byte[] bytes = [.. whole];
            for (int k = random.Next(1, 4); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                new ValueDeserializer(CodeSession.Local).Deserialize(bytes);
            }
            catch (Exception e) when (e is InvalidDataException or GchunkException)
            {
                errors++;
            }
        }
        Assert.InRange(errors, rounds / 3, rounds);
    }

    [Fact]
    public void Code_that_was_not_sent_is_an_error()
    {
        byte[] bytes = new ValueSerializer().Serialize(new PlainValueTests.Record("a", []), "the value").ToArray();
        Assert.Equal(
            "a value needs code that was not sent",
            Assert
                .Throws<InvalidDataException>(() => new ValueDeserializer(new CodeSession()).Deserialize(bytes))
                .Message
        );
    }

    [Fact]
    public void An_image_that_came_damaged_is_an_error()
    {
        ShippedAssembly own = AssemblyImages.Of(typeof(DamageTests).Assembly);
        byte[] image = own.Image.ToArray();
        image[^1] ^= 1;
        Assert.Throws<InvalidDataException>(() => new CodeSession().Add(own.ContentHash, own.Name, image));
    }
}
