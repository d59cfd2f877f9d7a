using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Worker;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The results that a worker holds.</summary>
public class WorkerStoreTests
{
    // A call that was cancelled while it ran and then tried again ends twice.
    [Fact]
    public void A_result_that_comes_twice_stays_where_it_was()
    {
        using var file = new SpillFile();
        var store = new WorkerStore(SharedArena.Start(), file);
        var name = new ResultName(1, new TaskKey(0, 5));
        WorkerStore.Held first = store.Add(name, NDArray.Zeros(new Shape(9000), DType.Float64));
        long offset = first.Offset;
        WorkerStore.Held second = store.Add(name, NDArray.Zeros(new Shape(9000), DType.Float64));
        Assert.Same(first, second);
        Assert.Equal(offset, second.Offset);
        store.Free(name);
        Assert.Null(store.Find(name));
    }
}
