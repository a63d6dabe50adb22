using System.Globalization;
using HpoActors.Stores;
using Npgsql;

namespace HpoActors.Persistence.Stores;

/// <summary>A PostgreSQL database, from a URL in the form that its own tools take.</summary>
/// <param name="Name">The URL without its password.</param>
/// <param name="ConnectionString">What Npgsql takes.</param>
internal sealed record PostgresAddress(string Name, string ConnectionString)
{
    // Decisions wait for this server: one that does not answer is to be noticed before an office's term is over, not after minutes.
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;
    private const int KeepAliveSeconds = 5;

    // The journal's writers, the offices' renewals and a few trainers that read checkpoints.
    private const int Connections = 20;

    /// <exception cref="StoreException">The URL has no meaning. One line, without the password.</exception>
    public static PostgresAddress Parse(string url)
    {
        string name = WithoutPassword(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            throw new StoreException($"{name} is no URL; write postgresql://user:password@host:port/database");
        }

        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length == 0)
        {
            throw new StoreException($"{name} names no database; write postgresql://user:password@host:port/database");
        }

        NpgsqlConnectionStringBuilder builder = new()
        {
            Database = database,
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            MaxPoolSize = Connections,
            ApplicationName = "hpo",
            Enlist = false,
        };
        if (uri.Host.Length > 0)
        {
            builder.Host = uri.Host;
        }

        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            Set(builder, parts[0], Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""), name);
        }

        if (string.IsNullOrEmpty(builder.Host))
        {
            builder.Host = "localhost";
        }

        // A Unix socket has none, and refuses to be asked for it.
        if (!builder.Host.StartsWith('/'))
        {
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = KeepAliveSeconds;
            builder.TcpKeepAliveInterval = 1;
        }

        return new PostgresAddress(name, builder.ConnectionString);
    }

    /// <summary>A URL as it may be shown.</summary>
    public static string WithoutPassword(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = url.IndexOfAny(['/', '?'], start);
        string authority = end < 0 ? url[start..] : url[start..end];
        int at = authority.LastIndexOf('@');
        int colon = authority.IndexOf(':', StringComparison.Ordinal);
        string shown = at > 0 && colon >= 0 && colon < at ? authority[..colon] + authority[at..] : authority;
        string rest = end < 0 ? "" : url[end..];
        int query = rest.IndexOf("password=", StringComparison.OrdinalIgnoreCase);
        return url[..start] + shown + (query < 0 ? rest : rest[..query] + "password=…");
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string value, string name)
    {
        switch (key)
        {
            case "host":
                builder.Host = value;
                break;
            case "port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536:
                builder.Port = port;
                break;
            case "user":
                builder.Username = value;
                break;
            case "password":
                builder.Password = value;
                break;
            case "sslmode" when Enum.TryParse(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out SslMode mode):
                builder.SslMode = mode;
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "port" or "sslmode":
                throw new StoreException($"{name}: '{value}' is no {key}");
            default:
                throw new StoreException($"{name}: the parameter '{key}' is unknown; there are host, port, user, password, sslmode and sslrootcert");
        }
    }
}
