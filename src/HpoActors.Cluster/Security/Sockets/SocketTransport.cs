using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace HpoActors.Cluster.Security.Sockets;

/// <summary>
/// Akka's remoting over TCP, plain or with mutual TLS, for as long as the actor system lives. The frames are those of Akka's own transport, a length of four bytes
/// (little-endian) before each, so that both understand each other.
/// </summary>
/// <remarks>
/// Why not Akka's own: up to 1.5.74 it shuts the whole node down when a TLS handshake that it started does not end, be it only because the other process is killed in
/// between; and what it refuses, it writes down in a dozen lines. Here a connection that fails is a connection that failed, and a refusal is one line.
/// </remarks>
internal sealed class SocketTransport : Akka.Remote.Transport.Transport
{
    // So many strangers may be at the handshake at a time; further ones wait in the system's queue.
    private const int MostHandshakes = 256;

    private readonly SocketTransportSettings _settings;
    private readonly TlsHandshake? _tls;
    private readonly RefusalLog _refusals;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _handshakes = new(MostHandshakes);
    private readonly ConcurrentDictionary<SocketAssociation, bool> _associations = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _server;

    /// <summary>Made by Akka from <c>transport-class</c>.</summary>
    public SocketTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        _settings = SocketTransportSettings.Read(system, config);
        NodeIdentitySetup? identity = system.Settings.Setup.Get<NodeIdentitySetup>() is { HasValue: true } setup ? setup.Value : null;
        if (_settings.UsesTls != identity is not null)
        {
            throw new ClusterException($"{AddressPolicy.Path}.enable-ssl is set by hpo.cluster.tls: do not write it");
        }

        _tls = identity is null ? null : new TlsHandshake(identity.Identity);
        _refusals = new RefusalLog(system, TimeProvider.System);
        SchemeIdentifier = _settings.UsesTls ? "ssl.tcp" : "tcp";
        MaximumPayloadBytes = _settings.MaximumFrame;
    }

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        IPEndPoint endpoint = await _settings.ResolveAsync(_settings.Host, _settings.Port, _stop.Token);
        if (_tls is null && !_settings.Insecure && !AddressPolicy.IsLoopback(endpoint.Address))
        {
            throw new ClusterException($"{_settings.Host} is {endpoint.Address}, which is beyond loopback, and there is no TLS: set hpo.cluster.tls, or write hpo.cluster.insecure = true");
        }

        Socket server = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            server.Bind(endpoint);
            server.Listen(_settings.Backlog);
        }
        catch (SocketException exception)
        {
            server.Dispose();
            throw new ClusterException($"Cannot listen on {endpoint}: {exception.Message}; set {AddressPolicy.Path}.hostname and port", exception);
        }

        _server = server;
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        _ = AcceptAsync(server);
        return (new Address(SchemeIdentifier, System.Name, SocketTransportSettings.Written(_settings.PublicHost), _settings.PublicPort ?? port), _listener);
    }

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        ArgumentNullException.ThrowIfNull(remoteAddress);
        if (_server is null || _stop.IsCancellationRequested || remoteAddress.Host is not { } host || remoteAddress.Port is not { } port)
        {
            throw new InvalidAssociationException($"{remoteAddress} cannot be reached: this node does not listen, or that is no address");
        }

        Socket? socket = null;
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(_settings.ConnectionTimeout);
            IPEndPoint endpoint = await _settings.ResolveAsync(host, port, limit.Token);
            socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint, limit.Token);
            return Start(socket, await ShakeHandsAsync(socket, host, limit.Token), remoteAddress);
        }
        catch (Exception exception) when (IsPeers(exception))
        {
            socket?.Dispose();
            throw new InvalidAssociationException($"{remoteAddress} cannot be reached: {Reason(exception)}");
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        await _stop.CancelAsync();
        _server?.Dispose();
        SocketAssociation[] open = [.. _associations.Keys];
        foreach (SocketAssociation association in open)
        {
            association.Close();
        }

        await Task.WhenAll(open.Select(association => association.Ended));
        return true;
    }

    private async Task AcceptAsync(Socket server)
    {
        try
        {
            // Akka says who is told of new connections when it is ready for them.
            IAssociationEventListener listener = await _listener.Task.WaitAsync(_stop.Token);
            while (true)
            {
                await _handshakes.WaitAsync(_stop.Token);
                try
                {
                    _ = AdmitAsync(await server.AcceptAsync(_stop.Token), listener);
                }
                catch (SocketException exception)
                {
                    // The stranger is gone already, or there are no more file handles: others go on.
                    _handshakes.Release();
                    _refusals.Write($"could not take a connection: {exception.Message}");
                    await Task.Delay(TimeSpan.FromMilliseconds(50), _stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException && _stop.IsCancellationRequested)
        {
            // The node shuts down.
        }
    }

    private async Task AdmitAsync(Socket socket, IAssociationEventListener listener)
    {
        EndPoint? peer = null;
        try
        {
            peer = socket.RemoteEndPoint;
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(_settings.ConnectionTimeout);
            Stream stream = await ShakeHandsAsync(socket, null, limit.Token);
            IPEndPoint from = (IPEndPoint)peer!;
            Address address = new(SchemeIdentifier, System.Name, SocketTransportSettings.Written(from.Address.ToString()), from.Port);
            listener.Notify(new InboundAssociation(Start(socket, stream, address)));
        }
        catch (Exception exception) when (IsPeers(exception))
        {
            socket.Dispose();
            if (!_stop.IsCancellationRequested)
            {
                _refusals.Write($"refused a connection from {peer}: {Reason(exception)}");
            }
        }
        finally
        {
            _handshakes.Release();
        }
    }

    private async Task<Stream> ShakeHandsAsync(Socket socket, string? host, CancellationToken cancel)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        NetworkStream plain = new(socket, ownsSocket: false);
        return _tls is null ? plain : host is null ? await _tls.AsServerAsync(plain, cancel) : await _tls.AsClientAsync(plain, host, cancel);
    }

    private SocketAssociation Start(Socket socket, Stream stream, Address remote)
    {
        Address local = new(SchemeIdentifier, System.Name, SocketTransportSettings.Written(_settings.PublicHost), ((IPEndPoint)socket.LocalEndPoint!).Port);
        SocketAssociation association = new(local, remote, socket, stream, _settings, _refusals);
        _associations[association] = true;
        _ = association.Ended.ContinueWith(_ => _associations.TryRemove(association, out bool _), TaskScheduler.Default);
        association.Start();
        if (_stop.IsCancellationRequested)
        {
            association.Close();
        }

        return association;
    }

    // What the other end or the network brings about, as against mistakes of this code.
    private static bool IsPeers(Exception exception) =>
        exception is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException or TlsRefusedException;

    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "it did not end the handshake in time",
        AuthenticationException => $"no TLS that this node understands ({exception.Message.ReplaceLineEndings(" ")})",
        TlsRefusedException => exception.Message,
        _ => exception.Message.ReplaceLineEndings(" "),
    };
}
