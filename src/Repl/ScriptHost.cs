using System.Collections.Immutable;
using Gchunk.Engine;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl;

/// <summary>
/// What became of one piece of code: errors of compilation, an exception, or a value (null where it is a statement).
/// </summary>
internal sealed record Evaluation(ImmutableArray<Diagnostic> Errors, Exception? Exception, object? Value)
{
    public bool Succeeded => Errors.IsEmpty && Exception is null;
}

/// <summary>Compiles and runs C# piece by piece; each piece sees the variables of those before it.</summary>
internal sealed class ScriptHost
{
    private string folder;
    private readonly SubmissionChain chain;
    private readonly SubmissionContext context = new();
    private readonly Lock gate = new();
    private readonly List<Submission> submissions = [];
    private readonly Dictionary<string, (string Path, SourceText Text)> sources = new(StringComparer.Ordinal);
    private object?[] states;
    private int generation;

    /// <param name="globals">What the code sees by bare names beside its imports.</param>
    /// <param name="folder">Where <c>#r</c> and <c>#load</c> look for relative paths.</param>
    public ScriptHost(ScriptGlobals globals, string folder)
    {
        this.folder = folder;
        chain = new SubmissionChain(globals.GetType(), folder);
        states = [globals];
    }

    /// <param name="arguments">What the code sees as <c>Args</c>.</param>
    /// <param name="folder">Where <c>#r</c> and <c>#load</c> look for relative paths.</param>
    public ScriptHost(string[] arguments, string folder)
        : this(new ScriptGlobals(arguments), folder) { }

    /// <summary>The compilations, for what reads code without running it.</summary>
    public SubmissionChain Chain => chain;

    /// <summary>The variables that the code declared.</summary>
    public Variables Variables { get; } = new();

    /// <summary>Told of each piece once it is compiled, before it runs, and of the files that it was made of.</summary>
    public Action<Submission, IEnumerable<string>>? OnCompiled { get; init; }

    /// <summary>
    /// Whether Ctrl-C ends the wait for an <c>await</c>, whatever it waits for: so at the prompt; a script ends as a
    /// whole.
    /// </summary>
    public bool LeavesAwaits { get; init; }

    /// <summary>
    /// What was compiled and loaded, in order: the bytes that another process needs to run the same code, and the
    /// assembly that runs here.
    /// </summary>
    public IReadOnlyList<Submission> Submissions
    {
        get
        {
            lock (gate)
                return [.. submissions];
        }
    }

    /// <summary>
    /// How many objects the code to come may see: the globals, and one for each piece that declared something.
    /// </summary>
    public int States => states.Length;

    /// <summary>Where the session's assemblies are loaded.</summary>
    public SubmissionContext Context => context;

    /// <summary>
    /// Whether the code can stand as it is, or waits for a closing bracket or the rest of a statement.
    /// </summary>
    public static bool IsComplete(string code)
    {
        var tree = SyntaxFactory.ParseSyntaxTree(code, SubmissionChain.ParseOptions);
        // An open raw string is no complete one, which Roslyn's own answer takes it for.
        return SyntaxFactory.IsCompleteSubmission(tree) && !tree.GetDiagnostics().Any(d => d.Id == "CS8997");
    }

    /// <summary>
    /// Whether only the semicolon is missing from a declaration, an assignment, a using or the like, as one forgets it
    /// at a prompt.
    /// </summary>
    public static bool LacksOnlySemicolon(string code)
    {
        SyntaxTree tree = SyntaxFactory.ParseSyntaxTree(code.TrimEnd() + ";", SubmissionChain.ParseOptions);
        if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
            return false;
        var root = (CompilationUnitSyntax)tree.GetRoot();
        return root.Members.LastOrDefault() switch
        {
            null => root.Usings.Count > 0,
            FieldDeclarationSyntax or MethodDeclarationSyntax { ExpressionBody: not null } => true,
            GlobalStatementSyntax
            {
                Statement: LocalDeclarationStatementSyntax
                    or ThrowStatementSyntax
                    or ReturnStatementSyntax
                    or ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax }
            } => true,
            _ => false,
        };
    }

    /// <summary>Compiles the code after what ran before it, and runs it to its end.</summary>
    /// <param name="code">A script or a piece of one.</param>
    /// <param name="path">The file that it comes from, or a name for it; errors are told apart by it.</param>
    public Evaluation Evaluate(string code, string path)
    {
        Interrupt.Reset();
        var mine = Volatile.Read(ref generation);
        var compilation = chain.Next(code, path);
        var (packages, missing) = chain.Packages.Get(compilation, folder, context);
        if (missing is not null)
            return new Evaluation([missing], null, null);
        if (!packages.IsEmpty)
            compilation = chain.Next(code, path, packages);
        var (submission, errors) = SubmissionCompiler.Compile(compilation, context);
        if (submission is null)
        {
            // A using alone makes no code, and no errors either.
            if (errors.IsEmpty)
                chain.Append(compilation);
            return new Evaluation(errors, null, null);
        }

        lock (gate)
        {
            submissions.Add(submission);
            foreach (var tree in compilation.SyntaxTrees)
                sources[Path.GetFullPath(tree.FilePath, folder)] = (tree.FilePath, tree.GetText());
        }

        OnCompiled?.Invoke(submission, compilation.SyntaxTrees.Select(t => t.FilePath));

        // Each submission that declares something has a place of its own; what declares nothing leaves no trace in
        // those after it.
        var places = new object?[states.Length + 1];
        states.CopyTo(places, 0);
        object? value = null;
        Exception? exception = null;
        try
        {
            var run = submission.Run(places);
            if (LeavesAwaits && !run.IsCompleted)
                Task.WaitAny([run], Interrupt.Token);
            value = run.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The user's code may throw anything; the variables set before it survive it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            exception = e;
        }

        if (mine == Volatile.Read(ref generation) && SubmissionCompiler.DeclaresAnything(compilation))
        {
            Variables.Add(places[^1], submission, compilation);
            chain.Append(compilation);
            states = places;
        }

        return new Evaluation([], exception, value);
    }

    /// <summary>
    /// Gives up on the evaluation that runs now: should it ever end, the session takes nothing from it.
    /// </summary>
    public void Abandon() => Interlocked.Increment(ref generation);

    /// <summary>Lets <c>#r</c> and <c>#load</c> look elsewhere for relative paths.</summary>
    public void MoveTo(string elsewhere)
    {
        folder = elsewhere;
        chain.MoveTo(elsewhere);
    }

    /// <summary>Compiles a little and throws it away: the compiler is slow the first time.</summary>
    public void WarmUp() => SubmissionCompiler.Warm(chain.Next("var warm = Ones((2, 3)).Mean();", "<warm-up>"));

    /// <summary>Forgets everything that was declared.</summary>
    public void Reset()
    {
        Variables.Clear();
        chain.Reset();
        states = [states[0]];
    }

    /// <summary>
    /// Finds a line in the pieces that ran: the name that its piece was given and its text; null for a file that is
    /// none of them.
    /// </summary>
    /// <param name="file">The file, as a stack trace names it: a full path even where the piece's name is none.</param>
    /// <param name="line">Counted from 0.</param>
    public (string Path, string Text)? FindLine(string file, int line)
    {
        lock (gate)
        {
            return sources.TryGetValue(file, out var source) && line < source.Text.Lines.Count
                ? (source.Path, source.Text.Lines[line].ToString())
                : null;
        }
    }
}
