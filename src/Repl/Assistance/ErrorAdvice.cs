using System.Collections.Immutable;
using System.Globalization;
using Gchunk.Engine;
using Gchunk.Repl.Assistance.Python;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Adds advice to compiler errors: the nearest name, or gchunk's counterpart of a member of other libraries.
/// </summary>
internal static partial class ErrorAdvice
{
    private const int MostAdvised = 10;

    /// <summary>Returns the errors, with advice in the messages where there is any.</summary>
    public static ImmutableArray<Diagnostic> To(Compilation compilation, ImmutableArray<Diagnostic> errors)
    {
        var answered = PythonAdvice.To(compilation, errors);
        return answered == errors ? Named(compilation, errors) : answered;
    }

    /// <summary>Returns the errors with the nearest names and gchunk's counterparts of members.</summary>
    public static ImmutableArray<Diagnostic> Named(Compilation compilation, ImmutableArray<Diagnostic> errors) =>
        [
            .. OneALine([.. errors.Take(MostAdvised).Select(e => (e, Message(compilation, e)))]),
            .. errors.Skip(MostAdvised),
        ];

    // After an error of syntax the compiler finds errors that are none, and beside advice its own words say less.
    private static IEnumerable<Diagnostic> OneALine(List<(Diagnostic Error, string? Advice)> errors)
    {
        foreach (var line in errors.GroupBy(e => e.Error.Location.GetLineSpan().StartLinePosition.Line))
        {
            var advised = line.Where(e => e.Advice is not null).DistinctBy(e => e.Advice).ToArray();
            var told =
                advised.Length > 0 ? advised
                : line.FirstOrDefault(e => IsSyntax(e.Error)) is { Error: not null } first ? [first]
                : [.. line];
            foreach (var (error, advice) in told)
                yield return advice is null ? error : With(error, advice);
        }
    }

    private static bool IsSyntax(Diagnostic error) =>
        error.Location.SourceTree?.GetDiagnostics().Any(d => d.Id == error.Id && d.Location == error.Location) == true;

    /// <summary>Returns the error with another message.</summary>
    public static Diagnostic With(Diagnostic error, string message) => Error(error.Id, message, error.Location);

    /// <summary>Returns an error of gchunk's own.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="message">Its message.</param>
    /// <param name="location">Its place in the input, or null.</param>
    public static Diagnostic Error(string id, string message, Location? location) =>
        Diagnostic.Create(
            id,
            "gchunk",
            message,
            DiagnosticSeverity.Error,
            DiagnosticSeverity.Error,
            isEnabledByDefault: true,
            warningLevel: 0,
            location: location
        );

    private static string? Message(Compilation compilation, Diagnostic error)
    {
        if (error.Location.SourceTree is not { } tree)
            return null;
        var model = compilation.GetSemanticModel(tree);
        var root = tree.GetRoot();
        if (
            error.Id == "CS0006"
            && root.FindTrivia(error.Location.SourceSpan.Start).GetStructure()
                is ReferenceDirectiveTriviaSyntax directive
        )
        {
            return NoAssembly(directive);
        }

        if (
            error.Id == "CS0825"
            && root.FindToken(error.Location.SourceSpan.Start).GetPreviousToken().IsKind(SyntaxKind.UsingKeyword)
        )
        {
            return "'using var' is not allowed at a script's top level; write using (var …) { … }, or var … and Dispose() at the end";
        }

        var node = root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        return error.Id switch
        {
            "CS0103" or "CS0246" when node is SimpleNameSyntax name => InScope(model, name, error),
            "CS0117" when TypeAdvice.Setting(model, node) is { } setting => setting,
            "CS1061"
            or "CS0117"
                when ((node as MemberBindingExpressionSyntax)?.Name ?? node.FirstAncestorOrSelf<SimpleNameSyntax>())
                    is { } name => Member(model, name),
            "CS1503"
            or "CS0029"
                when node is ExpressionSyntax literal && LiteralMending.Meant(model, literal) is var (type, members) =>
                Spelling.Unknown(type, ((LiteralExpressionSyntax)literal).Token.ValueText, members),
            "CS1503" or "CS7036" when TypeAdvice.OfPairs(model, node) is { } made => made,
            "CS1503" when ValueAdvice.Pairs(model, node) is { } pairs => pairs,
            "CS1503" when node is ExpressionSyntax given && TypeAdvice.Argument(model, given) is { } advice => advice,
            "CS1503"
                when node.FirstAncestorOrSelf<ElementAccessExpressionSyntax>() is { } access
                    && model.GetTypeInfo(access.Expression).Type is { Name: "DataArray" } =>
                $"brackets take positions, a mask or the name of a coordinate; select by position with {access.Expression}.Isel(\"dim\", index) and by label with {access.Expression}.Sel(\"dim\", label)",
            "CS1739" when node.FirstAncestorOrSelf<NameColonSyntax>() is { } name => Arguments(model, name),
            "CS7036"
            or "CS1501"
                when node.AncestorsAndSelf()
                    .FirstOrDefault(n => n is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
                    is ExpressionSyntax call => TypeAdvice.Missing(model, call),
            "CS0305" or "CS1955" when node is SimpleNameSyntax name => PythonWords.Instead(
                name.Identifier.Text.ToLowerInvariant()
            ),
            "CS0119" or "CS0428" when node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { } access =>
                TypeAdvice.MethodAsValue(model, access),
            "CS0123" or "CS0407" when node is SimpleNameSyntax function => TypeAdvice.WholeArray(model, function),
            "CS0023" when node is PrefixUnaryExpressionSyntax negated => ValueAdvice.Negated(model, negated),
            "CS0029" or "CS0266" when node is ExpressionSyntax value => TypeAdvice.Range(value)
                ?? ValueAdvice.Whole(model, value)
                ?? ValueAdvice.Truth(model, value)
                ?? TypeAdvice.NotComputed(model, value),
            "CS1579"
                when (node as ExpressionSyntax ?? node.FirstAncestorOrSelf<ForEachStatementSyntax>()?.Expression)
                    is { } source => TypeAdvice.NotEnumerable(model, source),
            "CS0411"
                when node
                    is IdentifierNameSyntax
                    {
                        Identifier.Text: "Delay",
                        Parent: InvocationExpressionSyntax
                        {
                            ArgumentList.Arguments: [{ Expression: SimpleNameSyntax } only]
                        }
                    } => $"'{only}' has several forms; write Delay(() => {only}(…))",
            "CS0411" when node is IdentifierNameSyntax { Identifier.Text: "Load" } load =>
                $"an estimator is read as what it is: {load}<KMeans>({(load.Parent as InvocationExpressionSyntax)?.ArgumentList.Arguments})",
            "CS9174" or "CS9176" or "CS1503" when TypeAdvice.OfGroups(node) is { } groups => groups,
            "CS0411"
                when node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { } linq
                    && LabelAdvice.Member(model, linq) is { } labels => labels,
            "CS0411"
                when node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { } access
                    && model.GetTypeInfo(access.Expression).Type is { } type
                    && TypeAdvice.IsOurs(type)
                    && access.Name.Identifier.Text is "ToList" or "ToArray" or "Select" or "Sort" =>
                $"'{type.Name}' is no collection of .NET: {(type.Name == "NDArray" ? "ToArray<double>() returns an array of it" : Values)}",
            "CS0019" when node is BinaryExpressionSyntax comparison => OperatorAdvice.DTypeAsText(model, comparison)
                ?? OperatorAdvice.Repeated(comparison)
                ?? OperatorAdvice.Joined(model, comparison)
                ?? OperatorAdvice.Power(model, comparison),
            "CS0201" when node is ExpressionSyntax value => OperatorAdvice.Power(model, value)
                ?? $"a value alone is no statement; without the semicolon it is shown, or keep it: var y = {value};",
            "CS8121" when node.FirstAncestorOrSelf<IsPatternExpressionSyntax>() is { } always =>
                $"the type of '{always.Expression}' is known: {model.GetTypeInfo(always.Expression).Type}",
            "CS1660"
                when node.FirstAncestorOrSelf<InvocationExpressionSyntax>()
                    is { Expression: MemberAccessExpressionSyntax of }
                    && IsLabelled(model.GetTypeInfo(of.Expression).Type) =>
                $"{of.Name} takes arrays, no functions of them; a function of the array is {of.Expression}.Pipe(v => …)",
            "CS0218" => "&& and || are for single truth values; arrays take & and |, with each side in parentheses",
            "CS0200"
                when node.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { Name.Identifier.Text: "Name" } named
                    && node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment
                    && IsLabelled(model.GetTypeInfo(named.Expression).Type) =>
                $"a name is not changed in place; write {named.Expression} = {named.Expression}.Rename({assignment.Right})",
            "CS0200"
                when node.FirstAncestorOrSelf<ElementAccessExpressionSyntax>()
                    is { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Coords" } coords } labels =>
                $"a coordinate is not set in place; write {coords.Expression} = {coords.Expression}.AssignCoords({labels.ArgumentList.Arguments}, …)",
            "CS0200"
                when node.FirstAncestorOrSelf<ElementAccessExpressionSyntax>() is { } element
                    && model.GetTypeInfo(element.Expression).Type is { Name: "NDArray" or "TruthArray" } =>
                $"an array in memory is not changed in place; var x = {element.Expression}.ToLazy(), then x{element.ArgumentList} = … does",
            _ => null,
        };
    }

    private static string NoAssembly(ReferenceDirectiveTriviaSyntax directive)
    {
        string file = directive.File.ValueText,
            folder = Path.GetDirectoryName(file) is { Length: > 0 } stated ? stated : ".";
        string? near = Directory.Exists(folder)
            ? Spelling.Nearest(
                Path.GetFileName(file),
                Directory.EnumerateFiles(folder, "*.dll").Select(f => Path.GetFileName(f))
            )
            : null;
        return $"no assembly '{file}'{DidYouMean(near)}{(file.Contains('.', StringComparison.Ordinal) && !file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? $"; to reference a package, write #r \"nuget: {file}\"" : "")}";
    }

    private static string? InScope(SemanticModel model, SimpleNameSyntax name, Diagnostic error)
    {
        string given = name.Identifier.Text;
        if (PythonWords.Instead(given) is { } instead)
            return instead;
        if (PythonNames.Modules.Contains(given))
            return $"no name '{given}' here: functions are written without a module, such as Cos(x); ReferenceTable.Find(\"cos\") looks for one";
        if (PythonNames.Without(given) is { } without)
            return $"no name '{given}' here: {without}";
        if (PythonNames.ElsewhereCalled(given) is { } called)
            return $"no name '{given}' here; it is {called}";
        if (PythonNames.OnlyMethod(given) is { } method)
            return $"no name '{given}' here; it is a method: x.{method}(…)";
        if (PythonNames.SkippingNaN(given) is { } skipping)
            return $"no name '{given}' here: {skipping}(x, skipNaN: true) skips NaN";
        var symbols = model
            .LookupSymbols(name.SpanStart)
            .Where(s => s is not INamespaceSymbol && IsMeant(s, name))
            .ToArray();
        var near = SameLetters(given, symbols) ?? Nearest(given, symbols.Where(s => IsNear(s, name)));
        return error.Id == "CS0246"
            ? $"no type '{given}'{DidYouMean(near)}"
            : $"no name '{given}' here{DidYouMean(near)}";
    }

    // A value in small letters is a variable of the session; two letters are near to anything.
    private static bool IsNear(ISymbol symbol, SimpleNameSyntax name) =>
        name.Identifier.Text is { Length: > 2 } given
        && (
            char.IsUpper(given[0])
            || name.Parent is InvocationExpressionSyntax
            || symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
            || symbol.ContainingType is { IsScriptClass: true }
        );

    private static string? Member(SemanticModel model, SimpleNameSyntax name)
    {
        var receiver = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access.Expression,
            MemberBindingExpressionSyntax => name.Ancestors()
                .OfType<ConditionalAccessExpressionSyntax>()
                .FirstOrDefault()
                ?.Expression,
            _ => null,
        };
        if (receiver is null)
            return null;
        string given = name.Identifier.Text;
        var type = model.GetSymbolInfo(receiver).Symbol as INamedTypeSymbol ?? model.GetTypeInfo(receiver).Type;
        if (type is null or { TypeKind: TypeKind.Error or TypeKind.Dynamic })
            return null;
        string shown = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        if (
            type is INamedTypeSymbol { Name: "Func", TypeArguments: [.., { Name: "Delayed" } later] }
            && TypeAdvice.IsOurs(later)
        )
        {
            string arguments = type is INamedTypeSymbol { Arity: 1 } ? "" : "…",
                called = PythonNames.Member(given) ?? given;
            return $"a delayed function is called before its result is used; write {receiver}({arguments}).{called}{(name.Parent?.Parent as InvocationExpressionSyntax)?.ArgumentList}";
        }
        string? near = Nearest(given, SymbolCompletion.Members(model, receiver, name.SpanStart));
        if (
            (near is null || PythonNames.Differ(given, near))
            && name.Parent is MemberAccessExpressionSyntax ofValues
            && LabelAdvice.Member(model, ofValues) is { } labels
        )
        {
            return labels;
        }
        if (!given.Equals(near, StringComparison.OrdinalIgnoreCase) && TypeAdvice.IsOurs(type))
        {
            bool ofDsl = type.ContainingNamespace.ToDisplayString() == "Gchunk.Dsl";
            if (
                Elsewhere.TryGetValue($"{type.Name}.{given}", out string? instead)
                || ofDsl
                    && (Elsewhere.TryGetValue(given, out instead) || ElsewherePlain.TryGetValue(given, out instead))
            )
            {
                return $"'{shown}' has no member '{given}': {instead}";
            }
        }
        if (near is null && TypeAdvice.IsOurs(type) && FunctionOf(model, name) is { } function)
            return $"'{shown}' has no member '{given}'; it is a function: {function}({receiver}{Following(name)})";
        // What arrays in memory lack, lazy ones may have.
        if (
            type is { Name: "NDArray" or "TruthArray" }
            && near is null
            && model.Compilation.GetTypeByMetadataName("Gchunk.Dsl.ChunkedArray") is { } lazy
            && SameLetters(
                given,
                lazy.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public),
                exactly: true
            )
                is { } member
        )
        {
            return $"'{shown}' has no member '{given}', lazy arrays have it: {receiver}.ToLazy().{member}{(name.Parent?.Parent is InvocationExpressionSyntax ? "(…).Compute()" : "")}";
        }
        // In xarray, a variable of a data set and a coordinate can be written as members.
        string? kind = type.Name switch
        {
            "Dataset" => "variable",
            "DataArray" => "coordinate",
            _ => null,
        };
        bool named =
            kind is not null
            && name.Parent?.Parent is not InvocationExpressionSyntax
            && !given.Equals(near, StringComparison.OrdinalIgnoreCase);
        return $"'{shown}' has no member '{given}'{(named ? $"; to get a {kind}, write {receiver}[\"{given}\"]" : DidYouMean(near))}";
    }

    // The arguments of a method, after the array that its function takes first.
    private static string Following(SimpleNameSyntax name) =>
        name.Parent?.Parent is InvocationExpressionSyntax call
            ? string.Concat(call.ArgumentList.Arguments.Select(a => $", {a}"))
            : "";

    // The function of the same letters, with or without underscores.
    private static string? FunctionOf(SemanticModel model, SimpleNameSyntax name) =>
        SameLetters(
            name.Identifier.Text.Replace("_", "", StringComparison.Ordinal),
            model.LookupSymbols(name.SpanStart).Where(s => s is IMethodSymbol { ContainingType.Name: "Prelude" }),
            exactly: true
        );

    private static bool IsLabelled(ITypeSymbol? type) =>
        type is { Name: "DataArray" or "Dataset" or "WeightedArray" or "WeightedDataset" } && TypeAdvice.IsOurs(type);

    /// <summary>
    /// Whether a name may be meant by one like it: of gchunk, of a package or of the session, but not of .NET, whose
    /// thousands of types are near to anything, and not what is being declared.
    /// </summary>
    /// <param name="symbol">The name that exists.</param>
    /// <param name="place">Where the other one stands.</param>
    public static bool IsMeant(ISymbol symbol, SyntaxNode? place = null) =>
        symbol.ContainingAssembly?.Name is not { } assembly
        || !(
            assembly.StartsWith("System", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
            || assembly is "mscorlib" or "netstandard"
        )
            && !symbol.DeclaringSyntaxReferences.Any(r =>
                place is not null && r.SyntaxTree == place.SyntaxTree && r.Span.Contains(place.Span)
            );

    internal static string? SameLetters(string given, IEnumerable<ISymbol> symbols, bool exactly = false) =>
        symbols
            .FirstOrDefault(s =>
                s.CanBeReferencedByName
                && s.Name.Equals(given, StringComparison.OrdinalIgnoreCase)
                && (exactly || s.Name != given)
            )
            ?.Name;

    private static string? Nearest(string given, IEnumerable<ISymbol> symbols)
    {
        string[] names =
        [
            .. symbols.Where(s => s.CanBeReferencedByName).Select(s => s.Name).Distinct(StringComparer.Ordinal),
        ];
        // A name that differs only in case comes before any other.
        return names.FirstOrDefault(n => n.Equals(given, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(n =>
                n.Equals(given.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            )
            ?? Spelling.Nearest(given, names);
    }

    private static string DidYouMean(string? near) =>
        near is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; did you mean '{near}'?");
}
