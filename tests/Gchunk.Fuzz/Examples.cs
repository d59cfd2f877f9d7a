using Gchunk.Dsl;
using Gchunk.Engine.Workers.Values;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Fuzzing;

/// <summary>The examples of tests/data/fuzz that only gchunk can write.</summary>
internal static class Examples
{
    public static void Write(string folder)
    {
        Message(
            "values",
            new object?[]
            {
                1,
                "text",
                2.5,
                null,
                new List<int> { 1, 2 },
                new Dictionary<string, object> { ["a"] = new[] { 1.5 } },
                (1, "b"),
                new[,]
                {
                    { 1 },
                },
                new InvalidOperationException("x"),
                DayOfWeek.Monday,
                5m,
                DateTime.UnixEpoch,
            }
        );
        Message("expression", (Ones((4, 4), chunks: (2, 2)) + 1).Sum().Expression);
        Message("types", new object[] { typeof(List<int>), typeof(Dictionary<string, int[]>) });
        new Table(("a", new[] { 1, 2, 3 }), ("b", new[] { 0.5, double.NaN, 2 }), ("c", new[] { "x", null!, "x" }))
            .Assign("t", new[] { DateTime.UnixEpoch, DateTime.UnixEpoch, DateTime.UnixEpoch })
            .ToParquet(Path.Combine(folder, "parquet", "good-kinds.parquet"));

        void Message(string name, object value) =>
            File.WriteAllBytes(
                Path.Combine(folder, "messages", "good-" + name),
                new ValueSerializer().Serialize(value, "the value").ToArray()
            );
    }
}
