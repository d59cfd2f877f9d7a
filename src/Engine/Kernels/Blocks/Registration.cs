using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Makes the engine's block operations known when it is loaded, in whatever process.</summary>
internal static class Registration
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register()
    {
        BlockOps.Register(new HoldOp());
        BlockOps.Register(new FourierOp());
        BlockOps.Register(new ConvolveOp());
        BlockOps.Register(new DigitizeOp());
        BlockOps.Register(new WeightedHistogramOp());
        BlockOps.Register(new MatMulOp());
        BlockOps.Register(new QrROp());
        BlockOps.Register(new QrQOp());
        BlockOps.Register(new SvdOp());
        BlockOps.Register(new SolveOp());
        BlockOps.Register(new DetOp());
    }
}
