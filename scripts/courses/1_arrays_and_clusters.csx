// %% [markdown]
// # Chunked arrays, and a cluster of your own
//
// A chunked array is divided into blocks. Each operation is only noted down; `Compute` then reads, computes and
// releases block after block on all cores. So an array may be much larger than memory.
//
// Run the cells in order, or the whole as a script: `./gchunk scripts/courses/1_arrays_and_clusters.csx`. Pictures go
// into `out/`.

// %%
Directory.CreateDirectory("out");

// %% [markdown]
// ## An array that isn't there yet
//
// `chunks` says how long the blocks are along each axis. Nothing is computed here: what you see is the shape, the type,
// the blocks and the bytes that they would take.

// %%
var ones = Ones((1000, 4000), chunks: (1000, 1000));
Print(ones);

// %%
Print($"{ones.NumBlocks} blocks, {ones.NBytes / 1e6} MB; without chunks: {Ones((1000, 4000)).NumBlocks} block");

// %% [markdown]
// `Visualize` draws the tasks. Four blocks are four tasks that don't need each other, so they can run at the same time.

// %%
ones.Visualize("out/ones.svg");

// %% [markdown]
// A sum makes one partial sum for each block, and adds these up.

// %%
var sum = ones.Sum();
sum.Visualize("out/sum.svg");

// %%
Print(sum.Compute());

// %% [markdown]
// Steps and reversals are written as Python's, in quotes. The graph grows with the expression, but neither the values
// nor the blocks do: only what the mean needs is read.

// %%
var fancy = (ones * ones["::-1, ::-1"]).Mean();
Print(fancy.Explain());

// %%
Print(fancy.Compute());

// %% [markdown]
// ## Larger than memory
//
// 200 million numbers would fill 1.6 GB. No more than a few blocks exist at any moment, so that a small machine can do
// this too. The bar shows how far it is.

// %%
var big = Ones((50_000, 4_000), chunks: (1_000, 1_000));
Print(big);

// %%
using (new ProgressBar())
    Print((big * big["::-1, ::-1"]).Mean().Compute());

// %%
var reduced = (Cos(big).Pow(2) + Sin(big).Pow(2)).Mean(axis: 0);
Print(reduced[..3].Compute());

// %% [markdown]
// ## Statistics that need only the blocks
//
// Two million dice throws: each throw is the sum of three dice. Random numbers come from the seed and from where they
// are in the array, so the chunks and the threads don't change them.

// %%
var throws = Rand.Integers(1, 7, (2_000_000, 3), chunks: (250_000, 3), seed: 3).Sum(axis: 1);
var (counts, edges) = Histogram(throws, bins: 16, range: (2.5, 18.5));
BarPlot(edges, counts.Compute().ToArray<double>(), "out/dice.png");

// %%
Print(throws.Mean().Compute(), throws.Var().Compute());

// %% [markdown]
// The mean of a die is 3.5 and its variance 35/12, so that those of three dice are 10.5 and 8.75.
//
// ## Rows with the mean 0 and the deviation 1
//
// The means and deviations keep their axis, with the length 1, and are stretched along it.

// %%
var table = Arange(0, 1_000_000).Reshape((1000, 1000)).Rechunk((100, 100)) % 977;
var z = (table - table.Mean(axis: 1, keepDims: true)) / table.Std(axis: 1, keepDims: true);
Print(z[..3, ..4].Compute());

// %% [markdown]
// Your own function gets whole blocks.

// %%
Print(table.MapBlocks(block => block.Map(v => v * v + 1)).Mean().Compute());

// %% [markdown]
// ## Worker processes
//
// A client moves the same expressions to processes of this machine; nothing else changes, not even the last bit of a
// result. If one of them dies, what it held is computed again.

// %%
var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "500MB");
Print(client.Workers.Count);

// %%
var random = Rand.Normal((4_000, 1_000), mean: 2, chunks: (1_000, 500), seed: 7);
double onWorkers = random.Mean().Compute().GetDouble();

// %% [markdown]
// What several computations need can stay on the workers.

// %%
var kept = client.Persist(random * random);
Print(kept.Max(axis: 0).Mean().Compute());

// %%
client.Shutdown();
double onThreads = random.Mean().Compute().GetDouble();
Print(onWorkers == onThreads);
