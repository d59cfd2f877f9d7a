// Kills every worker process of a client until a number of them is dead, most of them while they start; then works on.
using System.Diagnostics;

int most = int.Parse(Args[0]);
var client = new Client(workers: 1, threadsPerWorker: 1, memoryLimit: "400MB");
var x = Ones((100, 100), chunks: (10, 10));
int me = Environment.ProcessId;
var killed = new HashSet<int>();
while (killed.Count < most)
{
    foreach (string task in Directory.GetDirectories($"/proc/{me}/task"))
    {
        try
        {
            foreach (
                string child in File.ReadAllText(Path.Combine(task, "children"))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                if (!File.ReadAllText($"/proc/{child}/cmdline").Contains("--connect"))
                    continue;
                Process.GetProcessById(int.Parse(child)).Kill();
                killed.Add(int.Parse(child));
            }
        }
        catch (Exception e)
            when (e
                    is IOException
                        or ArgumentException
                        or InvalidOperationException
                        or System.ComponentModel.Win32Exception
            ) { }
    }
    Thread.Sleep(10);
}
Print(x.Sum().Compute());
Print(client.Submit(() => 1).Result());
client.Scale(2);
Print(client.Workers.Count);
client.Restart();
Print(x.Sum().Compute());
client.Shutdown();
