using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>Calls see captured variables as they were at the submission, on threads as on worker processes.</summary>
[Collection("whole process")]
public sealed class CapturedVariablesTests(TwoClients clients) : IClassFixture<TwoClients>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Variables_of_a_loop_have_their_values_at_the_submission(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string name = gate.Name;
        int factor = 10;
        var futures = new List<Future<int>>();
        for (int i = 0; i < 4; i++)
        {
            int own = i;
            // The calls run only after all variables have changed.
            futures.Add(client.Submit(() => Gate.Pass(name, factor * i + own)));
            factor++;
        }

        factor = -1;
        gate.Open();
        Assert.Equal([0, 12, 26, 42], client.Gather(futures));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_map_has_the_values_at_its_submission(bool processes)
    {
        Client client = clients[processes];
        using var gate = new Gate();
        string name = gate.Name;
        int offset = 1;
        IReadOnlyList<Future<int>> futures = client.Map(v => Gate.Pass(name, v + offset), Enumerable.Range(0, 3));
        offset = 100;
        gate.Open();
        Assert.Equal([1, 2, 3], client.Gather(futures));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_captured_variable_does_not_change_outside_the_call(bool processes)
    {
        int count = 0;
        Assert.Equal(1, clients[processes].Submit(() => ++count).Result());
        Assert.Equal(0, count);
    }
}
