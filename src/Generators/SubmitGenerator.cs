using Microsoft.CodeAnalysis;

namespace Gchunk.Generators;

/// <summary>
/// Gives <c>Client</c> the forms of <c>Submit</c> for functions of one to eight arguments: of plain values, of futures,
/// and of delayed values, to which both convert.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class SubmitGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        Forms.Register(context, "Gchunk.Dsl.Client", "Client.Submit.g.cs", "sealed partial class Client", Methods);

    private static string Methods(int n) =>
        Method(n, "Runs a function in the background.", i => $"T{i}", i => $"new ConstantCall({Name(n, i)})")
        + Method(
            n,
            "Runs a function in the background on the values of futures, which stay on the workers.",
            i => $"Future<T{i}>",
            i => $"{Name(n, i)}.Call"
        )
        + Method(
            n,
            "Runs a function in the background on plain values, futures and delayed values. The types of the lambda's arguments must be written.",
            i => $"Delayed<T{i}>",
            i => $"{Name(n, i)}.Call"
        );

    private static string Name(int arguments, int argument) => arguments == 1 ? "argument" : $"argument{argument}";

    // Where an argument is a future, the form for futures is meant, although the others may fit too.
    private static string Method(int arguments, string summary, Func<int, string> type, Func<int, string> call)
    {
        int[] all = [.. Enumerable.Range(1, arguments)];
        string types = string.Join(", ", all.Select(i => $"T{i}").Append("T"));
        string function = $"Func<{types}>";
        string documented = string.Concat(
            all.Select(i =>
                $"    /// <param name=\"{Name(arguments, i)}\">{(arguments == 1 ? "The argument" : $"Argument {i}")}.</param>\n"
            )
        );
        string passed = string.Concat(all.Select(i => $"        {type(i)} {Name(arguments, i)},\n"));
        string values = string.Join(", ", all.Select(i => $"(T{i})a[{i - 1}]!"));
        return $$"""
                /// <summary>{{summary}}</summary>
                /// <param name="function">The function.</param>
            {{documented}}    /// <param name="retries">How often it is tried again if it throws.</param>
                /// <param name="priority">Calls with a higher priority start first; 0 by default.</param>
                /// <param name="key">A name. While a future of this key exists that has not failed, it is returned.</param>
                /// <param name="workers">The names of the worker processes that may run it; any by default.</param>
                /// <param name="resources">What it needs of the resources of its worker while it runs.</param>
                /// <param name="text">The text of the function, which the compiler fills in.</param>
            {{(type(1).StartsWith("Future", StringComparison.Ordinal) ? "    [OverloadResolutionPriority(1)]\n" : "")}}    public Future<T> Submit<{{types}}>(
                    {{function}} function,
            {{passed}}        int? retries = null,
                    int? priority = null,
                    string? key = null,
                    IEnumerable<string>? workers = null,
                    IReadOnlyDictionary<string, double>? resources = null,
                    [CallerArgumentExpression(nameof(function))] string text = ""
                ) =>
                    Submit<T>(
                        new FunctionCall(UserFunction.Of(function, key ?? text), static (f, a) => (({{function}})f)({{values}}), [{{string.Join(
                ", ",
                all.Select(call)
            )}}]),
                        Options(retries, priority, workers, resources),
                        key
                    );


            """;
    }
}
