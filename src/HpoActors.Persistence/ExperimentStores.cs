using HpoActors.Persistence.Stores;
using HpoActors.Stores;

namespace HpoActors.Persistence;

/// <summary>Opens stores: SQLite files and PostgreSQL databases.</summary>
public static class ExperimentStores
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Opens a store.</summary>
    /// <param name="where">
    /// The path of a SQLite file, or <c>postgresql://user:password@host:port/database</c> (also <c>postgres://</c>; special characters percent-encoded; a Unix socket's directory as
    /// <c>?host=/directory</c>; <c>?sslmode=</c> as PostgreSQL has it).
    /// </param>
    /// <param name="create">Whether a store is made where there is none; otherwise that is an error.</param>
    /// <exception cref="StoreException">It cannot be opened: one line that says what, where, and what to do.</exception>
    public static IExperimentStore Open(string where, bool create = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(where);
        if (Schemes.Any(scheme => where.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            return PostgresStore.Open(PostgresAddress.Parse(where), create);
        }

        return where.Contains("://", StringComparison.Ordinal)
            ? throw new StoreException($"{PostgresAddress.WithoutPassword(where)} is no store; write a file's path, or postgresql://user:password@host:port/database")
            : SqliteStore.Open(where, create);
    }
}
