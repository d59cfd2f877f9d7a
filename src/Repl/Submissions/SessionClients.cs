using Gchunk.Dsl;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// The clients and clusters before an input runs: what the input makes replaces those of the same variables, or is named
/// as another one.
/// </summary>
/// <param name="variables">The variables of the session.</param>
internal sealed class SessionClients(Variables variables)
{
    private readonly IReadOnlyList<(string Name, IDisposable Client)> before = In(variables);
    private readonly IReadOnlyList<Client> open = Client.AllOpen;

    /// <summary>
    /// Ends clients and clusters whose variable holds another one now, if no other variable has them: running a line
    /// such as <c>var client = new Client(2);</c> again leaves no workers behind.
    /// </summary>
    /// <returns>A note if the input made a client and others stay open; otherwise null.</returns>
    public string? EndReplaced()
    {
        var now = In(variables);
        foreach (var (name, client) in before)
        {
            if (
                now.Any(n => n.Name == name && n.Client.GetType() == client.GetType())
                && !now.Any(n => ReferenceEquals(n.Client, client))
            )
            {
                client.Dispose();
            }
        }
        var others = open.Where(c => c.IsOpen).ToArray();
        if (others.Length == 0 || Client.AllOpen.All(c => open.Contains(c)))
            return null;
        string[] names = [.. others.Select(Name).OfType<string>()];
        return names.Length == 0
            ? "another client was open already, and computations run on the new one; %workers lists all"
            : $"another client is open: {string.Join(", ", names)}; computations run on the new one; %workers lists all, and {names[0]}.Close() ends the workers of {names[0]}";

        string? Name(Client client) => now.FirstOrDefault(n => ReferenceEquals(n.Client, client)).Name;
    }

    private static IReadOnlyList<(string Name, IDisposable Client)> In(Variables variables) =>
        [
            .. variables
                .All.Where(v => v.Type == typeof(Client) || v.Type == typeof(LocalCluster))
                .Select(v => (v.Name, Client: v.Value as IDisposable))
                .Where(v => v.Client is not null)
                .Select(v => (v.Name, v.Client!)),
        ];
}
