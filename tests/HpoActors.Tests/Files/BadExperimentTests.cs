namespace HpoActors.Tests.Files;

public sealed class BadExperimentTests
{
    private const string Known = "known here: name, seed, metric, direction, budget, searcher, scheduler, space, objective, max-attempts, retry-on, "
        + "trial-timeout, best-of, keep-trials, points, warm-start, duplicates, order, strict-lanes, max-concurrent, weight, trainers, telemetry";

    [Theory]
    [InlineData("sede = 1", "my.conf:5: experiment.sede: unknown key; did you mean 'seed'?; " + Known)]
    [InlineData("max_attempts = 1", "my.conf:5: experiment.max_attempts: unknown key; did you mean 'max-attempts'?; " + Known)]
    [InlineData("store = a", "my.conf:5: experiment.store: unknown key; " + Known)]
    [InlineData("duplicates = merge", "my.conf:5: experiment.duplicates: must be allow, forbid or average (is 'merge')")]
    [InlineData("order = random", "my.conf:5: experiment.order: must be arrival or strict (is 'random')")]
    [InlineData("weight = 0", "my.conf:5: experiment.weight: must be a finite number above 0 (is 0)")]
    [InlineData("weight = heavy", "my.conf:5: experiment.weight: must be a number (is 'heavy')")]
    [InlineData("max-concurrent = 0", "my.conf:5: experiment.max-concurrent: must be a whole number of at least 1 (is '0')")]
    [InlineData("strict-lanes = 0", "my.conf:5: experiment.strict-lanes: must be a whole number of at least 1 (is '0')")]
    [InlineData("seed = x", "my.conf:5: experiment.seed: must be a whole number (is 'x')")]
    [InlineData("seed = 1.5", "my.conf:5: experiment.seed: must be a whole number (is '1.5')")]
    [InlineData("\n\nseed = [1]", "my.conf:7: experiment.seed: must be a whole number (is a list of 1)")]
    [InlineData("name = \" \"", "my.conf:5: experiment.name: is blank; write a name")]
    [InlineData("metric = { }", "my.conf:5: experiment.metric: must be a text (is a block)")]
    [InlineData("direction = minimise", "my.conf:5: experiment.direction: must be minimize or maximize (is 'minimise'); did you mean 'minimize'?")]
    [InlineData("budget.epoch = 1", "my.conf:5: experiment.budget.epoch: unknown key; did you mean 'epochs'?; known here: trials, epochs, total-epochs, wall-time, target")]
    [InlineData("budget.epochs = 0", "my.conf:5: experiment.budget.epochs: must be a whole number of at least 1 (is '0')")]
    [InlineData("budget.wall-time = 10", "my.conf:5: experiment.budget.wall-time: must be a time above 0 with a unit, such as 500ms, 15s, 10m, 2h or 1d (is '10')")]
    [InlineData("budget.target = low", "my.conf:5: experiment.budget.target: must be a number (is 'low')")]
    [InlineData("searcher = grit", "my.conf:5: experiment.searcher: must be random, grid, sobol, tpe, gp, cma-es, de or evolution (is 'grit'); did you mean 'grid'?")]
    [InlineData("searcher = bohb", "my.conf:5: experiment.searcher: must be random, grid, sobol, tpe, gp, cma-es, de or evolution (is 'bohb')")]
    [InlineData("searcher = [grid]", "my.conf:5: experiment.searcher: must be random, grid, sobol, tpe, gp, cma-es, de or evolution (is a list)")]
    [InlineData("searcher { resolution = 3 }", "my.conf:5: experiment.searcher.type: is missing; write type = random, grid, sobol, tpe, gp, cma-es, de or evolution")]
    [InlineData("searcher { type = random, resolution = 3 }", "my.conf:5: experiment.searcher.resolution: unknown key; known here: type")]
    [InlineData("searcher { type = gp, startup = 0 }", "my.conf:5: experiment.searcher.startup: must be a whole number of at least 1 (is '0')")]
    [InlineData("searcher { type = gp, startup = 20000 }", "my.conf:5: experiment.searcher.startup: must be at most 10000 (is 20000)")]
    [InlineData("searcher { type = grid, resolution = 0 }", "my.conf:5: experiment.searcher.resolution: must be a whole number of at least 1 (is '0')")]
    [InlineData("searcher { type = grid, resolution = 2000000 }", "my.conf:5: experiment.searcher.resolution: must be at most 1000000 (is 2000000)")]
    [InlineData("searcher { type = grid, axes { y { resolution = 2 } } }", "my.conf:5: experiment.searcher.axes.y: is no hyperparameter of the space; did you mean 'x'?")]
    [InlineData("searcher { type = grid, axes { x { values = [2] } } }", "my.conf:5: experiment.searcher.axes.x.values: has 2, which is no float in [0, 1]")]
    [InlineData("searcher { type = grid, order = random }", "my.conf:5: experiment.searcher.order: must be rising or shuffled (is 'random')")]
    [InlineData("searcher { type = sobol, sequence = faure }", "my.conf:5: experiment.searcher.sequence: must be sobol or halton (is 'faure')")]
    [InlineData("searcher { type = de, population = 2 }", "my.conf:5: experiment.searcher.population: must be a whole number of at least 4 (is '2')")]
    [InlineData("searcher { type = de, factor = 3 }", "my.conf:5: experiment.searcher.factor: must be above 0 and at most 2 (is 3)")]
    [InlineData("searcher { type = evolution, sample = 0 }", "my.conf:5: experiment.searcher.sample: must be a whole number of at least 1 (is '0')")]
    [InlineData("scheduler = asah", "my.conf:5: experiment.scheduler: must be fifo, asha, sha, hyperband, pasha, median, pbt, bohb or dehb (is 'asah'); did you mean 'asha'?")]
    [InlineData("max-attempts = 0", "my.conf:5: experiment.max-attempts: must be a whole number of at least 1 (is '0')")]
    [InlineData("retry-on = diverged", "my.conf:5: experiment.retry-on: must be a list of texts or numbers in brackets, such as [a, b] (is 'diverged')")]
    [InlineData(
        "retry-on = [divergd]",
        "my.conf:5: experiment.retry-on: has 'divergd'; must be user-error, diverged, timed-out, out-of-memory, trainer-lost; did you mean 'diverged'?")]
    [InlineData("trial-timeout = never", "my.conf:5: experiment.trial-timeout: must be a time above 0 with a unit, such as 500ms, 15s, 10m, 2h or 1d (is 'never')")]
    [InlineData("best-of = any", "my.conf:5: experiment.best-of: must be completed or all (is 'any')")]
    [InlineData("keep-trials = 0", "my.conf:5: experiment.keep-trials: must be a whole number of at least 1 (is '0')")]
    [InlineData("telemetry.exporter = zipkin", "my.conf:5: experiment.telemetry.exporter: must be none, console or otlp (is 'zipkin')")]
    public void A_wrong_setting_is_named_with_its_line_and_what_is_allowed(string setting, string error) =>
        Assert.Equal(error, ExperimentTexts.ErrorOf(ExperimentTexts.With(setting)));

    [Theory]
    [InlineData("y { type = float, min = 1, max = 0 }", "y.min: is above max (1 > 0); swap them")]
    [InlineData("y { type = float, min = 0, max = 1, scale = log }", "y.min: must be above 0 on a log scale (is 0); choose a small positive number or scale = linear")]
    [InlineData("y { type = float, max = 1 }", "y.min: is missing; write a number, min = …")]
    [InlineData("y { type = float, min = nan, max = 1 }", "y.min: must be a number (is 'nan')")]
    [InlineData("y { type = float, min = 0, max = 1, step = -1 }", "y.step: must be a finite number above 0 (is -1)")]
    [InlineData("y { type = int, min = 0.5, max = 1 }", "y.min: must be a whole number (is '0.5')")]
    [InlineData("y { type = int, min = 9, max = 1 }", "y.min: is above max (9 > 1); swap them")]
    [InlineData("y { type = int, min = 0, max = 8, scale = log }", "y.min: must be at least 1 on a log scale (is 0); raise min or choose scale = linear")]
    [InlineData("y { type = float, min = 0, max = 1, scale = lin }", "y.scale: must be linear or log (is 'lin')")]
    [InlineData("y { type = choice, values = [] }", "y.values: needs at least one value")]
    [InlineData("y { type = choice }", "y.values: is missing; write a list, values = [a, b]")]
    [InlineData("y { type = choice, values = a }", "y.values: must be a list of texts or numbers in brackets, such as [a, b] (is 'a')")]
    [InlineData("y { type = ordinal, values = [1, 1] }", "y.values: has 1 twice; each value stands once")]
    [InlineData("y { type = bool, values = [1] }", "y.values: unknown key; known here: type, when")]
    [InlineData("y { type = constant }", "y.value: is missing; write a text, value = …")]
    [InlineData("y { type = flaot, min = 0, max = 1 }", "y.type: must be float, int, choice, ordinal, bool or constant (is 'flaot'); did you mean 'float'?")]
    [InlineData("y { min = 0, max = 1 }", "y.type: is missing; write type = float, int, choice, ordinal, bool or constant")]
    [InlineData("y { type = float, mni = 0, max = 1 }", "y.mni: unknown key; did you mean 'min'?; known here: type, min, max, scale, step, prior, when")]
    [InlineData("y { type = bool, when = depth }", "y.when: there is no hyperparameter 'depth' in the space; a comparison names a hyperparameter first")]
    [InlineData("y { type = bool, when = \"x ==\" }", "y.when: 'x ==' ends too early: a value is expected")]
    [InlineData("y { type = bool, when = [x] }", "y.when: must be a text (is a list of 1)")]
    [InlineData("y { type = bool, when = \"x == yes\" }", "y.when: x is never 'yes'; it is bool")]
    [InlineData("y { type = int, min = 1, max = 3, when = \"y > 1\" }", "y.when: depends on itself (y → y); leave one of the conditions out")]
    [InlineData("forbid = [\"x && depth\"]", "forbid[0]: there is no hyperparameter 'depth' in the space; a comparison names a hyperparameter first")]
    [InlineData("forbid = [x, \"x = 1\"]", "forbid[1]: 'x = 1': '==' (one '=' says nothing here) is expected at '= 1'")]
    [InlineData("forbid = [x, \"!x\"]", "forbid: leaves nothing to search: none of 10000 configurations drawn at random is allowed; forbid less")]
    [InlineData("forbid = x", "forbid: must be a list of texts or numbers in brackets, such as [a, b] (is 'x')")]
    [InlineData(
        "forbid { type = bool }", "forbid: is the list of forbidden combinations, forbid = [\"a > 1 && b == c\"], and no hyperparameter can have that name; rename it")]
    [InlineData("y = 3", "y: must be a block in braces (is '3')")]
    [InlineData("y { type = float, min = 0, max = 1, prior = normal }", "y.prior: must be a block in braces (is 'normal')")]
    [InlineData("y { type = float, min = 0, max = 1, prior { mean = 1 } }", "y.prior.type: is missing; write type = uniform, log-uniform, normal, log-normal or beta")]
    [InlineData("y { type = float, min = 0, max = 1, prior { type = normal, mean = 1 } }", "y.prior.sd: is missing; write a number, sd = …")]
    [InlineData("y { type = float, min = 0, max = 1, prior { type = normal, mean = 1, sd = 0 } }", "y.prior.sd: must be above 0 (is 0)")]
    [InlineData("y { type = float, min = 0, max = 1, prior { type = uniform, sd = 1 } }", "y.prior.sd: unknown key; known here: type")]
    [InlineData("epochs { type = int, min = 0, max = 8 }", "epochs: must be a whole number of at least 1: it is the number of epochs that a trial trains")]
    public void A_wrong_hyperparameter_is_named_with_its_line_and_what_is_allowed(string hyperparameter, string error)
    {
        string text = $"experiment {{\n  objective {{ type = softmax }}\n  budget {{ trials = 1 }}\n  space {{\n    x {{ type = bool }}\n    {hyperparameter}\n  }}\n}}";
        Assert.Equal($"my.conf:6: experiment.space.{error}", ExperimentTexts.ErrorOf(text));
    }

    [Theory]
    [InlineData("experimnt { }", "my.conf:1: experimnt: unknown key; did you mean 'experiment'?; known here: experiment, akka, hpo")]
    [InlineData("akka { }", "my.conf: has no block experiment { … }; see hocon/softmax.conf")]
    [InlineData("# nothing", "my.conf: has no block experiment { … }; see hocon/softmax.conf")]
    [InlineData("\nexperiment = 5", "my.conf:2: experiment: must be a block in braces (is '5')")]
    [InlineData("experiment { }\nhpo.experiment.seed = 1", "my.conf:2: hpo.experiment: stands at the top of an experiment file: experiment { … }")]
    [InlineData("\nexperiment { objective { type = a } }", "my.conf:2: experiment.space: is missing; write a block in braces, space = …")]
    [InlineData("experiment {\n space { }\n }", "my.conf:2: experiment.space: has no hyperparameter; add one, such as x { type = float, min = 0, max = 1 }")]
    [InlineData("experiment {\n" + ExperimentTexts.Space + "\n }", "my.conf:1: experiment.objective: is missing; write a block in braces, objective = …")]
    [InlineData("experiment {\n" + ExperimentTexts.Space + "\nobjective { }\n }", "my.conf:3: experiment.objective.type: is missing; write a text, type = …")]
    [InlineData(
        "experiment {\n" + ExperimentTexts.Space + "\nobjective { type = a }\n }",
        "my.conf:1: experiment.budget: the search would never end; set trials, total-epochs or wall-time")]
    public void What_is_missing_is_named(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));
}
