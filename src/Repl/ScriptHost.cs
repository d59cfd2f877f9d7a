using System.Collections.Immutable;
using Gchunk.Engine;
using Gchunk.Repl.Assistance.Python;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl;

/// <summary>Compiles and runs C# piece by piece. Each piece sees the variables of the earlier ones.</summary>
internal sealed partial class ScriptHost
{
    private const int TrimAfter = 64;
    private const int MostVariables = 256;

    private string folder;
    private readonly SubmissionChain chain;
    private readonly SubmissionContext context = new();
    private readonly Lock gate = new();
    private readonly List<Submission> submissions = [];
    private readonly Dictionary<string, (string Path, SourceText Text)> sources = new(StringComparer.Ordinal);
    private readonly List<VariablePiece> mergeable = []; // the newest pieces of the chain
    private readonly HashSet<string> withoutValue = new(StringComparer.Ordinal); // declared by pieces that failed
    private object?[] states;
    private volatile Submission? running;
    private int generation;
    private int evaluations;

    /// <param name="globals">The object whose members the code can use by their bare names.</param>
    /// <param name="folder">The folder that relative paths in <c>#r</c> and <c>#load</c> refer to.</param>
    public ScriptHost(ScriptGlobals globals, string folder)
    {
        this.folder = folder;
        Dsl.Explorer.Pages ??= new Explorer.ExplorerPages();
        Web.Dashboard.DashboardHost.Install();
        chain = new SubmissionChain(globals.GetType(), folder);
        states = [globals];
    }

    /// <param name="arguments">The arguments, available to the code as <c>Args</c>.</param>
    /// <param name="folder">The folder that relative paths in <c>#r</c> and <c>#load</c> refer to.</param>
    public ScriptHost(string[] arguments, string folder)
        : this(new ScriptGlobals(arguments), folder) { }

    /// <summary>True if the code is a file's, so that its folder may say where packages come from.</summary>
    public bool IsOfFile { get; init; }

    /// <summary>The compilations, for features such as completion that analyse code without running it.</summary>
    public SubmissionChain Chain => chain;

    /// <summary>The variables that the code has declared.</summary>
    public Variables Variables { get; } = new();

    /// <summary>Called with each compiled piece and its source files, before the piece runs.</summary>
    public Action<Submission, IEnumerable<string>>? OnCompiled { get; init; }

    /// <summary>
    /// Whether Ctrl-C abandons an <c>await</c> at the top level. True at the prompt; Ctrl-C ends a script as a whole.
    /// </summary>
    public bool LeavesAwaits { get; init; }

    /// <summary>
    /// The number of pieces after which those that only declare variables are merged. A name is looked up in all pieces,
    /// so a long session would become slow.
    /// </summary>
    public int MergeAfter { get; init; } = 32;

    /// <summary>
    /// The pieces that were compiled and loaded, in order. Each has the bytes that another process needs to run the
    /// same code, and the assembly that runs here.
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
    /// The number of state objects that later code can use: the globals, and one for each piece that declared
    /// something.
    /// </summary>
    public int States => states.Length;

    /// <summary>The load context of the session's assemblies.</summary>
    public SubmissionContext Context => context;

    /// <summary>Compiles the code as the next piece of the session and runs it to its end.</summary>
    /// <param name="code">A script or a piece of one.</param>
    /// <param name="path">The file that the code comes from, or a name for it, which errors show.</param>
    public Evaluation Evaluate(string code, string path)
    {
        Interrupt.Reset();
        var mine = Volatile.Read(ref generation);
        var compilation = chain.Next(code, path);
        var (packages, missing) = chain.Packages.Get(compilation, IsOfFile ? folder : null, context);
        if (missing is not null)
            return new Evaluation([missing], null, null);
        if (!packages.IsEmpty)
            compilation = chain.Next(code, path, packages);
        Submission? submission;
        ImmutableArray<Diagnostic> errors;
        Compilation compiled;
        try
        {
            (submission, errors, compiled) = CompilerThread.Run(cancellation =>
                SubmissionCompiler.Compile(compilation, context, cancellation)
            );
        }
        catch (OperationCanceledException e)
        {
            return new Evaluation([], e, null);
        }
        var typed = compilation.SyntaxTrees;
        compilation = (CSharpCompilation)compiled;
        if (submission is null)
        {
            // A using directive alone produces neither code nor errors.
            if (errors.IsEmpty)
            {
                chain.Append(compilation);
                mergeable.Clear();
            }
            return new Evaluation([.. errors.Select(WithoutValue)], null, null);
        }

        string? note = IsOfFile ? null : PythonNotes.On(compilation);
        lock (gate)
        {
            submissions.Add(submission);
            foreach (var tree in typed)
                sources[Path.GetFullPath(tree.FilePath, folder)] = (tree.FilePath, tree.GetText());
        }

        OnCompiled?.Invoke(submission, compilation.SyntaxTrees.Select(t => t.FilePath));

        // Each submission that declares something gets a state object. One that declares nothing is invisible to later
        // submissions.
        var visibleStates = new object?[states.Length + 1];
        states.CopyTo(visibleStates, 0);
        object? value = null;
        Exception? exception = null;
        Variables.Capture(submission, compilation);
        var clients = new SessionClients(Variables);
        running = submission;
        try
        {
            var run = submission.Run(visibleStates);
            if (LeavesAwaits && !run.IsCompleted)
                Task.WaitAny([run], Interrupt.Token);
            value = run.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The user's code may throw anything; the variables set before remain.
        catch (Exception e)
#pragma warning restore CA1031
        {
            exception = e;
        }

        bool isMine = mine == Volatile.Read(ref generation);
        if (isMine && exception is not null)
            LeaveOut(exception, path, ref submission, ref compilation, ref visibleStates);
        if (isMine && SubmissionCompiler.DeclaresAnything(compilation))
        {
            Variables.Add(visibleStates[^1], submission, compilation);
            if (visibleStates[^1] is { } state && VariableMerge.IsPlain(compilation))
                mergeable.Add(new VariablePiece(chain.Last, states.Length, compilation, state, NameOf(submission)));
            else
                mergeable.Clear();
            chain.Append(compilation);
            states = visibleStates;
            if (mergeable.Count >= MergeAfter)
                Merge();
        }
        if (isMine && clients.EndReplaced() is { } others && !IsOfFile)
            note ??= others;
        if (++evaluations % TrimAfter == 0)
            NativeHeap.Trim();

        return new Evaluation([], exception, value) { Note = note };
    }

    /// <summary>
    /// Abandons the running evaluation: if it ever ends, its declarations are not added to the session.
    /// </summary>
    public void Abandon()
    {
        Interlocked.Increment(ref generation);
        if (running is { } left)
            Variables.Capture(left, compilation: null);
    }

    // Variables that a piece declares, but to which it gave no value before it failed, are not declared. Those that have
    // a value move to a piece of their own.
    private void LeaveOut(
        Exception failure,
        string path,
        ref Submission submission,
        ref CSharpCompilation compilation,
        ref object?[] visibleStates
    )
    {
        var lost = FailedDeclarations.In(compilation, visibleStates[^1], submission, failure);
        if (lost.Count == 0)
            return;
        var kept = VariableMerge.Declared(compilation).Where(m => !lost.Contains(m.Name)).ToArray();
        if (kept.Length > 0 && !VariableMerge.IsPlain(compilation))
            return; // functions may use the variables
        withoutValue.UnionWith(lost.Where(name => Variables.Find(name) is null));
        var smaller = chain.Next(VariableMerge.Declarations(kept.OfType<IFieldSymbol>()), path);
        if (kept.Length == 0)
        {
            compilation = smaller;
            return;
        }
        // Declarations of fields are never nested deeply, so the stack of this thread is enough, here and for merging.
        if (SubmissionCompiler.Compile(smaller, context).Submission is not { } piece)
            return;
        object?[] without = [.. visibleStates[..^1], null];
        piece.Run(without).GetAwaiter().GetResult();
        foreach (var field in kept)
        {
            object from = visibleStates[^1]!,
                to = without[^1]!;
            to.GetType().GetField(field.Name)!.SetValue(to, from.GetType().GetField(field.Name)!.GetValue(from));
        }
        lock (gate)
            submissions.Add(piece);
        (submission, compilation, visibleStates) = (piece, smaller, without);
    }

    // The compiler knows no variable whose declaration failed.
    private Diagnostic WithoutValue(Diagnostic error) =>
        error.Id == "CS0103"
        && error.Location.SourceTree?.GetText().ToString(error.Location.SourceSpan) is { } name
        && withoutValue.Contains(name)
            ? Assistance.ErrorAdvice.With(error, $"'{name}' has no value: the input that declares it failed")
            : error;

    // Replaces the newest pieces by one that declares those of their variables that are still in use.
    private void Merge()
    {
        int first = mergeable.FindLastIndex(p => p.Fields.Any(f => Variables.IsCaptured(p.Assembly, f.Name))) + 1;
        mergeable.RemoveRange(0, first);
        if (mergeable.Count < MergeAfter / 2)
            return;
        var (before, statesBefore) = (mergeable[0].Before, mergeable[0].StatesBefore);
        var fields = mergeable.SelectMany(p => p.Fields.Where(f => Variables.Find(f.Name)?.State == p.State)).ToArray();
        mergeable.Clear();
        object?[] kept = states[..statesBefore];
        if (fields.Length == 0)
        {
            chain.Append(before);
            states = kept;
            return;
        }
        var compilation = chain.NextAfter(before, VariableMerge.Declarations(fields), "<variables>");
        if (SubmissionCompiler.Compile(compilation, context).Submission is not { } submission)
            return; // the pieces stay
        object?[] mergedStates = [.. kept, null];
        submission.Run(mergedStates).GetAwaiter().GetResult();
        if (mergedStates[^1] is not { } state)
            return;
        lock (gate)
            submissions.Add(submission);
        // Ctrl-C aborts the thread, but not in a finally block.
        try { }
        finally
        {
            foreach (var field in fields)
                Variables.Move(field.Name, state);
            chain.Append(compilation);
            states = mergedStates;
        }
        // A large piece stays as it is, so that a merge takes no longer in a long session.
        if (fields.Length < MostVariables)
            mergeable.Add(new VariablePiece(before, statesBefore, compilation, state, NameOf(submission)));
    }

    private static string NameOf(Submission submission) => submission.Assembly.GetName().Name!;

    /// <summary>Changes the folder that relative paths in <c>#r</c> and <c>#load</c> refer to.</summary>
    public void MoveTo(string elsewhere)
    {
        folder = elsewhere;
        chain.MoveTo(elsewhere);
    }

    /// <summary>Compiles a short piece and discards it, because the compiler's first run is slow.</summary>
    public void WarmUp() => SubmissionCompiler.Warm(chain.Next("var warm = Ones((2, 3)).Mean();", "<warm-up>"));

    /// <summary>Removes all declarations.</summary>
    public void Reset()
    {
        Variables.Clear();
        mergeable.Clear();
        chain.Reset();
        states = [states[0]];
    }

    /// <summary>
    /// Finds a line of code that ran. Returns the name of its piece and its text, or null if the file belongs to no
    /// piece.
    /// </summary>
    /// <param name="file">The file as a stack trace shows it: a full path, even if the piece's name is not one.</param>
    /// <param name="line">The line number, counted from 0.</param>
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
