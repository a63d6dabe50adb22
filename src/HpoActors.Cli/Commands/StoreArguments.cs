using System.CommandLine;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary>The store of the verbs that read one.</summary>
internal sealed class StoreArguments
{
    /// <summary>Where <c>hpo run</c> keeps experiments where it is not told otherwise.</summary>
    public const string Default = "hpo.db";

    private readonly Option<string> _store = new("--store")
    {
        Description = "an SQLite file, or postgresql://user:password@host:port/database", HelpName = "PATH|URL", DefaultValueFactory = _ => Default,
    };

    public void AddTo(Command command)
    {
        command.Add(_store);
        _store.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "none" or "")
            {
                result.AddError("--store: there is nothing to read in a store that keeps nothing; write a file or a postgresql:// URL");
            }
        });
    }

    /// <exception cref="StoreException">There is no such store, or it cannot be read.</exception>
    public IExperimentStore Open(ParseResult parsed) => ExperimentStores.Open(parsed.GetValue(_store)!, create: false);
}
