using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Gchunk.Engine.Arrays;
using Xunit;

#pragma warning disable CA1051 // fields are what is tested
namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Values that are equal after a round trip.</summary>
public partial class PlainValueTests
{
    public static IEnumerable<object?[]> Values() =>
        new object?[]
        {
            null,
            true,
            false,
            'x',
            '\uD800',
            (sbyte)-5,
            (byte)250,
            short.MinValue,
            ushort.MaxValue,
            -1,
            int.MaxValue,
            int.MinValue,
            uint.MaxValue,
            long.MinValue,
            ulong.MaxValue,
            (nint)(-7),
            (nuint)7,
            (Half)1.5,
            1.5f,
            double.NaN,
            double.NegativeInfinity,
            BitConverter.Int64BitsToDouble(unchecked((long)0x7FF8000000001234)),
            -0.0,
            1.25m,
            decimal.MaxValue,
            (Int128)(-5),
            UInt128.MaxValue,
            new BigInteger(1e30),
            new Complex(1, -2),
            "",
            "plain",
            "ünï ☃ 😀",
            "lone \uD800 surrogate",
            new string('a', 100_000),
            DayOfWeek.Friday,
            DType.Float32,
            (ConsoleColor)99,
            new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc),
            new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)),
            new DateOnly(1815, 12, 10),
            new TimeOnly(23, 59),
            TimeSpan.MinValue,
            Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"),
            new Index(3, true),
            1..^2,
            new Rune('x'),
            new Version(1, 2, 3),
            new Uri("https://example.org/a?b#c"),
            (1, "two", 3.0),
            Tuple.Create(1, "two"),
            (1, (2, (3, "four"))),
            (int?)5,
            new KeyValuePair<string, int>("a", 1),
            new Shape(2, 3),
            typeof(List<int>),
            typeof(Dictionary<,>),
            typeof(int*),
            typeof(int[,]),
            typeof(string).GetMethod("Trim", [typeof(char)]),
            typeof(List<int>).GetMethod("Add"),
            typeof(string).GetConstructor([typeof(char), typeof(int)]),
            typeof(string).GetProperty("Length"),
            DBNull.Value,
            StringComparer.OrdinalIgnoreCase,
            CultureInfo.InvariantCulture,
            Encoding.UTF8,
            TimeZoneInfo.Utc,
            new UTF8Encoding(true),
            CancellationToken.None,
            new CancellationToken(true),
            typeof(object).Assembly,
            new Range(1, 2),
            new Record("a", [1, 2]) with
            {
                Numbers = null!,
            },
            new Point(1, 2),
        }.Select(v => new[] { v });

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_comes_back_equal(object? value)
    {
        object? back = Journey.Around(value);
        Assert.Equal(value?.GetType(), back?.GetType());
        if (value is double d)
            Assert.Equal(BitConverter.DoubleToInt64Bits(d), BitConverter.DoubleToInt64Bits((double)back!));
        else
            Assert.Equal(value, back);
    }

    public static IEnumerable<object?[]> Sequences() =>
        new System.Collections.IEnumerable[]
        {
            Array.Empty<int>(),
            new[] { 1, 2, 3 },
            new[] { 1.5, double.NaN },
            new[] { "a", null, "a" },
            new object?[] { 1, "x", null, 2.5, new[] { 1 } },
            new[] { true, false },
            new int?[] { 1, null },
            new[,]
            {
                { 1, 2 },
                { 3, 4 },
            },
            new[,]
            {
                { "a", "b" },
                { "c", null },
            },
            new int[0, 3],
            new int[][] { [1], [2, 3], [] },
            new[] { (1, "a"), (2, "b") },
            new[] { DayOfWeek.Monday },
            new decimal[] { 1, 2 },
            new[] { new DateTime(2020, 1, 1) },
            new[] { new Point(1, 2), new Point(3, 4) },
            new List<int> { 1, 2, 3 },
            new List<string> { "a", "b" },
            new List<List<double>>
            {
                new() { 1 },
                new(),
            },
            new Queue<int>([1, 2, 3]),
            new Stack<string>(["a", "b"]),
            new LinkedList<int>(Enumerable.Range(0, 5000)),
            new Dictionary<string, double> { ["a"] = 1, ["b"] = 2 },
            new Dictionary<(int, string), int[]> { [(1, "a")] = [1] },
            new HashSet<string> { "x", "y" },
            new SortedSet<int> { 3, 1, 2 },
            new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 },
            new SortedList<int, string> { [2] = "b", [1] = "a" },
            new ConcurrentDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }),
            new ConcurrentQueue<int>([1, 2]),
            new OrderedDictionary<string, int> { ["z"] = 1, ["a"] = 2 },
            ImmutableArray.Create(1, 2),
            ImmutableList.Create("a", "b"),
            ImmutableDictionary.CreateRange(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }),
            ImmutableHashSet.Create("a", "b"),
            ImmutableSortedSet.Create(3, 1),
            ImmutableSortedDictionary.CreateRange(new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 }),
            ImmutableStack.Create(1, 2),
            ImmutableQueue.Create(1, 2),
            new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(),
            new[] { "a", "b", "c" }.ToFrozenSet(),
            Enumerable.Range(0, 10),
            Enumerable.Range(0, 10).Select(x => x * x).Where(x => x % 2 == 0),
            Count(5),
            new[] { 3, 1, 2 }.Order(),
            new[] { "ab", "c" }.ToLookup(s => s.Length),
            new[] { "ab", "c", "de" }.GroupBy(s => s.Length),
            "text",
            new System.Collections.BitArray(10),
            new ArraySegment<int>([1, 2, 3], 1, 2),
            new System.Collections.ObjectModel.ReadOnlyCollection<int>([1, 2]),
            new System.Collections.ObjectModel.ObservableCollection<int>([1, 2]),
            new Dictionary<int, int>().Keys,
            new PriorityQueue<string, int>([("a", 1)]).UnorderedItems,
        }.Select(v => new object?[] { v });

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_comes_back_with_its_elements(System.Collections.IEnumerable value)
    {
        var back = Journey.Around(value);
        Assert.Equal(value.GetType(), back.GetType());
        // The order of sets of texts differs from process to process.
        if (value is IReadOnlySet<string> or ImmutableDictionary<string, int> or FrozenDictionary<string, int>)
        {
            Assert.Equal(
                value.Cast<object>().OrderBy(x => x.ToString()),
                back.Cast<object>().OrderBy(x => x.ToString())
            );
        }
        else
        {
            Assert.Equal(value, back);
        }
    }

    [Fact]
    public void Dictionaries_and_sets_keep_their_comparers()
    {
        var map = Journey.Around(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 });
        Assert.Equal(1, map["a"]);
        Assert.Same(StringComparer.OrdinalIgnoreCase, map.Comparer);
        Assert.Same(
            EqualityComparer<string>.Default,
            Journey.Around(new Dictionary<string, int> { ["A"] = 1 }).Comparer
        );
        Assert.Equal(
            [3, 2, 1],
            Journey.Around(new SortedSet<int>([1, 2, 3], Comparer<int>.Create((a, b) => b.CompareTo(a))))
        );
        Assert.Contains("A", Journey.Around(ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase, "a")));
        Assert.Equal(
            1,
            Journey.Around(new Dictionary<Parity, int>(new ParityComparer()) { [new(2)] = 1 })[new Parity(4)]
        );
        Assert.Equal(2, Journey.Around(new ReferenceKeys()).Run());
    }

    [Fact]
    public void A_class_derived_from_a_dictionary_keeps_its_own_fields()
    {
        Counters back = Journey.Around(new Counters("c") { ["a"] = 1, ["b"] = 2 });
        Assert.Equal(("c", 2, 1, 2), (back.Label, back.Count, back["a"], back["b"]));
    }

    [Fact]
    public void Objects_come_back_by_all_their_fields()
    {
        Derived back = Journey.Around(new Derived(1, "two") { Open = 3 });
        Assert.Equal((1, "two", 3, 9), (back.Secret, back.Name, back.Open, back.Fixed));
        var anonymous = Journey.Around(new { A = 1, B = "x" });
        Assert.Equal("{ A = 1, B = x }", anonymous.ToString());
        Record record = Journey.Around(new Record("r", [1, 2]));
        Assert.Equal(("r", 2), (record.Name, record.Numbers[1]));
    }

    [Fact]
    public void What_is_shared_stays_shared_and_circles_stay_circles()
    {
        var list = new List<object> { 1 };
        object[] back = Journey.Around(new object[] { list, list, "same", "same" });
        Assert.Same(back[0], back[1]);
        var ring = new List<object>();
        ring.Add(ring);
        List<object> round = Journey.Around(ring);
        Assert.Same(round, round[0]);
        var node = new Node { Name = "a" };
        node.Next = new Node { Name = "b", Next = node };
        Node first = Journey.Around(node);
        Assert.Same(first, first.Next!.Next);
        var map = new Dictionary<string, object>();
        map["self"] = map;
        Dictionary<string, object> self = Journey.Around(map);
        Assert.Same(self, self["self"]);
        var keyed = new Node { Name = "k" };
        keyed.Known = new Dictionary<Node, int> { [keyed] = 1 };
        Node known = Journey.Around(keyed);
        Assert.Equal(1, known.Known![known]);
    }

    [Fact]
    public void A_chain_may_be_of_any_length()
    {
        Node? chain = null;
        for (int i = 0; i < 200_000; i++)
            chain = new Node { Name = "n", Next = chain };
        int length = 0;
        for (Node? node = Journey.Around(chain); node is not null; node = node.Next)
            length++;
        Assert.Equal(200_000, length);
    }

    [Fact]
    public void Fields_that_hold_caches_stay_behind()
    {
        var cached = new Cached { Value = 1, Cache = new object() };
        Cached back = Journey.Around(cached);
        Assert.Equal(1, back.Value);
        Assert.Null(back.Cache);
    }

    [Fact]
    public async Task Framework_objects_come_back_working()
    {
        var random = new Random(5);
        random.Next();
        Random copy = Journey.Copy(random);
        Assert.Equal(random.Next(), copy.Next());
        Assert.InRange(Journey.Copy(Random.Shared).Next(10), 0, 9);
        Assert.Equal("abc", Journey.Around(new StringBuilder("a").Append("bc")).ToString());
        Assert.Matches(Journey.Around(new Regex("^a+$", RegexOptions.IgnoreCase)), "AAA");
        Assert.Equal(5, Journey.Around(new Lazy<int>(() => 5)).Value);
        var made = new Lazy<int>(() => 6);
        Assert.Equal(6, made.Value);
        Assert.True(Journey.Around(made).IsValueCreated);
        var stream = new MemoryStream([1, 2, 3]) { Position = 1 };
        Assert.Equal(2, Journey.Around(stream).ReadByte());
        Assert.Equal(7, await Journey.Around(Task.FromResult(7)));
        Assert.Equal(8, await Journey.Around(Finished(Seven())));
        Assert.True(Journey.Around(Task.CompletedTask).IsCompletedSuccessfully);
        Assert.Equal("a\n", Journey.Around(Written("a\n")).ToString());
        Assert.Equal(3, Journey.Around(new Memory<int>([1, 2, 3, 4], 1, 2)).Span[1]);
        Assert.Equal("x", Journey.Around(new WeakKey { Gate = new Lock(), Name = "x" }).Name);
        Assert.Equal("a1", Journey.Around(new PriorityQueue<string, int>([("b2", 2), ("a1", 1)])).Dequeue());
        static Task<int> Finished(Task<int> task)
        {
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            return task;
        }

        static async Task<int> Seven()
        {
            await Task.Yield();
            return 8;
        }
    }

    private static StringWriter Written(string text)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        writer.Write(text);
        return writer;
    }

    private static IEnumerable<int> Count(int n)
    {
        for (int i = 0; i < n; i++)
            yield return i;
    }
}
