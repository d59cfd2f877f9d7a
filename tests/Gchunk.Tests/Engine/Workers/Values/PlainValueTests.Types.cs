#pragma warning disable CA1051 // fields are what is tested

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Types whose values travel.</summary>
public partial class PlainValueTests
{
    public record Record(string Name, int[] Numbers);

    public readonly record struct Point(double X, double Y);

    public class Base(int secret)
    {
        private readonly int secret = secret;
        public int Secret => secret;
        public int Open { get; set; }
    }

    public sealed class Derived(int secret, string name) : Base(secret)
    {
        public readonly int Fixed = secret == 1 ? 9 : 0;
        public string Name { get; } = name;
    }

    public sealed class Node
    {
        public string Name { get; set; } = "";
        public Node? Next { get; set; }
        public Dictionary<Node, int>? Known { get; set; }

        // Compared by content, so it must be filled before the dictionary is.
        public override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);

        public override bool Equals(object? obj) => obj is Node other && other.Name == Name;
    }

    public sealed class Cached
    {
        [NonSerialized]
        public object? Cache;
        public int Value;
    }

    public sealed class WeakKey
    {
        public Lock Gate = new();
        public string Name = "";
    }

    public sealed class Counters(string label) : Dictionary<string, int>
    {
        public string Label { get; } = label;
    }

    public readonly record struct Parity(int Value);

    public sealed class ParityComparer : IEqualityComparer<Parity>
    {
        public bool Equals(Parity x, Parity y) => x.Value % 2 == y.Value % 2;

        public int GetHashCode(Parity obj) => obj.Value % 2;
    }

    public sealed class ReferenceKeys
    {
        private readonly object key = new();
        private readonly Dictionary<object, int> map = new(ReferenceEqualityComparer.Instance);

        public ReferenceKeys() => map[key] = 2;

        public int Run() => map[key];
    }
}
