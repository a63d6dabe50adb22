using System.Diagnostics;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>Network namespaces, a machine each as far as the network goes, and the test's own beside them, on one <see cref="PacketSwitch"/>.</summary>
public sealed class NamespaceNetwork : IDisposable
{
    /// <summary>The test's own place: its address, and what it is called.</summary>
    public const string Here = "here";

    private static readonly string Prefix = $"hpo{Environment.ProcessId % 100000}";

    // An address range that others on the machine hardly use.
    private readonly string _range = $"10.213.{Environment.ProcessId % 250}";
    private readonly SortedDictionary<string, int> _places = new(StringComparer.Ordinal) { [Here] = 1 };
    private readonly SortedDictionary<int, TunDevice> _devices = [];
    private readonly PacketSwitch _switch;

    /// <param name="names">What the namespaces are called.</param>
    public NamespaceNetwork(params ReadOnlySpan<string> names)
    {
        try
        {
            Connect(Here, null);
            foreach (string name in names)
            {
                _places.Add(name, 10 + _places.Count);
                Ip("netns", "add", NamespaceOf(name));
                Connect(name, NamespaceOf(name));
            }
        }
        catch
        {
            Remove();
            throw;
        }

        _switch = new PacketSwitch(_devices);
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>All addresses, as PostgreSQL's access rules have them.</summary>
    public string Range => $"{_range}.0/24";

    public string AddressOf(string name) => $"{_range}.{_places[name]}";

    internal Place this[string name] => new(AddressOf(name), name == Here ? null : NamespaceOf(name));

    /// <summary>Decides what becomes of packets, by the names of the places; until the next call.</summary>
    internal void Suffer(Func<string, string, Fate> fate)
    {
        Dictionary<int, string> names = _places.ToDictionary(place => place.Value, place => place.Key);
        _switch.Fate = (from, to) => fate(names[from], names[to]);
    }

    /// <summary>From now on all packets arrive at once.</summary>
    public void Heal() => Suffer((_, _) => Fate.Arrives);

    public void Dispose()
    {
        _switch.Dispose();
        Remove();
    }

    private static string NamespaceOf(string name) => $"{Prefix}-{name}";

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "needs network namespaces: Linux, as root";
        }

        try
        {
            using NamespaceNetwork network = new("probe");
            return null;
        }
        catch (Exception exception) when (exception is IOException or System.ComponentModel.Win32Exception)
        {
            return $"needs ip (apt-get install iproute2), network namespaces and /dev/net/tun: {exception.Message}";
        }
    }

    private static void Ip(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"ip {string.Join(' ', arguments)}: {said.Trim()}");
        }
    }

    private void Connect(string name, string? networkNamespace)
    {
        string device = $"{Prefix}{name}";
        _devices.Add(_places[name], new TunDevice(device));
        string[] inside = [];
        if (networkNamespace is not null)
        {
            Ip("link", "set", device, "netns", networkNamespace);
            inside = ["-n", networkNamespace];
            Ip([.. inside, "link", "set", "lo", "up"]);
        }

        Ip([.. inside, "addr", "add", $"{AddressOf(name)}/24", "dev", device]);
        Ip([.. inside, "link", "set", device, "up"]);
    }

    // A device is gone when its file is closed, a namespace when no process is in it any more.
    private void Remove()
    {
        foreach (TunDevice device in _devices.Values)
        {
            device.Dispose();
        }

        foreach (string name in _places.Keys.Where(name => name != Here && Directory.Exists("/run/netns") && File.Exists($"/run/netns/{NamespaceOf(name)}")))
        {
            Ip("netns", "del", NamespaceOf(name));
        }
    }
}
