using System.Text.Json;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Contenders;

/// <summary>
/// Asks a peer for a configuration, hyperparameter by hyperparameter where the space has conditions, so that the peer defines its space by running, as its
/// users do. Parents stand before their children in the space.
/// </summary>
internal sealed class PeerQuestions(SearchSpace space)
{
    private readonly HyperparameterValue?[] _values = new HyperparameterValue?[space.Hyperparameters.Count];
    private int[] _asked = [];

    /// <summary>What was answered.</summary>
    public Configuration Configuration => new(
        space.Hyperparameters.Zip(_values).Where(p => p.Second is not null).Select(p => KeyValuePair.Create(p.First.Name, p.Second!.Value)));

    /// <summary>The places of the hyperparameters to ask for next; none at the end. First all without a condition, then one after the other.</summary>
    public IReadOnlyList<int> Next()
    {
        int[] unconditional = [.. Enumerable.Range(0, _values.Length).Where(i => _values[i] is null && space.Hyperparameters[i].When is null)];
        if (unconditional.Length > 0)
        {
            return _asked = unconditional;
        }

        Configuration soFar = Decoded();
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] is null && soFar.Contains(space.Hyperparameters[i].Name))
            {
                return _asked = [i];
            }
        }

        return _asked = [];
    }

    /// <summary>Takes the answers to the last questions: numbers, for finite values their places.</summary>
    public void Take(JsonElement answers)
    {
        for (int i = 0; i < _asked.Length; i++)
        {
            _values[_asked[i]] = ValueOf(space.Hyperparameters[_asked[i]], answers[i]);
        }
    }

    // The last of the batch that is decided makes its own children appear; what comes later in the space is still open.
    private Configuration Decoded()
    {
        double[] unit = new double[_values.Length];
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = _values[i] is { } value ? space.Hyperparameters[i].ToUnit(value).Middle : 0;
        }

        return space.Decode(unit);
    }

    private static HyperparameterValue ValueOf(Hyperparameter hyperparameter, JsonElement answer) => hyperparameter switch
    {
        // Optuna's steps are products of doubles, ours are exact.
        FloatHyperparameter { Step: not null } => hyperparameter.FromUnit(hyperparameter.ToUnit(HyperparameterValue.Of(answer.GetDouble())).Middle),
        FloatHyperparameter => HyperparameterValue.Of(answer.GetDouble()),
        IntHyperparameter => HyperparameterValue.Of(answer.GetInt64()),
        ConstantHyperparameter constant => constant.Value,
        _ => hyperparameter.Grid(1)[answer.GetInt32()],
    };
}
