using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The inputs of a call: packed results of other calls, wherever they are.</summary>
internal static class CallInputs
{
    /// <summary>A packed result, in place where it is in memory.</summary>
    /// <exception cref="GchunkException">It is gone with its holder.</exception>
    public static unsafe NDArray Open(in InputPlace place, WorkerStore store, Peers peers)
    {
        switch (place.Place)
        {
            case ResultPlace.Inline:
                return NDArray.From(place.Inline!);
            case ResultPlace.Memory:
                return peers[place.Peer].Block(place.Offset, new Shape(place.Bytes), DType.UInt8);
            case ResultPlace.None:
                WorkerStore.Held held =
                    store.Find(place.Name)
                    ?? throw new GchunkException("a result that this worker was believed to hold is not here");
                if (held.Array is { } array)
                    return array.Share();
                NDArray read = NDArray.Allocate(held.Shape, held.DType);
                store.Read(held, Whole(held.Bytes), read.Pointer);
                return read;
            default:
                NDArray brought = NDArray.Allocate(new Shape(place.Bytes), DType.UInt8);
                SpillFile.Read(
                    peers[place.Peer].Spill(place.Descriptor),
                    place.Offset,
                    brought.Shape,
                    1,
                    Whole(place.Bytes),
                    brought.Pointer
                );
                return brought;
        }
    }

    private static Region Whole(long bytes) => new([0], [bytes], [1]);
}
