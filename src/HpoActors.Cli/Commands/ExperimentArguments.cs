using System.CommandLine;
using HpoActors.Files;
using HpoActors.Persistence.Imports;

namespace HpoActors.Cli.Commands;

/// <summary>The experiment's file and the options that override its keys, for every verb that takes an experiment.</summary>
internal sealed class ExperimentArguments
{
    private const string Trainers = "--trainers";

    private readonly Argument<string> _file = new("experiment.conf") { Description = "the experiment's file" };
    private readonly Option<string[]> _set = new("--set") { Description = "override any key of the file, such as budget.trials=20; repeatable", HelpName = "key=value", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?>[] _named;

    /// <param name="withTrainers">Whether <c>--trainers</c> names this machine's, as in the file. A verb without brings one of its own or none.</param>
    public ExperimentArguments(bool withTrainers = true) => _named = [.. All().Where(option => withTrainers || option.Name != Trainers)];

    private static IEnumerable<Option<string?>> All() =>
    [
        Named("--trials", "N", "the number of trials"),
        Named("--epochs", "N", "the epochs of a trial"),
        Named("--seed", "N", "the seed of all randomness"),
        Named("--searcher", "NAME", "random, grid, sobol, tpe, gp, cma-es, de or evolution"),
        Named("--scheduler", "NAME", "fifo, asha, sha, hyperband, pasha, median, pbt, bohb or dehb"),
        Named("--name", "NAME", "the experiment's name"),
        Named(Trainers, "SPEC", "cpu:2, cpu:0-3, cuda:0,1, auto, joined by + (default: the file's, else auto)"),
    ];

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach (Option<string?> option in _named)
        {
            command.Add(option);
        }

        _set.AllowMultipleArgumentsPerToken = false;
        command.Add(_set);
    }

    /// <summary>Reads the file with what the command line overrides.</summary>
    /// <exception cref="ExperimentFileException">Something is wrong with either.</exception>
    public ExperimentFile Load(ParseResult parsed)
    {
        List<ExperimentOverride> overrides = [.. parsed.GetValue(_set)?.Select(ExperimentOverride.Set) ?? []];
        foreach (Option<string?> option in _named)
        {
            if (parsed.GetValue(option) is { } value)
            {
                overrides.Add(ExperimentOverride.Flag(option.Name.TrimStart('-'), value));
            }
        }

        return ExperimentFile.Load(parsed.GetRequiredValue(_file), overrides, [new OptunaWarmStart()]);
    }

    private static Option<string?> Named(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
