namespace Gchunk.Ml;

/// <summary>The type of the column Label of samples for ML.NET, which decides which trainers accept them.</summary>
public enum LabelKind
{
    /// <summary>There is no label: for clustering and decompositions.</summary>
    None,

    /// <summary>A float32, for regression and ranking.</summary>
    Number,

    /// <summary>True or false, for classification into two classes.</summary>
    Binary,

    /// <summary>One of several classes, for classification into many classes: a key type of ML.NET.</summary>
    Class,
}
