using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Makes the operations along an axis known as soon as the engine is loaded.</summary>
internal static class AxisOps
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register()
    {
        BlockOps.Register(new SortOp());
        BlockOps.Register(new ArgSortOp());
        BlockOps.Register(new TopKOp());
        BlockOps.Register(new QuantileOp());
        BlockOps.Register(new ScanOp());
        BlockOps.Register(new ScanTotalOp());
        BlockOps.Register(new ScanStartOp());
    }
}
