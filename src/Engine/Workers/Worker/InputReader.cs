using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// Reads inputs of tasks, wherever they are: in this worker's store, in the message, or in a peer's memory or file.
/// </summary>
internal sealed unsafe class InputReader(WorkerStore store, Peers peers)
{
    /// <summary>Opens an input that is in memory, in place if possible; null if it is in a file.</summary>
    /// <exception cref="GchunkException">It is gone with its holder, or has another length.</exception>
    public NDArray? Open(in InputPlace place, Shape shape, DType dtype)
    {
        switch (place.Place)
        {
            case ResultPlace.None:
                return Held(place, shape, dtype).Share();
            case ResultPlace.Inline:
                if (place.Bytes != shape.Size * dtype.Size)
                {
                    throw new GchunkException(
                        $"a result in a message has {place.Bytes} bytes, where {shape.Size * dtype.Size} were expected"
                    );
                }
                NDArray array = NDArray.Allocate(shape, dtype);
                place.Inline.CopyTo(new Span<byte>(array.Pointer, checked((int)array.NBytes)));
                return array;
            case ResultPlace.Memory:
                return peers[place.Peer].Block(place.Offset, shape, dtype);
            default:
                // A block of another node is pulled whole. Opening the file now finds out whether the peer is still there.
                if (peers[place.Peer] is not PeerMemory peer)
                    return peers[place.Peer].Spilled(place.Descriptor, place.Offset, shape, dtype);
                _ = peer.Spill(place.Descriptor);
                return null;
        }
    }

    /// <summary>Reads a region of an input that is in a file.</summary>
    public void Read(in InputPlace place, Shape shape, DType dtype, in Region region, byte* destination)
    {
        if (place.Place == ResultPlace.None)
        {
            store.Read(Held(place, shape, dtype), region, destination);
            return;
        }
        SpillFile.Read(
            Mapped(place.Peer).Spill(place.Descriptor),
            place.Offset,
            shape,
            dtype.Size,
            region,
            destination
        );
    }

    /// <summary>Opens or reads the bytes of an input.</summary>
    /// <exception cref="GchunkException">It is gone with its holder.</exception>
    public NDArray OpenBytes(in InputPlace place)
    {
        long length = place.Place == ResultPlace.None ? Held(place).Bytes : place.Bytes;
        return OpenWhole(place, new Shape(length), DType.UInt8);
    }

    /// <summary>Opens or reads an input.</summary>
    /// <exception cref="GchunkException">It is gone with its holder, or has another length.</exception>
    public NDArray OpenWhole(in InputPlace place, Shape shape, DType dtype)
    {
        if (Open(place, shape, dtype) is { } opened)
            return opened;
        NDArray read = NDArray.Allocate(shape, dtype);
        Read(place, shape, dtype, Region.Whole(shape), read.Pointer);
        return read;
    }

    private PeerMemory Mapped(int peer) =>
        peers[peer] as PeerMemory ?? throw new GchunkException($"worker-{peer} is on another machine");

    private WorkerStore.Held Held(in InputPlace place, Shape shape, DType dtype)
    {
        WorkerStore.Held held = Held(place);
        return held.Shape == shape && held.DType == dtype
            ? held
            : throw new GchunkException(
                $"the client expects a result of shape {shape} and dtype {dtype.Name} on this worker, which holds one of shape {held.Shape} and dtype {held.DType.Name}"
            );
    }

    private WorkerStore.Held Held(in InputPlace place) =>
        store.Find(place.Name)
        ?? throw new GchunkException("the client expects a result on this worker that the worker does not hold");
}
