// Prints by how many bytes the most memory of this process grows while it does something with a client.
string what = Args[0];
int size = int.Parse(Args[1]) << 20;
var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "1GB");
client.Submit(() => 1).Result();

long Memory(string name) =>
    long.Parse(
        File.ReadLines("/proc/self/status")
            .First(l => l.StartsWith(name))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
    ) * 1024;

long before = Memory("VmRSS");
File.WriteAllText("/proc/self/clear_refs", "5");
string result = "";
switch (what)
{
    case "capture":
        double[] captured = new double[size / 8];
        Array.Fill(captured, 1);
        result = client.Submit(() => captured.Sum()).Result().ToString();
        break;
    case "texts":
        string[] texts = [.. Enumerable.Range(0, size / 1024).Select(i => new string((char)('a' + i % 26), 1024))];
        result = client.Submit(() => texts.Sum(t => (double)t.Length)).Result().ToString();
        break;
    case "result":
        result = client
            .Submit(() =>
            {
                var made = new double[size / 8];
                Array.Fill(made, 1);
                return made;
            })
            .Result()
            .Sum()
            .ToString();
        break;
    case "print":
        result = client
            .Submit(() =>
            {
                for (int i = 0; i < size >> 10; i++)
                    Console.Write(new string('x', 1024));
                return "printed";
            })
            .Result();
        break;
}
Console.Error.WriteLine(result);
Console.Error.WriteLine(Memory("VmHWM") - before);
client.Shutdown();
