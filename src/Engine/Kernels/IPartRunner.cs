namespace Gchunk.Engine.Kernels;

/// <summary>Runs the parts of one block operation on threads that are free.</summary>
internal interface IPartRunner
{
    /// <summary>The number of threads that may take part now, with the calling one.</summary>
    int Threads { get; }

    /// <summary>Runs work on the indices from 0 to a length, in parts if threads are free.</summary>
    /// <param name="length">The number of indices that can be divided.</param>
    /// <param name="cost">The cost of all, in elements of a simple function.</param>
    /// <param name="mostThreads">The most threads that take part.</param>
    /// <param name="work">Runs a part: it gets the first index, and the first one beyond it.</param>
    void Run(long length, long cost, int mostThreads, Action<long, long> work);
}
