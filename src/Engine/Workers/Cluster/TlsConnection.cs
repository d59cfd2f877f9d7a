using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A connection between processes of a cluster: TCP with TLS 1.3, where each side has a certificate of the cluster's
/// authority.
/// </summary>
internal sealed class TlsConnection : IDisposable
{
    private const int ConnectMilliseconds = 5000,
        QuietMilliseconds = 20_000;

    private readonly byte[] header = new byte[MessageWriter.HeaderLength];
    private byte[] fields = new byte[256];

    private TlsConnection(Socket socket, SslStream stream) => (Socket, Stream) = (socket, stream);

    public Socket Socket { get; }

    public SslStream Stream { get; }

    /// <summary>Connects to a node.</summary>
    /// <exception cref="GchunkException">It cannot be reached, or does not belong to the cluster.</exception>
    public static TlsConnection To(NodeInfo node, ClusterAuthority authority)
    {
        Socket? socket = null;
        try
        {
            IPAddress address = IPAddress.Parse(node.Host);
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            using var patience = new CancellationTokenSource(ConnectMilliseconds);
            socket.ConnectAsync(new IPEndPoint(address, node.Port), patience.Token).AsTask().GetAwaiter().GetResult();
            Prepare(socket);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, authority.Check);
            stream.AuthenticateAsClient(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "gchunk",
                    ClientCertificates = [authority.Own],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => authority.Own,
                    EnabledSslProtocols = SslProtocols.Tls13,
                }
            );
            return new TlsConnection(socket, stream);
        }
        catch (Exception e) when (IsBroken(e) || e is FormatException)
        {
            socket?.Dispose();
            throw new GchunkException($"{node.Name} at {node.Host}:{node.Port} cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Takes over a connection that was accepted; null if the other side does not belong to the cluster.</summary>
    public static TlsConnection? Accept(Socket socket, ClusterAuthority authority)
    {
        try
        {
            Prepare(socket);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, authority.Check);
            stream.AuthenticateAsServer(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = authority.Own,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls13,
                }
            );
            return new TlsConnection(socket, stream);
        }
        catch (Exception e) when (IsBroken(e))
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>True for what a connection throws that has ended or that the other side has refused.</summary>
    public static bool IsBroken(Exception error) =>
        error
            is SocketException
                or IOException
                or AuthenticationException
                or ObjectDisposedException
                or OperationCanceledException
                or InvalidOperationException;

    /// <summary>Lets the other side be silent for as long as it likes; TCP still finds out if it is gone.</summary>
    public void WaitForEver() => (Socket.ReceiveTimeout, Socket.SendTimeout) = (0, 0);

    /// <summary>Sends a message.</summary>
    public void Send(MessageWriter message)
    {
        Stream.Write(message.Finish());
        Stream.Flush();
    }

    /// <summary>Waits for a message and handles it.</summary>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="handler">Handles it.</param>
    /// <returns>False if the other side has ended the connection.</returns>
    /// <exception cref="ProtocolException">It is longer.</exception>
    public unsafe bool Receive(int most, MessageHandler handler)
    {
        if (Stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(header) - 1;
        if (length < 0 || length > most)
            throw new ProtocolException($"a message has the invalid length of {length + 1L} bytes");
        if (fields.Length < length)
            fields = new byte[length];
        Stream.ReadExactly(fields, 0, length);
        fixed (byte* start = fields)
        {
            var reader = new ByteReader(start, length);
            try
            {
                handler((MessageKind)header[4], ref reader);
            }
            catch (InvalidDataException e)
            {
                throw new ProtocolException(e.Message, e);
            }
        }
        return true;
    }

    public void Dispose()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        Stream.Dispose();
    }

    // A machine that vanishes sends no end of its connections.
    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        (socket.ReceiveTimeout, socket.SendTimeout) = (QuietMilliseconds, QuietMilliseconds);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
