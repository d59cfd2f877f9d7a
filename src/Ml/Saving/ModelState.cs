using System.Globalization;
using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Saving;

/// <summary>
/// What a file holds of an estimator: its type, values and arrays by name, and the states of its parts. Whatever is read
/// from it is checked, because a file may hold anything.
/// </summary>
/// <param name="type">The name of the estimator's type.</param>
internal sealed class ModelState(string type)
{
    private readonly JsonObject values = [];
    private readonly OrderedDictionary<string, NDArray> arrays = [];

    /// <summary>The name of the estimator's type.</summary>
    public string Type { get; } = type;

    /// <summary>The arrays by name.</summary>
    public IReadOnlyDictionary<string, NDArray> Arrays => arrays;

    /// <summary>The states of the parts, such as the steps of a pipeline.</summary>
    public List<ModelState> Parts { get; } = [];

    /// <summary>The values as JSON.</summary>
    public JsonObject Values => values;

    /// <summary>True if the estimator had been fitted.</summary>
    public bool IsFitted => Has("fitted") && Flag("fitted");

    /// <summary>Returns whether there is a value of this name.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Returns whether there is an array of this name.</summary>
    public bool HasArray(string name) => arrays.ContainsKey(name);

    /// <summary>Puts a number; one that JSON cannot hold is put as text.</summary>
    public ModelState Set(string name, double value)
    {
        values[name] = double.IsFinite(value)
            ? JsonValue.Create(value)
            : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Puts an integer.</summary>
    public ModelState Set(string name, long value) => Set(name, JsonValue.Create(value));

    /// <summary>Puts a number, a text, a bool, or null.</summary>
    public ModelState Set(string name, JsonNode? value)
    {
        values[name] = value;
        return this;
    }

    /// <summary>Puts texts.</summary>
    public ModelState Set(string name, IEnumerable<string> texts) =>
        Set(name, new JsonArray([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]));

    /// <summary>Puts an array.</summary>
    public ModelState Set(string name, NDArray array)
    {
        arrays[name] = array;
        return this;
    }

    /// <summary>Puts the frame of the arrays that are coordinates.</summary>
    public ModelState Set(SampleFrame frame) => Set("shift", frame.Shift).Set("exponent", frame.Exponent);

    /// <summary>Puts an array of integers, unless it is null.</summary>
    public ModelState SetIfAny(string name, long[]? array) => array is null ? this : Set(name, NDArray.From(array));

    /// <summary>Returns an integer.</summary>
    public long Long(string name) =>
        Node(name) is JsonValue value && value.TryGetValue(out long number) ? number : throw Wrong(name, "an integer");

    /// <summary>Returns an integer of 32 bits.</summary>
    public int Int(string name) =>
        Long(name) is var number && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw Wrong(name, "an integer of 32 bits");

    /// <summary>Returns an integer of 32 bits, or null.</summary>
    public int? IntOrNull(string name) => IsNull(name) ? null : Int(name);

    /// <summary>Returns a number.</summary>
    public double Double(string name)
    {
        if (Node(name) is JsonValue value)
        {
            if (value.TryGetValue(out double number))
                return number;
            if (
                value.TryGetValue(out string? text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                && !double.IsFinite(number)
            )
            {
                return number;
            }
        }
        throw Wrong(name, "a number");
    }

    /// <summary>Returns a number, or null.</summary>
    public double? DoubleOrNull(string name) => IsNull(name) ? null : Double(name);

    /// <summary>Returns a text.</summary>
    public string Text(string name) =>
        Node(name) is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong(name, "a text");

    /// <summary>Returns a text, or null.</summary>
    public string? TextOrNull(string name) => IsNull(name) ? null : Text(name);

    /// <summary>Returns a bool.</summary>
    public bool Flag(string name) =>
        Node(name) is JsonValue value && value.TryGetValue(out bool flag) ? flag : throw Wrong(name, "true or false");

    /// <summary>Returns texts.</summary>
    public string[] Texts(string name)
    {
        if (Node(name) is not JsonArray items)
            throw Wrong(name, "a list of texts");
        return
        [
            .. items.Select(item =>
                item is JsonValue value && value.TryGetValue(out string? text)
                    ? text
                    : throw Wrong(name, "a list of texts")
            ),
        ];
    }

    /// <summary>Returns an array of a dtype and rank.</summary>
    public NDArray Array(string name, DType dtype, int rank)
    {
        if (!arrays.TryGetValue(name, out NDArray? array))
            throw new GchunkException($"it lacks the array '{name}' of {Type}");
        return array.DType == dtype && array.Rank == rank
            ? array
            : throw new GchunkException(
                $"the array '{name}' of {Type} is {array.DType.Name} {array.Shape}; {dtype.Name} of {rank} dimensions was expected"
            );
    }

    /// <summary>Returns an array of a dtype and shape.</summary>
    public NDArray Array(string name, DType dtype, Shape shape)
    {
        NDArray array = Array(name, dtype, shape.Rank);
        return array.Shape == shape
            ? array
            : throw new GchunkException($"the array '{name}' of {Type} has shape {array.Shape}; {shape} was expected");
    }

    /// <summary>Returns the frame of the arrays that are coordinates.</summary>
    /// <param name="features">The number of features.</param>
    public SampleFrame Frame(long features)
    {
        // Older files have no exponent: their coordinates were less the shift alone.
        int exponent = Has("exponent") ? Int("exponent") : 0;
        return Math.Abs(exponent) <= 1100
            ? new SampleFrame(Array("shift", DType.Float64, features), exponent)
            : throw new GchunkException(
                $"the exponent of {Type} is {exponent}; it was expected to be from -1100 to 1100"
            );
    }

    /// <summary>Returns positions, each at least 0 and below a length; null if there are none.</summary>
    public long[]? Positions(string name, long length, bool ascending = true)
    {
        if (!HasArray(name))
            return null;
        long[] positions = Array(name, DType.Int64, 1).ToArray<long>();
        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] < 0 || positions[i] >= length || (ascending && i > 0 && positions[i] <= positions[i - 1]))
            {
                throw new GchunkException(
                    $"the array '{name}' of {Type} does not hold ascending positions below {length}"
                );
            }
        }

        return positions;
    }

    private bool IsNull(string name) => values.TryGetPropertyValue(name, out JsonNode? node) && node is null;

    private JsonNode Node(string name) =>
        values.TryGetPropertyValue(name, out JsonNode? node) && node is not null
            ? node
            : throw new GchunkException($"it lacks the value '{name}' of {Type}");

    private GchunkException Wrong(string name, string expected) =>
        new($"the value '{name}' of {Type} is not {expected}: {VisibleText.Of(Short(Node(name).ToJsonString()))}");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
