using System.Diagnostics;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>
/// Carries IPv4 packets between devices, and loses and delays them as it is told, for each direction. In the place of a bridge with netem behind it, which not every
/// kernel has.
/// </summary>
internal sealed class PacketSwitch : IDisposable
{
    private const int LongestPacket = 65536;
    private const int ShortestPacket = 20;
    private const int LastByteOfTarget = 19;
    private const int LongestWait = 50;

    private readonly IReadOnlyDictionary<int, TunDevice> _devices;
    private readonly Thread _thread;
    private readonly Random _random = new(1);
    private volatile Func<int, int, Fate> _fate = (_, _) => Network.Fate.Arrives;
    private volatile bool _isOver;

    /// <param name="devices">Each by the last byte of its address; the rest of it is the same for all.</param>
    public PacketSwitch(IReadOnlyDictionary<int, TunDevice> devices)
    {
        _devices = devices;
        _thread = new Thread(Carry) { IsBackground = true, Name = "packets" };
        _thread.Start();
    }

    /// <summary>What becomes of packets from an address to another, from now on.</summary>
    public Func<int, int, Fate> Fate
    {
        set => _fate = value;
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Carry()
    {
        KeyValuePair<int, TunDevice>[] devices = [.. _devices];
        TunDevice.PollEntry[] entries = [.. devices.Select(d => new TunDevice.PollEntry { Descriptor = d.Value.Descriptor, Wanted = TunDevice.PollEntry.Readable })];
        PriorityQueue<(TunDevice To, byte[] Packet), (TimeSpan Due, long Number)> late = new();
        Stopwatch clock = Stopwatch.StartNew();
        byte[] buffer = new byte[LongestPacket];
        for (long number = 0; !_isOver;)
        {
            int wait = late.TryPeek(out _, out (TimeSpan Due, long) first) ? Math.Clamp((int)Math.Ceiling((first.Due - clock.Elapsed).TotalMilliseconds), 0, LongestWait) : LongestWait;
            TunDevice.Wait(entries, wait);
            foreach ((int from, TunDevice device) in devices)
            {
                for (int length = device.Read(buffer); length > 0; length = device.Read(buffer))
                {
                    if (length < ShortestPacket || buffer[0] >> 4 != 4 || !_devices.TryGetValue(buffer[LastByteOfTarget], out TunDevice? to))
                    {
                        continue;
                    }

                    Fate fate = _fate(from, buffer[LastByteOfTarget]);
                    if (_random.NextDouble() >= fate.Loss)
                    {
                        late.Enqueue((to, buffer[..length]), (clock.Elapsed + fate.Delay, number++));
                    }
                }
            }

            while (late.TryPeek(out (TunDevice To, byte[] Packet) next, out (TimeSpan Due, long) at) && at.Due <= clock.Elapsed)
            {
                late.Dequeue();
                next.To.Write(next.Packet);
            }
        }
    }
}
