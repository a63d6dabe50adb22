using System.CommandLine;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>--store</c>, for every verb that has it: <c>none</c>, a SQLite file, or PostgreSQL by its URL.</summary>
internal static class StoreOption
{
    private const string None = "none";

    /// <summary>In the current directory.</summary>
    private const string Default = "hpo.db";

    public static Option<string> Create(string description) => new("--store")
    {
        Description = $"{description} (default: {Default})",
        HelpName = "PATH|URL",
        DefaultValueFactory = _ => Default,
    };

    /// <summary>The store, made where there is none; null for <c>none</c>.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static IExperimentStore? Open(string where) => where == None ? null : ExperimentStores.Open(where);

    /// <summary>The store, for verbs that only read one.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be opened.</exception>
    public static IExperimentStore OpenToRead(string where) => where == None
        ? throw new StoreException($"--store {None} keeps nothing that could be read; write a file or a postgresql:// URL")
        : ExperimentStores.Open(where, create: false);
}
