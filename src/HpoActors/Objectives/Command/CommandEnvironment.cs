using System.Globalization;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using Newtonsoft.Json;

namespace HpoActors.Objectives.Command;

/// <summary>The environment variables that tell a program about its trial.</summary>
internal static class CommandEnvironment
{
    /// <summary>Adds them to what the program inherits.</summary>
    /// <param name="environment">What the program inherits.</param>
    /// <param name="trial">Its trial.</param>
    /// <param name="checkpoints">The folder for its checkpoint.</param>
    public static void Set(IDictionary<string, string?> environment, TrialContext trial, string checkpoints)
    {
        environment["HPO_TRIAL_ID"] = trial.Trial.ToString();
        environment["HPO_ATTEMPT"] = trial.Attempt.ToString(CultureInfo.InvariantCulture);
        environment["HPO_FIRST_EPOCH"] = trial.FirstEpoch.ToString(CultureInfo.InvariantCulture);
        environment["HPO_EPOCHS"] = trial.Epochs.ToString(CultureInfo.InvariantCulture);
        environment["HPO_CHECKPOINT_DIR"] = checkpoints;
        environment["HPO_CONFIGURATION"] = Json(trial.Configuration);

        // 31 bits suit every language's generator, and whoever needs a signed one.
        environment["HPO_SEED"] = (trial.Random("command").NextUInt64() >> 33).ToString(CultureInfo.InvariantCulture);
        if (trial.Device.Kind == DeviceKind.Cuda)
        {
            environment["CUDA_VISIBLE_DEVICES"] = Visible(environment, trial.Device.Index);
        }
        else
        {
            // Whatever the user's own environment says was meant for the whole machine: on one core, more threads only wait for each other.
            environment["OMP_NUM_THREADS"] = "1";
        }
    }

    // Where this process sees a selection of the GPUs, cuda:0 is the first of the selection.
    private static string Visible(IDictionary<string, string?> environment, int index)
    {
        string[] selection = environment.TryGetValue("CUDA_VISIBLE_DEVICES", out string? text) && text is not null
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
        return index < selection.Length ? selection[index] : index.ToString(CultureInfo.InvariantCulture);
    }

    private static string Json(Configuration configuration)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using JsonTextWriter json = new(text);
        json.WriteStartObject();
        foreach ((string name, HyperparameterValue value) in configuration)
        {
            json.WritePropertyName(name);
            json.WriteValue(value.ToObject());
        }

        json.WriteEndObject();
        json.Flush();
        return text.ToString();
    }
}
