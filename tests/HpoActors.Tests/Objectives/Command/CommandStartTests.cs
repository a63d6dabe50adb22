using System.Runtime.Versioning;
using HpoActors.Core;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Objectives.Command;
using Newtonsoft.Json.Linq;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Command;

/// <summary>What a program is started with, and what keeps it from starting.</summary>
[SupportedOSPlatform("linux")]
public sealed class CommandStartTests : IDisposable
{
    private static readonly string[] Nothing = ["true"];
    private static readonly string[] WithoutProgram = ["", "x"];

    private static readonly Hyperparameter[] Space =
    [
        new FloatHyperparameter("learning_rate", 1e-6, 1), new IntHyperparameter("layers", 1, 9), new BoolHyperparameter("bias"),
        new ChoiceHyperparameter("activation", HyperparameterValue.Of("re lu"), HyperparameterValue.Of("tanh")),
    ];

    private static readonly Configuration Point = Configuration(
        ("learning_rate", HyperparameterValue.Of(0.1)), ("layers", HyperparameterValue.Of(3L)), ("bias", HyperparameterValue.Of(true)), ("activation", HyperparameterValue.Of("re lu")));

    private readonly Shell _shell = new();

    [LinuxFact]
    public void Arguments_have_the_values_in_them()
    {
        string[] command = ["sh", "-c", "printf '%s\\n' \"$@\" > arguments; echo '{\"error\": 0}'", "sh", "--lr={learning_rate}", "{layers}{layers}", "{bias}", "{activation}", "{{layers}}", "{{{layers}}}", "${layers}", "{ layers }", "{layers", "layers}", "{}", "{1}", "$HOME;'\"", ""];
        Assert.Equal(TrialOutcome.Completed, _shell.Command(command, space: Space).Run(Context(new FakeReporter(), Point), default));
        Assert.Equal(["--lr=0.1", "33", "true", "re lu", "{layers}", "{{layers}}", "${layers}", "{ layers }", "{layers", "layers}", "{}", "{1}", "$HOME;'\"", ""], File.ReadAllLines(Path.Combine(_shell.Folder, "arguments")));
    }

    [LinuxFact]
    public void Where_a_conditional_hyperparameter_does_not_exist_nothing_goes_into_its_place()
    {
        string[] command = ["sh", "-c", "printf '%s\\n' \"$@\" > arguments; echo '{\"error\": 0}'", "sh", "{layers}", "--width={width}", "{width}"];
        Hyperparameter[] space = [new IntHyperparameter("layers", 1, 3), new IntHyperparameter("width", 1, 9) { When = "layers > 1" }];
        Assert.Equal(
            TrialOutcome.Completed,
            _shell.Command(command, space: space).Run(Context(new FakeReporter(), Configuration(("layers", HyperparameterValue.Of(1L)))), default));
        Assert.Equal(["1", "--width=", ""], File.ReadAllLines(Path.Combine(_shell.Folder, "arguments")));
    }

    [LinuxTheory]
    [InlineData("{learning_rat}", "objective.command: '{learning_rat}' asks for {learning_rat}, which is no hyperparameter; did you mean 'learning_rate'?; the space has learning_rate, layers, bias, activation (write {{learning_rat}} for the word in braces)")]
    [InlineData("a{b-c.d}", "asks for {b-c.d}, which is no hyperparameter")]
    public void A_placeholder_that_means_nothing_is_refused_before_any_trial(string argument, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOptionException>(() => _shell.Command(["sh", argument], space: Space)).Message, StringComparison.Ordinal);

    [LinuxFact]
    public void Options_are_read_strictly()
    {
        Assert.StartsWith("objective.command: has to be a list that begins with a program", Refused(), StringComparison.Ordinal);
        Assert.StartsWith("objective.command: has to be a list that begins with a program", Refused(("command", Array.Empty<string>())), StringComparison.Ordinal);
        Assert.StartsWith("objective.command: has to be a list that begins with a program", Refused(("command", WithoutProgram)), StringComparison.Ordinal);
        Assert.StartsWith("objective.command: must be a list of texts", Refused(("command", "python3 train.py")), StringComparison.Ordinal);
        Assert.StartsWith("objective.grace: must be a time", Refused(("command", Nothing), ("grace", 5)), StringComparison.Ordinal);
        Assert.Contains("did you mean 'working-directory'?", Refused(("command", Nothing), ("working-dirctory", ".")), StringComparison.Ordinal);

        static string Refused(params (string, object)[] options) => Assert.Throws<InvalidOptionException>(() => CommandObjective.Create(Spec(Options(options)))).Message;
    }

    [LinuxFact]
    public void The_environment_tells_the_trial()
    {
        JObject Environment(Device device, int trial, int attempt)
        {
            string script = "printf '{\"id\":\"%s\",\"attempt\":\"%s\",\"epochs\":\"%s\",\"seed\":\"%s\",\"omp\":\"%s\",\"cuda\":\"%s\",\"configuration\":%s}' "
                + "\"$HPO_TRIAL_ID\" \"$HPO_ATTEMPT\" \"$HPO_EPOCHS\" \"$HPO_SEED\" \"$OMP_NUM_THREADS\" \"$CUDA_VISIBLE_DEVICES\" \"$HPO_CONFIGURATION\" > told; echo '{\"error\": 0}'";
            Assert.Equal(
                TrialOutcome.Completed,
                _shell.Script(script, space: Space).Run(Context(new FakeReporter(), Point, epochs: 8, device: device, trial: trial, attempt: attempt), default));
            return JObject.Parse(File.ReadAllText(Path.Combine(_shell.Folder, "told")));
        }

        JObject told = Environment(Device.Cpu(0), trial: 17, attempt: 2);
        Assert.Equal("17", told["id"]);
        Assert.Equal("2", told["attempt"]);
        Assert.Equal("8", told["epochs"]);
        Assert.Equal("1", told["omp"]);
        Assert.Equal("""{"learning_rate":0.1,"layers":3,"bias":true,"activation":"re lu"}""", told["configuration"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.InRange(long.Parse((string)told["seed"]!), 0, int.MaxValue);

        JObject gpu = Environment(Device.Cuda(1), trial: 17, attempt: 1);
        Assert.Equal("1", gpu["cuda"]);
        Assert.Equal((string?)told["seed"], (string?)gpu["seed"]);
        Assert.NotEqual((string?)told["seed"], (string?)Environment(Device.Cpu(0), trial: 18, attempt: 1)["seed"]);
    }

    [LinuxTheory]
    [InlineData(null, 1, "1")]
    [InlineData("", 1, "1")]
    [InlineData("2,5", 0, "2")]
    [InlineData("2, 5", 1, "5")]
    [InlineData("GPU-aa,GPU-bb", 1, "GPU-bb")]
    public void A_gpu_is_counted_within_those_that_this_process_sees(string? visible, int index, string expected)
    {
        Dictionary<string, string?> environment = [];
        if (visible is not null)
        {
            environment["CUDA_VISIBLE_DEVICES"] = visible;
        }

        environment["OMP_NUM_THREADS"] = "8";
        CommandEnvironment.Set(environment, Context(new FakeReporter(), device: Device.Cuda(index)), "checkpoints");
        Assert.Equal(expected, environment["CUDA_VISIBLE_DEVICES"]);
        Assert.Equal("8", environment["OMP_NUM_THREADS"]);
        CommandEnvironment.Set(environment, Context(new FakeReporter(), device: Device.Cpu(0)), "checkpoints");
        Assert.Equal("1", environment["OMP_NUM_THREADS"]);
    }

    [LinuxFact]
    public void The_program_and_its_children_run_on_the_trainers_core()
    {
        foreach (int core in Machine.Detect().AllowedCores)
        {
            FakeReporter reporter = new();
            TrialOutcome? outcome = null;
            Thread trainer = new(() =>
            {
                CpuAffinity.Pin(core);
                outcome = _shell.Script("sh -c \"sed -n 's/^Cpus_allowed_list:\\t\\(.*\\)/{\\\"error\\\": \\1}/p' /proc/self/status\"")
                    .Run(Context(reporter, device: Device.Cpu(core)), default);
            });
            trainer.Start();
            trainer.Join();
            Assert.Equal(TrialOutcome.Completed, outcome);
            Assert.Equal(core, Assert.Single(reporter.Reports).Metrics["error"]);
        }
    }

    [LinuxFact]
    public void A_program_that_cannot_start_is_a_clear_error()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "data"), "no program");
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "folder"));
        Assert.Equal("user-error: there is no program 'no-such-program' in PATH", Failure("no-such-program"));
        Assert.Equal($"user-error: there is no program './train' (looked for {_shell.Folder}/train)", Failure("./train"));
        Assert.Equal("user-error: there is no program '/no/train' (looked for /no/train)", Failure("/no/train"));
        Assert.Equal($"user-error: the program {_shell.Folder}/data is not executable; make it so with chmod +x", Failure("./data"));
        Assert.Equal("user-error: the program './folder' is a folder", Failure("./folder"));

        CommandObjective elsewhere = CommandObjective.Create(Spec(Options(("command", Nothing), ("working-directory", "/no/such/folder"))));
        Assert.Equal("user-error: the working directory /no/such/folder does not exist", elsewhere.Run(Context(new FakeReporter()), default).Failure?.ToString());

        CommandObjective conditional = _shell.Command(["echo", "{layers}"], space: Space);
        Assert.Equal(
            "user-error: the command cannot be filled in: the configuration has no hyperparameter 'layers' (it has: )",
            conditional.Run(Context(new FakeReporter()), default).Failure?.ToString());

        string? Failure(string program) => _shell.Command([program]).Run(Context(new FakeReporter()), default).Failure?.ToString();
    }

    [LinuxFact]
    public void A_script_beside_the_experiment_runs_in_the_working_directory()
    {
        string script = Path.Combine(_shell.Folder, "train");
        File.WriteAllText(script, "#!/bin/sh\npwd > where\necho '{\"error\": 0.5}'\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        FakeReporter reporter = new();
        Assert.Equal(TrialOutcome.Completed, _shell.Command(["./train"]).Run(Context(reporter), default));
        Assert.Single(reporter.Reports);
        Assert.Equal(_shell.Folder, File.ReadAllText(Path.Combine(_shell.Folder, "where")).Trim());
    }

    public void Dispose() => _shell.Dispose();
}
