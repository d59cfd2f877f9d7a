using System.Text.Json;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The configuration of a codec in metadata, read with checks.</summary>
internal sealed class CodecSettings(string codec, JsonElement configuration, ChunkSpec spec)
{
    /// <summary>The form of the codec's input.</summary>
    public ChunkSpec Spec => spec;

    public JsonElement Configuration => configuration;

    /// <summary>Returns a required member.</summary>
    public JsonElement Member(string name) =>
        TryGet(name, out JsonElement member)
            ? member
            : throw new GchunkException($"its codec '{codec}' has no '{name}'");

    /// <summary>Returns an integer in a range.</summary>
    public int Number(string name, int standard, int low, int high)
    {
        if (!TryGet(name, out JsonElement member))
            return standard;
        return
            member.ValueKind == JsonValueKind.Number
            && member.TryGetInt32(out int value)
            && value >= low
            && value <= high
            ? value
            : throw new GchunkException(
                $"its codec '{codec}' has {name} = {ZarrJson.Show(member)}; expected an integer from {low} to {high}"
            );
    }

    /// <summary>Returns one of the known words.</summary>
    public string Word(string name, string standard, params string[] known)
    {
        if (!TryGet(name, out JsonElement member))
            return standard;
        return member.ValueKind == JsonValueKind.String && known.Contains(member.GetString())
            ? member.GetString()!
            : throw new GchunkException(
                $"its codec '{codec}' has {name} = {ZarrJson.Show(member)}; known are {string.Join(", ", known)}"
            );
    }

    /// <summary>Returns a number that is required.</summary>
    public double Real(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out double value)
            ? value
            : throw new GchunkException(
                $"its codec '{codec}' has {name} = {ZarrJson.Show(Member(name))}; expected a number"
            );

    /// <summary>Returns a dtype in NumPy's notation, or that of another member where this one is missing.</summary>
    public ElementType Type(string name, string? otherwise = null)
    {
        JsonElement member = TryGet(name, out JsonElement own) ? own : Member(otherwise ?? name);
        if (member.ValueKind != JsonValueKind.String)
            throw new GchunkException($"its codec '{codec}' has {name} = {ZarrJson.Show(member)}; expected a dtype");
        try
        {
            return ElementType.Parse(member.GetString()!);
        }
        catch (GchunkException e)
        {
            throw new GchunkException($"its codec '{codec}': {e.Message}", e);
        }
    }

    /// <summary>Returns a list of texts.</summary>
    public string[] Texts(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(e => e.GetString()!)]
            : throw new GchunkException($"its codec '{codec}' has no list of texts '{name}'");

    /// <summary>Returns a flag.</summary>
    public bool Flag(string name) => TryGet(name, out JsonElement member) && member.ValueKind == JsonValueKind.True;

    /// <summary>Returns the lengths of axes.</summary>
    public long[] Lengths(string name) => ZarrJson.Lengths(Member(name), $"its codec '{codec}': {name}");

    /// <summary>Returns the order of axes of a transpose, which older metadata may give as a letter.</summary>
    public int[] Order()
    {
        JsonElement order = Member("order");
        int rank = spec.Shape.Length;
        if (order.ValueKind == JsonValueKind.String)
            return [.. order.GetString() == "F" ? Enumerable.Range(0, rank).Reverse() : Enumerable.Range(0, rank)];
        return [.. ZarrJson.Lengths(order, $"its codec '{codec}': order").Select(i => (int)Math.Min(i, int.MaxValue))];
    }

    private bool TryGet(string name, out JsonElement member)
    {
        member = default;
        return configuration.ValueKind == JsonValueKind.Object
            && configuration.TryGetProperty(name, out member)
            && member.ValueKind != JsonValueKind.Null;
    }
}
