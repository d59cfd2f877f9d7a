using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>Says what to write where a value has another type than is wanted.</summary>
internal static class TypeAdvice
{
    /// <summary>Whether a type is one of gchunk.</summary>
    public static bool IsOurs(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString().StartsWith("Gchunk.", StringComparison.Ordinal) == true;

    /// <summary>Says that a method is no value: <c>x.Plot.Hist()</c> in xarray is <c>x.Hist()</c> here.</summary>
    public static string? MethodAsValue(SemanticModel model, MemberAccessExpressionSyntax access)
    {
        // An estimator's name is also a function's.
        if (access is { Name.Identifier.Text: "Load" or "load", Expression: IdentifierNameSyntax estimator })
            return $"an estimator is read by Load; write Load<{estimator}>({(access.Parent as InvocationExpressionSyntax)?.ArgumentList.Arguments})";
        if (model.GetMemberGroup(access).IsEmpty && access.Expression is MemberAccessExpressionSyntax inner)
            access = inner;
        if (model.GetMemberGroup(access).IsEmpty)
            return null;
        string? further = access.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: var given }
            ? ErrorAdvice.SameLetters(
                given,
                SymbolCompletion.Members(model, access.Expression, access.SpanStart),
                exactly: true
            )
            : null;
        return $"'{access.Name}' is a method; write {access.Expression}.{(further ?? access.Name.ToString())}(…)";
    }

    /// <summary>Says how the value of a lazy array is got where one is needed.</summary>
    public static string? NotComputed(SemanticModel model, ExpressionSyntax value)
    {
        var info = model.GetTypeInfo(value);
        if (info.Type is not { Name: "ChunkedArray" or "DataArray" or "Delayed" or "Future" } type || !IsOurs(type))
            return null;
        string computed = type.Name == "Future" ? "Result()" : "Compute()",
            written = value is BinaryExpressionSyntax or PrefixUnaryExpressionSyntax ? $"({value})" : $"{value}";
        string? wanted =
            value.Parent is IfStatementSyntax or WhileStatementSyntax or ConditionalExpressionSyntax ? "bool"
            : info.ConvertedType is { SpecialType: not SpecialType.None } or { Name: "NDArray" }
                ? info.ConvertedType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            : null;
        return wanted is null ? null : $"'{type.Name}' is lazy, and no '{wanted}' yet; write {written}.{computed}";
    }

    /// <summary>Says how the values of a lazy array are enumerated.</summary>
    public static string? NotEnumerable(SemanticModel model, ExpressionSyntax source) =>
        model.GetTypeInfo(source).Type is not { } type || !IsOurs(type) ? null
        : type.Name is "ChunkedArray" or "DataArray"
            ? $"'{type.Name}' is lazy; its values are enumerated by foreach (var v in {source}.Compute())"
        : type.Name == "Dataset"
            ? $"a data set is enumerated by its names; write foreach (var name in {source}.Names), and {source}[name] is the variable"
        : null;

    /// <summary>Says how a range of labels is written, whose bounds are no positions.</summary>
    public static string? Range(ExpressionSyntax value) =>
        value.FirstAncestorOrSelf<RangeExpressionSyntax>() is { LeftOperand: { } low, RightOperand: { } high }
            ? $"a range has positions as bounds; a range of labels is Slice({low}, {high})"
            : null;

    // Slice(2, -1) as a range of positions: 2..^1.
    private static string? PositionRange(ExpressionSyntax given) =>
        given
            is InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.Text: "Slice" },
                ArgumentList.Arguments: [var from, var to]
            }
            ? $"{Bound(from)}..{Bound(to)}"
            : null;

    private static string Bound(ArgumentSyntax bound) =>
        $"{bound}" switch
        {
            "null" => "",
            ['-', .. var end] => $"^{end}",
            var number => number,
        };

    /// <summary>Says that a function of whole arrays is called with one, not given to another function.</summary>
    public static string? WholeArray(SemanticModel model, SimpleNameSyntax function) =>
        function.Parent?.Parent is ArgumentListSyntax { Arguments: [_, { NameColon: null, Expression: var array }, ..] }
        && model.GetMemberGroup(function).OfType<IMethodSymbol>().Any(m => m.ContainingType.Name == "Prelude")
            ? $"'{function}' takes whole arrays; write {function}({array})"
            : null;

    /// <summary>Says what an argument of another type should be.</summary>
    public static string? Argument(SemanticModel model, ExpressionSyntax given)
    {
        if (
            given.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax list }
            || SignatureFinder.Candidates(model, list).Count == 0
        )
        {
            return null;
        }
        if (ValueAdvice.Labelled(list) is { } labelled)
            return labelled;
        if (
            list
                is {
                    Arguments: [var left, var right],
                    Parent: InvocationExpressionSyntax
                    {
                        Expression: IdentifierNameSyntax { Identifier.Text: "MatMul" }
                    }
                }
            && model.GetTypeInfo(left.Expression).Type is { Name: "DataArray" }
        )
        {
            return $"labelled arrays are multiplied along the dimensions that they share; write {left}.Dot({right})";
        }
        var parameters = SignatureFinder.Parameters(model, given).ToArray();
        if (given is RangeExpressionSyntax && parameters.Any(p => p.Type.Name == "Selector"))
            return Range(given);
        if (given is RangeExpressionSyntax positions && parameters.Any(p => p.Name is "dims" or "dim"))
            return $"dimensions are named, not ranges; a part of one is selected by Isel(\"time\", {positions})";
        if (parameters.Any(p => p.Type.Name == "PositionSelector") && PositionRange(given) is { } range)
            return $"Slice selects labels; positions are a range: {range}";
        if (
            given is LiteralExpressionSyntax { Token.Value: string size }
            && list.Parent
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Chunk" or "Rechunk" } chunk,
                }
        )
        {
            return $"lengths are chosen for all dimensions together: {chunk}(\"{size}\")";
        }
        if (
            model.GetTypeInfo(given).Type is { Name: "ChunkedArray" or "NDArray" } array
            && parameters.Any(p => p.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Double })
        )
        {
            string computed = array.Name == "NDArray" ? "" : ".Compute()";
            return $"these are numbers in memory; write {given}{computed}.ToArray<double>()";
        }
        if (
            model.GetTypeInfo(given).Type is { Name: "ChunkedArray" }
            && parameters.Any(p => p.Type.Name == "NDArray")
            && !parameters.Any(p => p.Type.Name == "ChunkedArray")
        )
        {
            return $"'ChunkedArray' is lazy, and its values are taken here; write {given}.Compute()";
        }
        if (given is AnonymousObjectCreationExpressionSyntax settings && parameters.Any(p => p.Name == "encoding"))
            return Encodings(settings);
        if (
            list is { Arguments.Count: > 1, Parent: InvocationExpressionSyntax made }
            && made.Expression is IdentifierNameSyntax { Identifier.Text: "Delay" }
        )
        {
            return $"arguments follow in parentheses of their own: Delay({list.Arguments[0]})({string.Join(", ", list.Arguments.Skip(1))})";
        }
        if (
            list.Parent is InvocationExpressionSyntax { Expression: var method }
            && Dimensions(model, given, method) is { } dims
        )
        {
            return dims;
        }

        if (
            given is SimpleNameSyntax group
            && model.GetMemberGroup(group) is { Length: > 1 } forms
            && IsOurs(forms[0].ContainingType)
        )
        {
            return $"'{group}' has several forms; a function is given as v => v.{group}()";
        }
        if (parameters.Any(p => p.Name == "levels") && given is LiteralExpressionSyntax)
            return "levels are a list: levels: [0, 1, 2]; without them there are about 8 at round numbers";
        // Futures and delayed values come in lists.
        if (
            model.GetTypeInfo(given).Type is { } sequence
            && sequence
                .AllInterfaces.Append(sequence)
                .OfType<INamedTypeSymbol>()
                .FirstOrDefault(t => t is { Name: "IEnumerable", TypeArguments: [{ Name: "Future" or "Delayed" }] })
                is { TypeArguments: [var item] }
        )
        {
            string called = list.Parent is InvocationExpressionSyntax { Expression: var function }
                ? function.ToString()
                : "";
            return item.Name == "Future" && called.EndsWith(".Submit", StringComparison.Ordinal)
                    ? $"a list of futures goes to a function of a list: {called}(vs => vs.Sum(), {given})"
                : called is "Sum" or "Max" or "Min" ? $"a list is reduced by its own methods; write {given}.{called}()"
                : $"a list of calls is added up by {given}.Sum(); Compute({given}) computes each";
        }
        // Concatenate(a, b) takes a list.
        if (
            model.GetTypeInfo(given).Type is { } type
            && IsOurs(type)
            && parameters.FirstOrDefault(p =>
                Element(p.Type) is { } element && SymbolEqualityComparer.Default.Equals(element, type)
            )
                is { } several
        )
        {
            int count = list
                .Arguments.TakeWhile(a =>
                    a.NameColon is null
                    && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(a.Expression).Type, type)
                )
                .Count();
            string rest = string.Concat(list.Arguments.Skip(Math.Max(1, count)).Select(a => $", {a}"));
            string called = list.Parent is InvocationExpressionSyntax call ? call.Expression.ToString() : "…";
            return $"'{several.Name}' is a list; write {called}([{string.Join(", ", list.Arguments.Take(Math.Max(1, count)))}]{rest})";
        }
        return null;
    }

    /// <summary>Says how a data set of named arrays is made.</summary>
    public static string? OfPairs(SemanticModel model, SyntaxNode node)
    {
        if (
            node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is not { } made
            || made.Type.ToString() != "Dataset"
        )
        {
            return null;
        }
        var pairs = (made.ArgumentList?.Arguments.Select(a => a.Expression) ?? [])
            .OfType<TupleExpressionSyntax>()
            .Where(t => t.Arguments.Count == 2)
            .Select(t => (Name: t.Arguments[0].Expression, Value: t.Arguments[1].Expression))
            .Concat(
                (made.Initializer?.Expressions ?? [])
                    .OfType<AssignmentExpressionSyntax>()
                    .Select(a =>
                        (
                            Name: (a.Left as ImplicitElementAccessSyntax)?.ArgumentList.Arguments[0].Expression!,
                            Value: a.Right
                        )
                    )
            )
            .Where(p => p.Name is LiteralExpressionSyntax && model.GetTypeInfo(p.Value).Type is { Name: "DataArray" })
            .Select(p => $"{p.Value}.Rename({p.Name})")
            .ToArray();
        return pairs.Length == 0
            ? null
            : $"a data set is made of named arrays; write new Dataset([{string.Join(", ", pairs)}])";
    }

    /// <summary>Says how an encoding is written whose settings have the names of xarray.</summary>
    public static string? Setting(SemanticModel model, SyntaxNode node)
    {
        if (
            node
                is not IdentifierNameSyntax
                {
                    Parent: AssignmentExpressionSyntax
                    {
                        Parent: InitializerExpressionSyntax { Parent: ExpressionSyntax made } all
                    }
                }
            || (model.GetTypeInfo(made).Type ?? model.GetTypeInfo(made).ConvertedType) is not INamedTypeSymbol type
        )
        {
            return null;
        }
        string settings = string.Join(
            ", ",
            all.Expressions.OfType<AssignmentExpressionSyntax>()
                .Select(a => PythonEncoding.Setting($"{a.Left}", $"{a.Right}", all.ToString()))
                .Where(s => s.Length > 0)
        );
        return type is { Name: "Dictionary", TypeArguments: [_, { Name: "VariableEncoding" }] }
                ? $"each variable has an encoding; write encoding: new() {{ [\"pr\"] = new() {{ {settings} }} }}"
            : type.Name == "VariableEncoding" ? $"no setting '{node}'; write new() {{ {settings} }}"
            : null;
    }

    // new { pr = new { zlib = true } } as a dictionary of encodings.
    private static string? Encodings(AnonymousObjectCreationExpressionSyntax given)
    {
        var variables = given
            .Initializers.Where(i => i.NameEquals is not null)
            .Select(i =>
                (Name: $"\"{i.NameEquals!.Name}\"", Settings: i.Expression as AnonymousObjectCreationExpressionSyntax)
            )
            .ToArray();
        if (Array.Exists(variables, v => v.Settings is null))
            variables = [("\"pr\"", given)];
        var written = variables.Select(v =>
            $"[{v.Name}] = new() {{ {string.Join(", ", v.Settings!.Initializers.Select(s => PythonEncoding.Setting($"{s.NameEquals?.Name}", $"{s.Expression}", $"{given}")).Where(s => s.Length > 0))} }}"
        );
        return $"each variable has an encoding; write encoding: new() {{ {string.Join(", ", written)} }}";
    }

    /// <summary>Says that the reductions of groups go along the grouped dimension alone.</summary>
    public static string? OfGroups(SyntaxNode node)
    {
        if (
            node.FirstAncestorOrSelf<InvocationExpressionSyntax>()
                is not {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.Text: var reduction,
                        Expression: InvocationExpressionSyntax
                        {
                            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GroupBy" or "Resample" },
                            ArgumentList.Arguments: [
                                { Expression: LiteralExpressionSyntax { Token.Value: string key } },
                                ..,
                            ]
                        } grouped
                    }
                } call
            || !PythonGroups.Reductions.Contains(reduction)
        )
        {
            return null;
        }
        string[] dims =
        [
            .. call
                .ArgumentList.DescendantNodes()
                .OfType<LiteralExpressionSyntax>()
                .Select(l => l.Token.Value)
                .OfType<string>()
                .Where(d => d != key.Split('.')[0]),
        ];
        return $"groups are reduced along their own dimension; write {grouped}.{PythonGroups.Reduced(reduction, dims)}";
    }

    // Labelled arrays have named dimensions, other arrays have axes, and windows go along their own dimension.
    private static string? Dimensions(SemanticModel model, ExpressionSyntax given, ExpressionSyntax method)
    {
        if (method is not MemberAccessExpressionSyntax { Expression: var receiver, Name: var called })
        {
            return
                model.GetTypeInfo(given).Type is { Name: "DataArray" }
                && method is SimpleNameSyntax function
                && PythonCalls.IsReduction(function.ToString())
                ? $"functions of arrays without labels do not take '{given}'; write {given}.{function}(\"time\"), or {function}({given}.Data, …)"
                : null;
        }
        string? type = model.GetTypeInfo(receiver).Type?.Name;
        bool text = given is LiteralExpressionSyntax { Token.Value: string },
            number = given is LiteralExpressionSyntax { Token.Value: int } or PrefixUnaryExpressionSyntax;
        return type switch
        {
            "NDArray" when text && LabelAdvice.Source(model, receiver) is { } labelled =>
                $"'NDArray' has no labels; write {labelled}.{called}{given.Parent?.Parent}{LabelAdvice.Rest(given.Parent?.Parent?.Parent)}.Compute()",
            "ChunkedArray" or "NDArray" when text && PythonCalls.IsReduction(called.ToString()) =>
                $"the axes of this array have numbers; write {receiver}.{called}(0), or name them: new DataArray({receiver}, [\"time\"])",
            "DataArray" or "Dataset" when number && PythonCalls.IsReduction(called.ToString()) =>
                $"dimensions have names here; write {receiver}.{called}(\"time\")",
            "RollingArray" or "CoarsenedArray" or "WindowedDataset" when text =>
                $"the windows go along their own dimension; write {receiver}.{called}()",
            "DataArray" or "Dataset" when called.ToString() == "Rolling" && given is TupleExpressionSyntax =>
                $"windows go along one dimension at a time: {receiver}.Rolling(\"lat\", 2).Mean().Rolling(\"lon\", 2).Mean()",
            _ => null,
        };
    }

    /// <summary>Says how a function is called that lacks arguments or has too many.</summary>
    public static string? Missing(SemanticModel model, ExpressionSyntax call)
    {
        var (name, arguments) = call switch
        {
            InvocationExpressionSyntax function => (function.Expression.ToString(), function.ArgumentList),
            ObjectCreationExpressionSyntax made => ("new " + made.Type, made.ArgumentList),
            _ => ("", null),
        };
        if (arguments is null)
            return null;
        var candidates = SignatureFinder.Candidates(model, arguments);
        if (candidates.Count == 0 || !IsOurs(candidates[0].ContainingType))
            return null;
        int given = arguments.Arguments.Count;
        var nearest = candidates
            .OrderBy(c => Math.Abs(c.Parameters.Count(p => !p.IsOptional && !p.IsParams) - given))
            .First();
        string parameters = string.Join(
            ", ",
            nearest.Parameters.Select(p => p.IsOptional || p.IsParams ? $"[{p.Name}]" : p.Name)
        );
        return $"{name} does not take {(given == 1 ? "1 argument" : $"{given} arguments")} like these; it is {name[(name.LastIndexOf('.') + 1)..]}({parameters})";
    }

    private static ITypeSymbol? Element(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? array.ElementType
        : type is INamedTypeSymbol { Name: "IReadOnlyList" or "IEnumerable", TypeArguments: [var element] } ? element
        : null;
}
