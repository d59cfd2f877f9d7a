namespace Gchunk.Engine.Workers.Values;

/// <summary>What stands where a value of any type may be.</summary>
internal enum WireTag : byte
{
    Null,

    /// <summary>An object that came before, by its number.</summary>
    Again,
    False,
    True,
    Int32,
    Int64,
    Double,
    String,

    /// <summary>A type and a value of it, without a number of its own.</summary>
    Value,

    /// <summary>A type, the head of an object and its body.</summary>
    Object,

    /// <summary>A type and the head of an object, whose body comes behind what is being read.</summary>
    Later,

    /// <summary>
    /// A type and the head of an object that holds captured variables; those that are needed come at the end.
    /// </summary>
    Capture,
}

/// <summary>How a type is written.</summary>
internal enum TypeTag : byte
{
    /// <summary>A row of <see cref="TypePlans.Frequent"/>.</summary>
    Frequent,
    Vector,
    Array,
    Generic,
    ByReference,
    Pointer,

    /// <summary>By its name, in an assembly that every process has.</summary>
    Present,

    /// <summary>By its metadata token, in an assembly that was sent.</summary>
    Sent,
}
