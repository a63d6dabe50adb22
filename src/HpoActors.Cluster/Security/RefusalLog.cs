using Akka.Actor;
using Akka.Event;
using HpoActors.Cluster.Security.Sockets;

namespace HpoActors.Cluster.Security;

/// <summary>
/// One warning for each thing that is refused, and at most <see cref="MostPerMinute"/> in a minute: who is refused does not fill the disk either.
/// </summary>
internal sealed class RefusalLog(ActorSystem system, TimeProvider clock)
{
    public const int MostPerMinute = 30;

    // Serializers are made before their system can log.
    private readonly Lazy<ILoggingAdapter> _log = new(() => Logging.GetLogger(system, typeof(SocketTransport)));
    private readonly Lock _gate = new();
    private DateTimeOffset _minute = DateTimeOffset.MinValue;
    private int _written;
    private int _left;

    public void Write(string line)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (now - _minute >= TimeSpan.FromMinutes(1))
            {
                if (_left > 0)
                {
                    _log.Value.Warning("{0} more were refused and not written down", _left);
                }

                (_minute, _written, _left) = (now, 0, 0);
            }

            if (_written == MostPerMinute)
            {
                _left++;
                return;
            }

            _written++;
        }

        _log.Value.Warning("{0}", line);
    }
}
