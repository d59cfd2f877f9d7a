using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// A process that reads files with a library which a damaged file may crash, keep busy for ever or make allocate without
/// end. Its processor time and its memory are limited. Processes are started when they are needed and used again.
/// </summary>
internal sealed class DecoderProcess : IDisposable
{
    /// <summary>The byte with which a request begins.</summary>
    public const byte Request = 1;

    private const double BytesASecond = 1 << 20;

    // A process that waits for ever uses no processor time; on a busy machine, it waits for its turn.
    private const double MostWaiting = 12;
    private const long MemoryBeyond = 128 << 20;
    private const int CheckMilliseconds = 100;

    /// <summary>
    /// The processor time of a step, besides that for its bytes. A step is decoded in milliseconds; a damaged one may take
    /// for ever.
    /// </summary>
    public static double Seconds { get; set; } = 5;

    private static readonly ConcurrentDictionary<(string Mode, long? Limit), ConcurrentBag<DecoderProcess>> Idle = [];

    private readonly Process process;
    private readonly BinaryWriter requests;
    private readonly BinaryReader answers;
    private readonly Lock gate = new();
    private readonly long most;
    private double allowed;
    private long since;

    // At the first check of the step.
    private double? processorTime;
    private string? why;
    private bool isAsked;
    private volatile bool isKilled;

    private DecoderProcess(string mode, long? limit)
    {
        long heap = (limit ?? MemoryBudget.Free()) + MemoryBeyond / 2;
        most = heap + MemoryBeyond;
        if (!File.Exists(ProgramFiles.Program))
        {
            throw new GchunkException(
                $"files of this format need the program {Path.GetFileName(ProgramFiles.Program)} beside Gchunk.Engine.dll, and it is not in {ProgramFiles.Folder}; reference the program's project"
            );
        }
        ProcessStartInfo start = OwnProcess.With([.. ParentLife.Arguments, mode]);
        start.Environment["DOTNET_GCHeapHardLimit"] = heap.ToString("X", CultureInfo.InvariantCulture);
        process = Spawner.Start(start);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        requests = new BinaryWriter(new BufferedStream(process.StandardInput.BaseStream), Encoding.UTF8);
        answers = new BinaryReader(new BufferedStream(process.StandardOutput.BaseStream, 1 << 16), Encoding.UTF8);
    }

    /// <summary>Asks a process of a mode, and waits for its answer.</summary>
    /// <param name="mode">The word that starts the program as this decoder.</param>
    /// <param name="request">Writes the request.</param>
    /// <param name="part">Reads each part of the answer.</param>
    /// <param name="cancellation">Ends the process, as the user does.</param>
    /// <returns>What is wrong with the file in the words of the decoder, or null if it has answered.</returns>
    /// <exception cref="DecoderEndedException">The process was ended or has ended by itself.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public static string? Ask(
        string mode,
        Action<BinaryWriter> request,
        Action<BinaryReader> part,
        CancellationToken cancellation = default
    )
    {
        long? limit = RunOptions.Default.MemoryLimit;
        ConcurrentBag<DecoderProcess> idle = Idle.GetOrAdd((mode, limit), _ => []);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(Interrupt.Token, cancellation);
        CancellationToken cancel = both.Token;
        cancel.ThrowIfCancellationRequested();
        DecoderProcess? decoder;
        while (idle.TryTake(out decoder) && !decoder.IsAlive)
            decoder.Dispose();
        decoder ??= new DecoderProcess(mode, limit);
        bool works = false;
        try
        {
            string? error = decoder.Ask(request, part, cancel);
            works = true;
            return error;
        }
        catch (Exception e)
            when (e is IOException or InvalidDataException or ObjectDisposedException or FormatException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new DecoderEndedException(decoder.Ending(), e);
        }
        finally
        {
            if (works)
                idle.Add(decoder);
            else
                decoder.Dispose();
        }
    }

    // False for one that has ended while nobody asked it, or was killed just as it answered.
    private bool IsAlive => !isKilled && !process.HasExited;

    private string? Ask(Action<BinaryWriter> request, Action<BinaryReader> part, CancellationToken cancel)
    {
        Allow(0);
        using CancellationTokenRegistration stop = cancel.Register(Kill);
        using var watch = new Timer(_ => Check(), null, CheckMilliseconds, CheckMilliseconds);
        try
        {
            return Answer(request, part);
        }
        finally
        {
            // A check that runs already must find nothing to do.
            lock (gate)
                isAsked = false;
        }
    }

    private string? Answer(Action<BinaryWriter> request, Action<BinaryReader> part)
    {
        requests.Write(Request);
        request(requests);
        requests.Flush();
        while (true)
        {
            switch ((DecoderWord)answers.ReadByte())
            {
                case DecoderWord.Step:
                    Allow(answers.ReadInt64());
                    break;
                case DecoderWord.Part:
                    part(answers);
                    break;
                case DecoderWord.End:
                    return null;
                case DecoderWord.Error:
                    return answers.ReadString();
                default:
                    throw new InvalidDataException("no word of a decoder");
            }
        }
    }

    // Begins a step of some bytes.
    private void Allow(long bytes)
    {
        lock (gate)
        {
            allowed = Seconds + Math.Max(0, bytes) / BytesASecond;
            since = Environment.TickCount64;
            processorTime = null;
            isAsked = true;
        }
    }

    private void Check()
    {
        lock (gate)
        {
            if (!isAsked)
                return;
            try
            {
                process.Refresh();
                double seconds = process.TotalProcessorTime.TotalSeconds;
                seconds -= processorTime ??= seconds;
                double waited = (Environment.TickCount64 - since) / 1000.0;
                if (process.WorkingSet64 > most)
                    why = $"it needed {MemoryBudget.Format(process.WorkingSet64)}";
                else if (seconds > allowed || waited > MostWaiting * allowed)
                    why = string.Create(CultureInfo.InvariantCulture, $"it did not end within {allowed:0} s");
                else
                    return;
                Kill();
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
            { /* it has ended */
            }
        }
    }

    private string Ending()
    {
        if (why is not null)
            return why;
        return process.WaitForExit(CheckMilliseconds)
            ? $"it ended with exit code {process.ExitCode}"
            : "its answer has no meaning";
    }

    private void Kill()
    {
        isKilled = true;
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception) { } // it has ended already
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }
}

/// <summary>A process that decodes a file has ended, or was ended because it took too long or too much memory.</summary>
internal sealed class DecoderEndedException(string how, Exception inner) : Exception(how, inner);
