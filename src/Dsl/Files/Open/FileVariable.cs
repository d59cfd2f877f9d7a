using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Open;

/// <summary>A numeric variable of a file that is combined with others.</summary>
internal sealed class FileVariable(CfVariable cf) : CombineVariable
{
    private Variable? variable;

    public override IReadOnlyList<string> Dims => cf.Dims;

    public override Shape Shape => cf.Array.Shape;

    public override CfCalendar? Calendar => cf.Calendar;

    public override bool IsText => false;

    public override long NBytes => cf.Array.Shape.Size * cf.Array.DType.Size;

    public override Variable Variable => variable ??= cf.ToVariable(cf.Decode(cf.Raw()));

    public override bool? HasSameValues(CombineVariable other) =>
        other is FileVariable { Cf: { } theirs } ? cf.HasSameValues(theirs) : null;

    public override Variable? ConcatenateStored(IReadOnlyList<CombineVariable> all, int axis)
    {
        var raw = new ArrayExpr[all.Count];
        for (int i = 0; i < raw.Length; i++)
        {
            if (all[i] is not FileVariable { Cf: { } other } || !cf.DecodesAs(other))
                return null;
            raw[i] = other.Raw();
        }

        return cf.ToVariable(cf.Decode(ConcatenateExpr.Create(raw, axis)));
    }

    private CfVariable Cf => cf;
}
