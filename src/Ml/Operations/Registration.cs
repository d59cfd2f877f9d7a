using System.Runtime.CompilerServices;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// Makes the block operations of the estimators known when this assembly is loaded, in whatever process.
/// </summary>
internal static class Registration
{
#pragma warning disable CA2255 // A worker that is handed a task by name has made no estimator: loading the assembly has to do.
    [ModuleInitializer]
    internal static void Register()
    {
        BlockOps.Register(new NearestOp());
        BlockOps.Register(new DrawOp());
        BlockOps.Register(new PotentialOp());
        BlockOps.Register(new StepOp());
        BlockOps.Register(new AssignOp());
        BlockOps.Register(new InertiaOp());
        BlockOps.Register(new FarthestOp());
        BlockOps.Register(new DistancesOp());
        BlockOps.Register(new RowsOp());
        BlockOps.Register(new RbfFeaturesOp());
        BlockOps.Register(new AffinityOp());
        BlockOps.Register(new GramOp());
        BlockOps.Register(new MultiplyOp());
    }
#pragma warning restore CA2255
}
