using Gchunk.Tests.Repl;

namespace Gchunk.Tests.Ml.MlNet;

/// <summary>Ctrl-C during the training of a model, at the prompt of a real terminal.</summary>
public sealed class StoppedTrainingTests
{
    private const string Ready = "gchunk>";

    [TerminalFact]
    public void Ctrl_C_stops_a_training_and_the_session_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var terminal = new Tmux($"env XDG_STATE_HOME={folder.Path} {Checkout.Launcher}", 160);
        Enter(terminal, "var x = new DataArray(Rand.Normal((2000, 3), seed: 1).Expression, [\"z\", \"f\"]);");
        foreach (string trainer in new[] { "LightGbm(numberOfIterations", "FastTree(numberOfTrees" })
        {
            Enter(terminal, $"var t = ML.Regression.Trainers.{trainer}: 10_000_000);");
            terminal.WaitForEnd(Ready);
            terminal.Press("C-l");
            Enter(terminal, "Console.WriteLine(\"go\"); MlModel.Fit(t, x, x.Isel(\"f\", 0))");
            terminal.WaitForText("\ngo");
            terminal.Press("C-c");
            terminal.WaitFor(
                s => s.Contains("\nstopped\n", StringComparison.Ordinal) && s.EndsWith(Ready, StringComparison.Ordinal),
                $"the end of {trainer}"
            );
        }

        terminal.Press("C-l");
        Enter(terminal, "x.Shape[0] + 1");
        terminal.WaitForEnd("\n2001\ngchunk>");
    }

    private static void Enter(Tmux terminal, string code)
    {
        terminal.WaitForEnd(Ready);
        terminal.Type(code);
        terminal.Press("Enter");
    }
}
