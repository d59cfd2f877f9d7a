using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Repl.Web;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// The tokens of the users of a gateway, in a file that only its user can read. It has the SHA-256 hash of each: tokens
/// are random, so nothing can be guessed from that.
/// </summary>
/// <param name="path">The file. It need not exist.</param>
internal sealed class GatewayTokens(string path)
{
    private const int MostBytes = 1 << 20,
        MostToken = 1024,
        MostName = 40,
        MostTrials = 100,
        PauseMilliseconds = 50;

    /// <summary>True if a text can be the name of a user.</summary>
    public static bool IsUser(string name) => name.Length <= MostName && ClusterFolder.IsName(name);

    /// <summary>Draws a token for a user; one that the user had before ends.</summary>
    /// <returns>The token, which is not kept.</returns>
    /// <exception cref="GchunkException">The name is none, or the file cannot be changed.</exception>
    public string Add(string user)
    {
        if (!IsUser(user))
        {
            throw new GchunkException(
                $"the name of a user is up to {MostName} letters, digits, '-' and '_'; got {VisibleText.Of(user)}"
            );
        }
        string token = WebToken.Draw();
        Change(all => all[user] = Convert.ToHexStringLower(HashOf(token)));
        return token;
    }

    /// <summary>Ends the token of a user.</summary>
    /// <returns>False if there was none.</returns>
    /// <exception cref="GchunkException">The file cannot be changed.</exception>
    public bool Remove(string user)
    {
        bool found = false;
        Change(all => found = all.Remove(user));
        return found;
    }

    /// <summary>Returns whose token a text is, or null if it is nobody's.</summary>
    /// <exception cref="GchunkException">Others can read the file, or it is damaged.</exception>
    public string? UserOf(string? token)
    {
        if (token is null or "" || token.Length > MostToken)
            return null;
        byte[] hash = HashOf(token);
        string? found = null;
        // The file is read each time: a token that was drawn or ended while the gateway runs counts at once. The time that
        // this takes tells neither whose a token is nor how much of it is right.
        foreach ((string user, string expected) in Read())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(expected)))
                found = user;
        }
        return found;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    // Two changes at once would lose one of them: a token that has ended would live again.
    private void Change(Action<SortedDictionary<string, string>> change)
    {
        try
        {
            using FileStream alone = ExclusiveFile.Open(
                path + ".lock",
                FileMode.OpenOrCreate,
                MostTrials,
                PauseMilliseconds
            );
            SortedDictionary<string, string> all = Read();
            change(all);
            AtomicFile.WriteText(path, JsonSerializer.Serialize(all), isPrivate: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the tokens cannot be changed: {e.Message}", e);
        }
    }

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(path))
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        PrivateFile.Demand(path, "the tokens of users");
        try
        {
            var all =
                JsonSerializer.Deserialize<Dictionary<string, string>>(RegularFile.ReadAll(path, MostBytes)) ?? [];
            if (all.Values.All(h => h.Length == 64 && h.All(char.IsAsciiHexDigit)))
                return new SortedDictionary<string, string>(all, StringComparer.Ordinal);
        }
        catch (JsonException) { }
        throw new GchunkException($"the file {path} of tokens is damaged; delete it, and draw them again");
    }
}
