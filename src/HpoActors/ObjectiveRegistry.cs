using System.Collections.Concurrent;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Objectives;
using HpoActors.Objectives.Command;
using HpoActors.Objectives.Function;

namespace HpoActors;

/// <summary>The objectives that this node can run, by name. <c>command</c> and <c>function</c> are built in; other packages and programs add theirs. Thread-safe.</summary>
public sealed class ObjectiveRegistry
{
    private readonly ConcurrentDictionary<string, ObjectiveFactory> _factories = new(StringComparer.Ordinal);

    internal ObjectiveRegistry()
    {
        Register("command", CommandObjective.Create);
        Register("function", FunctionObjective.Create);
    }

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes an objective known, in place of another of that name.</summary>
    /// <param name="name">The name in experiment files: <c>objective { type = name }</c>.</param>
    /// <param name="factory">Makes an instance for a trainer; called once for each trainer and experiment.</param>
    public void Register(string name, ObjectiveFactory factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _factories[name] = factory ?? throw new ArgumentNullException(nameof(factory));
    }

    /// <summary>The factory of an experiment's objective.</summary>
    /// <exception cref="InvalidOptionException">No objective of that name is registered.</exception>
    public ObjectiveFactory Find(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Objective.Keys.Contains("assembly"))
        {
            return s => AssemblyObjective.Create(s, Environment.CurrentDirectory);
        }

        return _factories.TryGetValue(spec.ObjectiveName, out ObjectiveFactory? factory)
            ? factory
            : throw new InvalidOptionException(
                "objective.type", $"no objective is named '{spec.ObjectiveName}'{Nearest.Hint(spec.ObjectiveName, Names)}; known here: {string.Join(", ", Names)}, or assembly = my.dll with type = MyObjective");
    }
}
