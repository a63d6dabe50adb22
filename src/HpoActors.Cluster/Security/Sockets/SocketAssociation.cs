using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace HpoActors.Cluster.Security.Sockets;

/// <summary>A connection to another node: frames out in the order in which they are given, frames in to the listener that Akka names.</summary>
internal sealed class SocketAssociation : AssociationHandle
{
    private const int LengthBytes = sizeof(uint);

    // So many bytes wait for the network before Akka is asked to wait too.
    private const long MostWaiting = 4 << 20;

    // So many bytes go out at once where more than one frame waits.
    private const int Batch = 64 << 10;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly SocketTransportSettings _settings;
    private readonly RefusalLog _refusals;
    private readonly Channel<ByteString> _outbound = Channel.CreateUnbounded<ByteString>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waiting;
    private volatile bool _closing;

    public SocketAssociation(Address local, Address remote, Socket socket, Stream stream, SocketTransportSettings settings, RefusalLog refusals)
        : base(local, remote)
    {
        _socket = socket;
        _stream = stream;
        _settings = settings;
        _refusals = refusals;
    }

    /// <summary>Ends when the connection is closed and its handles are free. Never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Lets frames go in and out.</summary>
    public void Start() => _ = RunAsync();

    /// <inheritdoc/>
    public override bool Write(ByteString payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (_closing || Interlocked.Read(ref _waiting) > MostWaiting)
        {
            return false;
        }

        Interlocked.Add(ref _waiting, payload.Length);
        return _outbound.Writer.TryWrite(payload);
    }

    /// <inheritdoc/>
    [Obsolete("Akka's own mark: callers give a reason.")]
    public override void Disassociate() => Close();

    /// <summary>Sends what waits, for as long as that may take, and closes the connection.</summary>
    public void Close()
    {
        _closing = true;
        _outbound.Writer.TryComplete();
        try
        {
            _stop.CancelAfter(_settings.FlushWait);
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(ReadAsync(), WriteAsync());
        }
        finally
        {
            await _stream.DisposeAsync();
            _socket.Dispose();
            _stop.Dispose();
            _ended.SetResult();
        }
    }

    private async Task ReadAsync()
    {
        IHandleEventListener? listener = null;
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            // The first frame is read when Akka has said to whom it goes.
            listener = await ReadHandlerSource.Task.WaitAsync(_stop.Token);
            while (true)
            {
                ReadResult read = await reader.ReadAsync(_stop.Token);
                ReadOnlySequence<byte> rest = read.Buffer;
                while (TakeFrame(ref rest, out ByteString? payload))
                {
                    if (!_closing && payload.Length > 0)
                    {
                        listener.Notify(new InboundPayload(payload));
                    }
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (OversizedFrameException exception)
        {
            _refusals.Write($"refused a frame from {RemoteAddress} and closed the connection: {exception.Message}");
            await _stop.CancelAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A connection that is lost is Akka's affair, but for this: with TLS 1.3 a client learns only now that the server does not take its certificate.
            if (_stream is SslStream && exception is IOException { InnerException: { } inner and not SocketException } && !_closing)
            {
                _refusals.Write($"{RemoteAddress} broke TLS off: {inner.Message.ReplaceLineEndings(" ")}; does it know the authority of this node's certificate?");
            }

            await _stop.CancelAsync();
        }
        finally
        {
            listener?.Notify(new Disassociated(DisassociateInfo.Unknown));
            Close();
            await reader.CompleteAsync();
        }
    }

    private async Task WriteAsync()
    {
        ArrayBufferWriter<byte> buffer = new(Batch);
        try
        {
            while (await _outbound.Reader.WaitToReadAsync(_stop.Token))
            {
                long bytes = 0;
                while (buffer.WrittenCount < Batch && _outbound.Reader.TryRead(out ByteString? payload))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(LengthBytes), (uint)payload.Length);
                    buffer.Advance(LengthBytes);
                    buffer.Write(payload.Span);
                    bytes += payload.Length;
                }

                await _stream.WriteAsync(buffer.WrittenMemory, _stop.Token);
                Interlocked.Add(ref _waiting, -bytes);
                buffer.ResetWrittenCount();
            }

            // The other end reads what is on its way to it, and then the end.
            if (_stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading side sees the same end and tells Akka of it.
            await _stop.CancelAsync();
        }
    }

    /// <exception cref="OversizedFrameException">The frame is longer than one may be.</exception>
    private bool TakeFrame(ref ReadOnlySequence<byte> buffer, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ByteString? payload)
    {
        payload = null;
        SequenceReader<byte> reader = new(buffer);
        if (!reader.TryReadLittleEndian(out int written))
        {
            return false;
        }

        uint length = (uint)written;
        if (length > _settings.MaximumFrame)
        {
            throw new OversizedFrameException($"it says that it has {length} bytes, and {_settings.MaximumFrame} are the most");
        }

        if (reader.Remaining < length)
        {
            return false;
        }

        byte[] bytes = new byte[length];
        reader.UnreadSequence.Slice(0, length).CopyTo(bytes);
        buffer = buffer.Slice(LengthBytes + (long)length);
        payload = UnsafeByteOperations.UnsafeWrap(bytes);
        return true;
    }

    private sealed class OversizedFrameException(string message) : Exception(message);
}
