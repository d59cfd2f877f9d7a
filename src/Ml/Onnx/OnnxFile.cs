using Gchunk.Engine;

namespace Gchunk.Ml.Onnx;

/// <summary>
/// Walks through the messages of an ONNX file before ONNX Runtime reads it: all of it must be well formed, and its
/// weights must be in it. Weights in other files are refused, because their paths could name any file.
/// </summary>
/// <remarks>The numbers of the fields are those of onnx.proto, IR version 10.</remarks>
internal static class OnnxFile
{
    private const string External = "its weights are in other files; save it as one file: onnx.save(model, path)";

    // What a message is, as far as it leads to tensors.
    private enum Message : byte
    {
        Other,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
    }

    /// <summary>Checks a model.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">The name of the file, for messages.</param>
    /// <returns>The number of its nodes.</returns>
    /// <exception cref="GchunkException">It is not a model, is cut off, or has weights in other files.</exception>
    public static int Check(byte[] bytes, string name)
    {
        int nodes = 0;
        var open = new Stack<(int From, int To, Message Kind)>([(0, bytes.Length, Message.Model)]);
        bool hasGraph = false;
        while (open.TryPop(out (int From, int To, Message Kind) message))
        {
            int at = message.From;
            while (at < message.To)
            {
                (ulong key, int next) = Number(bytes, at, message.To, name);
                at = next;
                ulong field = key >> 3;
                switch (key & 7)
                {
                    case 0:
                        (ulong value, at) = Number(bytes, at, message.To, name);
                        // TensorProto.data_location: 1 is EXTERNAL.
                        if (message.Kind == Message.Tensor && field == 14 && value != 0)
                            throw new GchunkException($"{name} cannot be used: {External}");
                        break;
                    case 1:
                        at = Skip(at, 8, message.To, name);
                        break;
                    case 5:
                        at = Skip(at, 4, message.To, name);
                        break;
                    case 2:
                        (ulong length, int start) = Number(bytes, at, message.To, name);
                        at = Skip(start, length, message.To, name);
                        Message inner = Inner(message.Kind, field);
                        hasGraph |= inner == Message.Graph;
                        nodes += inner == Message.Node ? 1 : 0;
                        if (message.Kind == Message.Tensor && field == 13)
                            throw new GchunkException($"{name} cannot be used: {External}");
                        if (inner != Message.Other)
                            open.Push((start, at, inner));
                        break;
                    default:
                        throw Damaged(name);
                }
            }
        }

        return hasGraph ? nodes : throw Damaged(name);
    }

    private static Message Inner(Message kind, ulong field) =>
        (kind, field) switch
        {
            (Message.Model, 7) => Message.Graph,
            (Message.Model, 20) => Message.Training,
            (Message.Model, 25) => Message.Function,
            (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
            (Message.Graph, 5) => Message.Tensor,
            (Message.Graph, 15) => Message.SparseTensor,
            (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
            (Message.Attribute, 5 or 10) => Message.Tensor,
            (Message.Attribute, 6 or 11) => Message.Graph,
            (Message.Attribute, 22 or 23) => Message.SparseTensor,
            (Message.SparseTensor, 1 or 2) => Message.Tensor,
            (Message.Training, 1 or 2) => Message.Graph,
            _ => Message.Other,
        };

    private static int Skip(int at, ulong length, int end, string name) =>
        length <= (ulong)(end - at) ? at + (int)length : throw Damaged(name);

    private static (ulong Value, int Next) Number(byte[] bytes, int at, int end, string name)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < end; shift += 7)
        {
            byte one = bytes[at++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
                return (value, at);
        }
        throw Damaged(name);
    }

    private static GchunkException Damaged(string name) =>
        new($"{name} is not a model in the ONNX format, or is damaged or cut off");
}
