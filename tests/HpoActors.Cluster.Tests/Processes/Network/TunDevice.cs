using System.Runtime.InteropServices;
using System.Text;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>A network interface whose cable ends in this process: reading takes the packets that its machine sends, writing delivers packets to it. Linux, root.</summary>
internal sealed partial class TunDevice : IDisposable
{
    private const int ReadWriteNonblocking = 0x2 | 0x800;
    private const nuint SetInterface = 0x400454ca;
    private const int RequestLength = 40;
    private const int FlagsOffset = 16;
    private const short TunWithoutHeaders = 0x1 | 0x1000;

    /// <exception cref="IOException">The device cannot be made.</exception>
    public TunDevice(string name)
    {
        Name = name;
        Descriptor = OpenFile("/dev/net/tun", ReadWriteNonblocking);
        if (Descriptor < 0)
        {
            throw new IOException($"/dev/net/tun cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        byte[] request = new byte[RequestLength];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(FlagsOffset), TunWithoutHeaders);
        if (Control(Descriptor, SetInterface, request) < 0)
        {
            string why = Marshal.GetLastPInvokeErrorMessage();
            Dispose();
            throw new IOException($"the interface {name} cannot be made: {why}");
        }
    }

    public string Name { get; }

    public int Descriptor { get; }

    /// <summary>Takes the next packet.</summary>
    /// <returns>Its length; nothing is there where that is not above 0.</returns>
    public int Read(byte[] buffer) => (int)ReadFile(Descriptor, buffer, (nuint)buffer.Length);

    /// <summary>Delivers a packet. One that does not get in is lost, as on any network.</summary>
    public void Write(ReadOnlySpan<byte> packet) => WriteFile(Descriptor, packet, (nuint)packet.Length);

    /// <summary>Waits until one of the devices has a packet.</summary>
    public static void Wait(PollEntry[] devices, int milliseconds) => _ = PollFiles(devices, (nuint)devices.Length, milliseconds);

    public void Dispose() => _ = CloseFile(Descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, byte[] argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadFile(int descriptor, byte[] buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteFile(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollFiles([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);

    /// <summary>What poll(2) takes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public const short Readable = 1;

        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
