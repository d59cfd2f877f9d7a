using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet;
using Gchunk.Ml.Onnx;

namespace Gchunk.Ml;

/// <summary>
/// A neural network in the ONNX format, which ONNX Runtime applies to lazy fields, block by block, on threads and on
/// worker processes. A network is sent to a worker once.
/// </summary>
/// <remarks>
/// It has one input, whose first dimension is that of the samples. One run on zeros shows what it returns for samples,
/// before any data are read. Each thread runs on its own; a result does not depend on the chunks.
/// </remarks>
public sealed class OnnxModel
{
    private readonly NDArray bytes;
    private readonly OnnxSession session;
    private readonly string name;

    private OnnxModel(NDArray bytes, string name)
    {
        (this.bytes, this.name) = (bytes, name);
        session = OnnxSession.Of(bytes, name);
        if (session.Inputs is not [{ Shape.Count: > 1 }])
        {
            throw new GchunkException(
                $"{name} takes {string.Join("; ", session.Inputs.Select(i => i.ToString()))}; a network for fields takes one tensor: samples × features, or samples × channels × rows × columns"
            );
        }
    }

    /// <summary>The input.</summary>
    public OnnxTensor Input => session.Inputs[0];

    /// <summary>The outputs.</summary>
    public IReadOnlyList<OnnxTensor> Outputs => session.Outputs;

    /// <summary>Loads a network.</summary>
    /// <param name="path">
    /// The file, <c>.onnx</c>. Its weights must be in it: a file that names others is refused.
    /// </param>
    /// <exception cref="GchunkException">
    /// It is missing, damaged or too large, has weights in other files, or does not take one tensor of samples.
    /// </exception>
    public static OnnxModel Load(string path) =>
        new(NDArray.From(SmallFile.Read(path, "a model in the ONNX format")), path);

    /// <summary>Applies the network to vectors of features, lazily.</summary>
    /// <param name="field">A field with the dimension of the features.</param>
    /// <param name="over">The dimension of the features, for example <c>time</c>.</param>
    /// <param name="output">The output; null for the first.</param>
    /// <param name="outputDim">The name of the dimension of the results of one sample.</param>
    /// <param name="skipNaN">True if samples with a missing feature give NaN, for outputs of floats.</param>
    /// <returns>
    /// An array along the other dimensions, with their labels, and along <paramref name="outputDim"/> if the network
    /// returns several numbers for a sample.
    /// </returns>
    /// <exception cref="GchunkException">The features or the output do not fit the network.</exception>
    public DataArray Apply(
        DataArray field,
        string over,
        string? output = null,
        string outputDim = "output",
        bool skipNaN = true
    ) => Apply(field, [over], output: output, outputDim: outputDim, skipNaN: skipNaN);

    /// <summary>Applies the network to arrays of features, for example to maps, whole or in tiles, lazily.</summary>
    /// <param name="field">A field with the dimensions.</param>
    /// <param name="over">The dimensions of one sample, in the order of the network: <c>["lat", "lon"]</c>.</param>
    /// <param name="tile">
    /// The number of cells of a tile along each of two dimensions; null for whole maps, unless <paramref name="overlap"/>
    /// is given and the network has a fixed size. A network for tiles makes maps of the size that it takes.
    /// </param>
    /// <param name="overlap">The number of cells of its neighbours that a tile gets on each side.</param>
    /// <param name="channels">The dimension of the channels, if there are several: for example <c>variable</c>.</param>
    /// <param name="boundary">
    /// The values beyond the edges of the map, as in <c>MapOverlap</c>: one for all dimensions, or one for each.
    /// </param>
    /// <param name="fill">The value that replaces missing values in the input of the network; null for NaN.</param>
    /// <param name="output">The output; null for the first.</param>
    /// <param name="outputDim">The name of the dimension of several results: channels or numbers.</param>
    /// <param name="skipNaN">
    /// True if missing values make missing results, for outputs of floats: the whole sample, or in tiles the cell.
    /// </param>
    /// <exception cref="GchunkException">The dimensions, the size or the output do not fit the network.</exception>
    public DataArray Apply(
        DataArray field,
        string[] over,
        int? tile = null,
        int overlap = 0,
        string? channels = null,
        string[]? boundary = null,
        double? fill = null,
        string? output = null,
        string outputDim = "output",
        bool skipNaN = true
    )
    {
        string[] taken = channels is null ? over : [channels, .. over];
        foreach (string dim in taken)
        {
            if (!field.Dims.Contains(dim))
                throw new GchunkException(Spelling.Unknown("dimension", dim, field.Dims));
        }

        if (over.Length == 0 || taken.Distinct().Count() != taken.Length)
            throw new GchunkException($"over: and channels: name different dimensions; got {string.Join(", ", taken)}");
        string chosen = OutputOf(output);
        string[] rest = [.. field.Dims.Where(d => !taken.Contains(d))];
        if (rest.Contains(outputDim))
            throw new GchunkException($"there is a '{outputDim}' already; give the results another name: outputDim:");
        DataArray ordered = field.Transpose([.. rest, .. taken]);
        var request = new OnnxRequest(session, bytes, name, chosen, outputDim, rest, taken, over);
        DataArray made =
            tile is not null || overlap > 0
                ? OnnxTiling.Apply(request, ordered, tile, overlap, boundary ?? ["nearest"], fill)
                : OnnxWhole.Apply(request, ordered, fill);
        if (!skipNaN || !made.DType.IsFloat || !field.DType.IsFloat)
            return made;
        // In tiles, a cell is missing if any of its channels is.
        string[] gone =
            made.Dims.Intersect(over).Any() && tile is null && overlap == 0 ? taken : [.. taken.Except(made.Dims)];
        DataArray whole = field.NotNull();
        return made.Where(gone.Length == 0 ? whole : whole.All(gone)).Transpose([.. made.Dims]);
    }

    private string OutputOf(string? output)
    {
        string[] names = [.. session.Outputs.Select(o => o.Name)];
        if (output is null)
            return names.Length > 0 ? names[0] : throw new GchunkException($"{name} has no outputs");
        return names.Contains(output) ? output : throw new GchunkException(Spelling.Unknown("output", output, names));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"OnnxModel({name}: {Input} → {string.Join("; ", session.Outputs.Select(o => o.ToString()))})";
}
