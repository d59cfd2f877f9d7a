using Gchunk.Engine.Workers.Values.Plans;

namespace Gchunk.Engine.Workers.Values;

/// <summary>The kind of a value, which precedes it.</summary>
internal enum WireTag : byte
{
    Null,

    /// <summary>The number of an object that came before.</summary>
    Again,
    False,
    True,
    Int32,
    Int64,
    Double,
    String,

    /// <summary>A type and a value of that value type, which gets no number.</summary>
    Value,

    /// <summary>A type, and the head and body of an object.</summary>
    Object,

    /// <summary>A type and the head of an object whose body follows later.</summary>
    Later,

    /// <summary>
    /// A type and the head of an object with captured variables; those that are used follow at the end.
    /// </summary>
    Capture,
}

/// <summary>The way in which a type is written.</summary>
internal enum TypeTag : byte
{
    /// <summary>An index into <see cref="TypePlans.Frequent"/>.</summary>
    Frequent,
    Vector,
    Array,
    Generic,
    ByReference,
    Pointer,

    /// <summary>The name of a type in an assembly that every process has.</summary>
    Present,

    /// <summary>The metadata token of a type in an assembly that was sent.</summary>
    Sent,
}
