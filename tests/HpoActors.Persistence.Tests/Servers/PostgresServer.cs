using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace HpoActors.Persistence.Tests.Servers;

/// <summary>A PostgreSQL server in a temporary folder, on a free port of the loopback address and a socket in the folder.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>Has what a URL must encode.</summary>
    public const string Password = "p@ss:w/rd %";

    private const string User = "tester";
    private static readonly string? Programs = FindPrograms();

    private readonly string _folder;
    private readonly int _port;
    private int _databases;

    private readonly string _addresses;

    private PostgresServer(string folder, int port, string addresses)
    {
        _folder = folder;
        _port = port;
        _addresses = addresses;
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } =
        Programs is null ? "needs PostgreSQL's server: apt-get install postgresql"
        : Environment.IsPrivilegedProcess && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "PostgreSQL does not run as root, and there is no user postgres"
        : null;

    /// <summary>Starts one.</summary>
    /// <param name="beyond">A further address on which it listens, or null.</param>
    /// <param name="from">The addresses that may use it then, such as 10.0.0.0/24.</param>
    public static PostgresServer Start(string? beyond = null, string? from = null)
    {
        PostgresServer server = new(Directory.CreateTempSubdirectory("hpo-pg-").FullName, FreePort(), beyond is null ? "127.0.0.1" : $"127.0.0.1,{beyond}");
        string passwordFile = Path.Combine(server._folder, "password");
        File.WriteAllText(passwordFile, Password);
        if (Environment.IsPrivilegedProcess)
        {
            server.Run("chown", "-R", "postgres", server._folder);
        }

        server.RunAsServer("initdb", "-D", server.Data, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-N", "-E", "UTF8", "--locale", "C");
        if (from is not null)
        {
            File.AppendAllText(Path.Combine(server.Data, "pg_hba.conf"), $"host all all {from} scram-sha-256\n");
        }

        server.StartAgain();
        return server;
    }

    /// <summary>The URL of a database of a test's own.</summary>
    public string NewDatabase() => Url(MakeDatabase());

    /// <summary>Makes a database of a test's own.</summary>
    /// <returns>Its name.</returns>
    public string MakeDatabase()
    {
        string name = $"t{Interlocked.Increment(ref _databases)}";
        using NpgsqlConnection connection = Connect("postgres");
        using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return name;
    }

    /// <summary>A database's URL.</summary>
    public string Url(string database, string host = "127.0.0.1") => $"postgresql://{User}:{Uri.EscapeDataString(Password)}@{host}:{_port}/{database}";

    /// <summary>A database's URL through the socket.</summary>
    public string SocketUrl(string database) => $"postgresql:///{database}?host={_folder}&port={_port}&user={User}&password={Uri.EscapeDataString(Password)}";

    /// <summary>A connection for the test itself.</summary>
    public NpgsqlConnection Connect(string database)
    {
        NpgsqlConnection connection = new($"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database={database};Pooling=false");
        connection.Open();
        return connection;
    }

    public void StartAgain() => RunAsServer("pg_ctl", "-D", Data, "-o", $"-p {_port} -k {_folder} -c listen_addresses={_addresses}", "-l", Path.Combine(_folder, "log"), "-w", "start");

    /// <summary>Stops as a crash does.</summary>
    public void Stop() => RunAsServer("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private void RunAsServer(string program, params string[] arguments)
    {
        string path = Path.Combine(Programs!, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    // What the server inherits stays open as long as it runs, so that its output goes nowhere.
    private void Run(string program, params string[] arguments)
    {
        string output = $"{_folder}.out";
        ProcessStartInfo info = new("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", output, program, .. arguments]) { WorkingDirectory = Path.GetTempPath() };
        using Process process = Process.Start(info)!;
        process.WaitForExit();
        string said = File.ReadAllText(output);
        File.Delete(output);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {said}");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(Debian) ? Directory.EnumerateDirectories(Debian).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return OperatingSystem.IsWindows() ? null : folders.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
