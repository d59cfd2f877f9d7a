using System.Collections.Concurrent;
using System.Reflection;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// The user's code in a process. In a worker it is the assemblies that a client sent, in a load context of their own;
/// in the client it is those that are loaded already.
/// </summary>
public class CodeSession : IDisposable
{
    private readonly SessionContext context;

    /// <summary>Creates a session without code.</summary>
    public CodeSession()
        : this("session") { }

    private CodeSession(string name) => context = new SessionContext(name);

    /// <summary>The code of this process, for deserializing results in the client.</summary>
    public static CodeSession Local { get; } = new LoadedCode();

    /// <summary>True if this is <see cref="Local"/>.</summary>
    internal bool IsLocal => this is LoadedCode;

    /// <summary>Returns true if the session has an assembly.</summary>
    public virtual bool Has(UInt128 hash) => context.Sent.ContainsKey(hash);

    /// <summary>
    /// Adds an assembly. It is loaded when it is first needed. Its references are looked up among the added assemblies
    /// first, then in the process.
    /// </summary>
    /// <exception cref="InvalidDataException">The image does not match the hash.</exception>
    public virtual void Add(ShippedAssembly assembly)
    {
        if (AssemblyImages.HashOf(assembly.Image.Span) != assembly.ContentHash)
            throw new InvalidDataException($"the image of {assembly.Name} is damaged: it does not match its hash");
        context.Sent.TryAdd(assembly.ContentHash, assembly);
    }

    /// <summary>Adds an assembly.</summary>
    public void Add(UInt128 hash, string name, byte[] image, byte[]? symbols = null) =>
        Add(new ShippedAssembly(hash, name, image, symbols));

    /// <summary>The files of the libraries that the code may load by name.</summary>
    internal LibraryFiles Libraries => context.Libraries;

    /// <summary>Returns the assembly with this hash.</summary>
    /// <exception cref="InvalidDataException">It was not added.</exception>
    internal virtual Assembly Find(UInt128 hash) => context.Load(hash);

    /// <summary>Returns an assembly that every process has: one of gchunk or of the framework.</summary>
    internal static Assembly FindPresent(string name) => PresentAssemblies.Find(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        context.Sent.Clear();
        GC.SuppressFinalize(this);
    }

    // The assemblies that are loaded in the client have the hashes with which they were sent.
    private sealed class LoadedCode() : CodeSession("local")
    {
        public override bool Has(UInt128 hash) => AssemblyImages.Find(hash) is not null;

        public override void Add(ShippedAssembly assembly) =>
            throw new InvalidOperationException("the client's own code is not sent to it");

        internal override Assembly Find(UInt128 hash) =>
            AssemblyImages.Find(hash)
            ?? throw new InvalidDataException(
                "the type of a value is known only to the worker process, where the function itself loaded its assembly"
            );
    }

    // Not unloaded: a worker process ends with its client anyway.
    private sealed class SessionContext(string name) : LibraryContext(name)
    {
        private readonly Lock gate = new();
        private readonly Dictionary<UInt128, Assembly> loaded = [];

        public ConcurrentDictionary<UInt128, ShippedAssembly> Sent { get; } = new();

        public Assembly Load(UInt128 hash)
        {
            if (!Sent.TryGetValue(hash, out ShippedAssembly? sent))
                throw new InvalidDataException("a value needs code that was not sent");
            lock (gate)
            {
                if (loaded.TryGetValue(hash, out Assembly? known))
                    return known;
                Assembly assembly = FromFile(sent) ?? FromImage(sent);
                AssemblyImages.RegisterForeign(assembly, sent);
                return loaded[hash] = assembly;
            }
        }

        // A library knows its folder only if it is loaded from its file. Code may have loaded it from there already.
        private Assembly? FromFile(ShippedAssembly sent)
        {
            if (Libraries.FindAssembly(new AssemblyName(sent.Name).Name ?? "") is not { } path)
                return null;
            try
            {
                if (AssemblyImages.HashOf(File.ReadAllBytes(path)) == sent.ContentHash)
                    return LoadFromAssemblyPath(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
            return null;
        }

        private Assembly FromImage(ShippedAssembly sent)
        {
            using var image = new MemoryStream(sent.Image.ToArray());
            using MemoryStream? symbols = sent.Symbols.IsEmpty ? null : new MemoryStream(sent.Symbols.ToArray());
            return LoadFromStream(image, symbols);
        }

        // Submissions of scripts and libraries refer to each other by name.
        protected override Assembly? FindOwn(AssemblyName assemblyName)
        {
            ShippedAssembly? like = null;
            foreach (ShippedAssembly sent in Sent.Values)
            {
                if (sent.Name == assemblyName.FullName)
                    return Load(sent.ContentHash);
                if (new AssemblyName(sent.Name).Name == assemblyName.Name)
                    like = sent;
            }
            return like is null ? null : Load(like.ContentHash);
        }
    }
}
