using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>The name of a task and of its result in messages.</summary>
/// <param name="Graph">The number of the graph.</param>
/// <param name="Task">The task in the graph.</param>
internal readonly record struct ResultName(int Graph, TaskKey Task)
{
    public void Write(ByteWriter message)
    {
        message.WriteCount(Graph);
        message.WriteCount(Task.Stage);
        message.WriteCount(Task.Index);
    }

    public static ResultName Read(ref ByteReader message) =>
        new(message.ReadCount(), new TaskKey(message.ReadCount(), message.ReadLong()));
}
