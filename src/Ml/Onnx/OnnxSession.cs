using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Ml.MlNet;
using Microsoft.ML.OnnxRuntime;

namespace Gchunk.Ml.Onnx;

/// <summary>A network that ONNX Runtime has loaded: one session a process, which several threads use at a time.</summary>
internal sealed class OnnxSession : IDisposable
{
    private static readonly ModelCache<OnnxSession> Loaded = new(static (bytes, name) => new OnnxSession(bytes, name));

    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    private OnnxSession(byte[] bytes, string name)
    {
        int nodes = OnnxFile.Check(bytes, name);
        try
        {
            // The engine's tasks are the threads. An idle thread of ONNX Runtime would spin.
            using var settings = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            // A node of a few bytes can make a constant of any size, which would be computed while the model is loaded.
            settings.AddSessionConfigEntry(
                "optimization.constant_folding_max_output_size_in_bytes",
                (OpeningBudget.Limit / 4 / Math.Max(1, nodes)).ToString(CultureInfo.InvariantCulture)
            );
            session = new InferenceSession(bytes, settings);
        }
        catch (OnnxRuntimeException e)
        {
            throw new GchunkException($"{name} is not a model that ONNX Runtime can load: {e.Message}", e);
        }
        Inputs = [.. session.InputMetadata.Select(i => OnnxTensor.Of(i.Key, i.Value, name))];
        Outputs = [.. session.OutputMetadata.Select(o => OnnxTensor.Of(o.Key, o.Value, name))];
    }

    public OnnxTensor[] Inputs { get; }

    public OnnxTensor[] Outputs { get; }

    /// <summary>Returns the session of a network.</summary>
    /// <exception cref="GchunkException">It is not a network that can be loaded.</exception>
    public static OnnxSession Of(NDArray model, string name = "the model") => Loaded.Of(model, name);

    /// <summary>Runs the network.</summary>
    /// <param name="input">The tensor, of the dtype of the input.</param>
    /// <param name="output">The name of the output.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="GchunkException">The network failed.</exception>
    public unsafe NDArray Run(NDArray input, string output)
    {
        try
        {
            using OrtValue value = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance,
                OnnxTensor.TypeOf(input.DType),
                input.Shape.ToArray(),
                (nint)input.Pointer,
                input.NBytes
            );
            using IDisposableReadOnlyCollection<OrtValue> made = session.Run(
                options,
                [Inputs[0].Name],
                [value],
                [output]
            );
            OrtTensorTypeAndShapeInfo info = made[0].GetTensorTypeAndShape();
            OnnxTensor expected = Outputs.First(o => o.Name == output);
            NDArray result = NDArray.Allocate(new Shape(info.Shape), expected.DType);
            ReadOnlySpan<byte> raw = made[0].GetTensorMutableRawData();
            if (raw.Length != result.NBytes)
            {
                throw new GchunkException(
                    $"the network made {raw.Length} bytes of '{output}' where {result.NBytes} were expected"
                );
            }

            raw.CopyTo(new Span<byte>(result.Pointer, raw.Length));
            return result;
        }
        catch (OnnxRuntimeException e)
        {
            throw new GchunkException($"the network failed on an input of shape {input.Shape}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
