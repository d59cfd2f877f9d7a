namespace Gchunk.Engine.Arrays.Dense;

/// <summary>
/// Evaluates operations on arrays in memory. Arrays know nothing of expressions; the layer that computes sets this when
/// the assembly is loaded.
/// </summary>
internal interface IDenseEvaluation
{
    /// <summary>Applies an elementwise operation, given by its name.</summary>
    NDArray Elementwise(string operation, params ReadOnlySpan<ArrayOperand> operands);

    /// <summary>Returns a copy of the selected elements.</summary>
    NDArray Select(NDArray array, ReadOnlySpan<ElementIndex> indices);
}
