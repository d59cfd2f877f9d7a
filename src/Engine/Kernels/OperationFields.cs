using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>
/// The fields of one type of operation: they are looked up once, and then hash, compare and print all its values.
/// </summary>
/// <remarks>
/// Content counts, not identity: arrays and lists go element by element, objects field by field, floats by their bits.
/// Nothing depends on the process, so a hash is the same in a worker as in the client.
/// </remarks>
internal sealed class OperationFields
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Fields that are nested deeper than this are taken to be circular.
    private const int MostDepth = 32;

    private static readonly ConcurrentDictionary<Type, OperationFields> Known = new();

    private readonly FieldInfo[] fields;
    private readonly bool[] mayBeNull;
    private readonly string identity;

    private OperationFields(Type type)
    {
        fields = FieldsOf(type);
        mayBeNull = Array.ConvertAll(
            fields,
            static f => !f.FieldType.IsValueType || Nullable.GetUnderlyingType(f.FieldType) is not null
        );
        identity = $"{type.FullName}, {type.Assembly.GetName().Name}";
        Name = KebabCase(type.Name.EndsWith("Op", StringComparison.Ordinal) ? type.Name[..^2] : type.Name);
    }

    /// <summary>The name that operations of the type have by default.</summary>
    public string Name { get; }

    /// <summary>Returns the fields of a type.</summary>
    public static OperationFields Of(Type type) =>
        Known.TryGetValue(type, out OperationFields? known)
            ? known
            : Known.GetOrAdd(type, static t => new OperationFields(t));

    /// <summary>Gives the type and the content of all fields of an operation to a sink.</summary>
    /// <exception cref="GchunkException">A field holds a delegate, or an object that leads to itself.</exception>
    public static void Feed(BlockOp operation, IFieldSink sink) => FeedFields(operation, operation, sink, 0);

    /// <summary>Returns true if two values have the same type and content.</summary>
    public static bool Same(object? a, object? b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a is null || b is null || a.GetType() != b.GetType())
            return false;
        switch (a)
        {
            case double x:
                return BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits((double)b);
            case float x:
                return BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits((float)b);
            case string or Delegate or Enum:
                return a.Equals(b);
            case NDArray x:
                return SameContent(x, (NDArray)b);
            case IIdentified x:
                return x.Identity == ((IIdentified)b).Identity;
            case IList x:
                var y = (IList)b;
                if (x.Count != y.Count)
                    return false;
                for (int i = 0; i < x.Count; i++)
                {
                    if (!Same(x[i], y[i]))
                        return false;
                }

                return true;
            case var _ when a.GetType().IsPrimitive:
                return a.Equals(b);
            default:
                return Array.TrueForAll(Of(a.GetType()).fields, f => Same(f.GetValue(a), f.GetValue(b)));
        }
    }

    /// <summary>Returns the name of an operation and its fields; of large ones only what they are.</summary>
    public string Text(BlockOp operation)
    {
        var text = new StringBuilder(operation.Name);
        for (int i = 0; i < fields.Length; i++)
        {
            text.Append(i == 0 ? "(" : ", ");
            text.Append(NameOf(fields[i])).Append(" = ").Append(TextOf(fields[i].GetValue(operation)));
        }
        return (fields.Length == 0 ? text : text.Append(')')).ToString();
    }

    private static void FeedFields(BlockOp operation, object value, IFieldSink sink, int depth)
    {
        OperationFields own = Of(value.GetType());
        sink.Take(own.identity);
        for (int i = 0; i < own.fields.Length; i++)
            FeedValue(operation, own.fields[i].GetValue(value), own.mayBeNull[i], sink, depth);
    }

    private static void FeedValue(BlockOp operation, object? value, bool mayBeNull, IFieldSink sink, int depth)
    {
        if (mayBeNull)
            sink.Take(value is null ? 0 : 1);
        switch (value)
        {
            case null:
                break;
            case int or long or short or sbyte or byte or ushort or uint or bool or char or Enum:
                sink.Take(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                sink.Take((long)number);
                break;
            case double number:
                sink.Take(BitConverter.DoubleToInt64Bits(number));
                break;
            case float number:
                sink.Take(BitConverter.SingleToInt32Bits(number));
                break;
            case string text:
                sink.Take(text);
                break;
            case NDArray array:
                sink.Take(array);
                break;
            case IIdentified function:
                sink.Take(function.Identity);
                break;
            case ElementwiseOp row:
                sink.Take(row.Name);
                foreach (double parameter in row.Parameters)
                    sink.Take(BitConverter.DoubleToInt64Bits(parameter));
                break;
            case ReductionOp row:
                sink.Take(row.Name);
                foreach (NDArray parameter in row.Parameters)
                    sink.Take(parameter);
                break;
            case Array { Rank: 1 } array when array.GetType().GetElementType()!.IsPrimitive:
                sink.Take(array.Length);
                sink.Take(
                    MemoryMarshal.CreateReadOnlySpan(
                        ref MemoryMarshal.GetArrayDataReference(array),
                        Buffer.ByteLength(array)
                    )
                );
                break;
            case IList list:
                sink.Take(list.Count);
                foreach (object? item in list)
                    FeedValue(operation, item, mayBeNull: true, sink, depth);
                break;
            case Delegate:
                throw new GchunkException(
                    $"the operation {operation.Name} holds a {TypeText.Of(value.GetType())}, whose content cannot be hashed; hold it as a UserFunction"
                );
            default:
                if (depth >= MostDepth)
                {
                    throw new GchunkException(
                        $"the operation {operation.Name} holds a {TypeText.Of(value.GetType())} that leads to itself; hold plain values"
                    );
                }

                FeedFields(operation, value, sink, depth + 1);
                break;
        }
    }

    private static unsafe bool SameContent(NDArray a, NDArray b)
    {
        if (a.DType != b.DType || a.Shape != b.Shape)
            return false;
        for (long done = 0; done < a.NBytes; done += 1 << 30)
        {
            int length = (int)Math.Min(1 << 30, a.NBytes - done);
            if (
                !new ReadOnlySpan<byte>(a.Pointer + done, length).SequenceEqual(
                    new ReadOnlySpan<byte>(b.Pointer + done, length)
                )
            )
            {
                return false;
            }
        }

        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return true;
    }

    // The fields of base classes first; those that only cache are left out.
    private static FieldInfo[] FieldsOf(Type type)
    {
        var levels = new List<FieldInfo[]>();
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            FieldInfo[] own = level.GetFields(Own);
            Array.Sort(own, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
#pragma warning disable SYSLIB0050 // ValueSerializer skips the same fields.
            levels.Insert(0, Array.FindAll(own, static f => !f.IsNotSerialized));
#pragma warning restore SYSLIB0050
        }

        return [.. levels.SelectMany(l => l)];
    }

    // The compiler's field of a property is named <Axis>k__BackingField.
    private static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static string TextOf(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            NDArray array => $"{array.DType.Name} {array.Shape}",
            UserFunction function => function.Name,
            Array array => $"{TypeText.Of(array.GetType().GetElementType()!)}[{array.Length}]",
            ICollection list => $"{list.Count} items",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    private static string KebabCase(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
