using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Objectives;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives;

public sealed class AssemblyObjectiveTests : IDisposable
{
    private static int _number;

    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-assembly-").FullName;

    // Assemblies stay loaded, so each test has its own.
    private readonly string _name = $"user{Interlocked.Increment(ref _number)}";

    [Theory]
    [InlineData("My.First")]
    [InlineData("First")]
    public void A_class_is_found_by_its_full_or_its_simple_name(string type)
    {
        New().Class("My.First").Class("My.Second").Save(_folder);
        IObjective objective = Create(type);
        Assert.Equal("My.First", objective.GetType().FullName);
        Assert.Equal(TrialOutcome.Completed, objective.Run(Context(new FakeReporter()), default));
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(objective.GetType().Assembly));
    }

    [Fact]
    public void An_assembly_is_loaded_once()
    {
        New().Class("One").Class("Two", attributes: TypeAttributes.NotPublic).Save(_folder);
        Assert.Same(Create("One").GetType(), Create("One").GetType());
        Assert.Same(Create("One").GetType().Assembly, Create("Two").GetType().Assembly);
    }

    [Fact]
    public void A_constructor_may_take_the_experiment_or_the_options()
    {
        New().Class("TakesSpec", [typeof(ExperimentSpec)]).Class("TakesOptions", [typeof(OptionReader)], Reads("level")).Save(_folder);
        Assert.Equal("TakesSpec", Create("TakesSpec", ("anything", "1")).GetType().Name);
        Assert.Equal("TakesOptions", Create("TakesOptions", ("level", "1")).GetType().Name);
    }

    [Fact]
    public void Options_are_read_strictly_by_the_class_that_reads_them()
    {
        New().Class("TakesOptions", [typeof(OptionReader)], Reads("level")).Class("TakesNothing").Save(_folder);
        Assert.Equal("objective.level: is missing; write a text, level = …", Refused("TakesOptions"));
        Assert.Contains("objective.levle: unknown key; did you mean 'level'?", Refused("TakesOptions", ("level", "1"), ("levle", "1")), StringComparison.Ordinal);
        Assert.Equal("objective.level: unknown key; known here: assembly, type", Refused("TakesNothing", ("level", "1")));
    }

    [Fact]
    public void What_only_the_assembly_needs_comes_from_its_folder()
    {
        EmittedAssembly library = new($"{_name}.library");
        ConstructorInfo helper = library.Helper("Library.Helper");
        library.Save(_folder);
        New().Class("Uses", construct: il =>
        {
            il.Emit(OpCodes.Newobj, helper);
            il.Emit(OpCodes.Pop);
        }).Save(_folder);
        Assert.Equal("Uses", Create("Uses").GetType().Name);

        // And where it is missing, the message says which.
        string elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        File.Copy(Path.Combine(_folder, $"{_name}.dll"), Path.Combine(elsewhere, $"{_name}.dll"));
        string message = Assert.Throws<InvalidOptionException>(() => AssemblyObjective.Create(Spec(Options(("assembly", $"{_name}.dll"), ("type", "Uses"))), elsewhere)).Message;
        Assert.StartsWith("objective.type: the constructor of Uses failed: FileNotFoundException: ", message, StringComparison.Ordinal);
        Assert.Contains($"{_name}.library", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_programs_own_assembly_may_be_named()
    {
        Type mine = typeof(Mine);
        IObjective objective = AssemblyObjective.Create(Spec(Options(("assembly", mine.Assembly.Location), ("type", "Mine"))), _folder);
        Assert.IsType<Mine>(objective);
    }

    [Fact]
    public void An_objective_is_disposed_where_an_option_is_wrong()
    {
        Mine.Disposed = 0;
        Assert.Throws<InvalidOptionException>(() => AssemblyObjective.Create(Spec(Options(("assembly", typeof(Mine).Assembly.Location), ("type", "Mine"), ("x", "1"))), _folder));
        Assert.Equal(1, Mine.Disposed);
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        New().Class("My.Good").Class("My.Same").Class("Your.Same")
            .Class("My.Abstract", attributes: TypeAttributes.Public | TypeAttributes.Abstract)
            .Class("My.Other", implements: typeof(ICloneable), attributes: TypeAttributes.Public | TypeAttributes.Abstract)
            .Class("My.Wants", [typeof(string)])
            .Class("My.Throws", construct: il =>
            {
                il.Emit(OpCodes.Ldstr, "two\nlines");
                il.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
                il.Emit(OpCodes.Throw);
            }).Save(_folder);
        File.WriteAllText(Path.Combine(_folder, "text.dll"), "no assembly");

        Assert.Equal("objective.type: is missing; write a text, type = …", Message(("assembly", $"{_name}.dll")));
        Assert.Equal("objective.assembly: is missing; write a text, assembly = …", Message(("type", "x")));
        Assert.Equal($"objective.assembly: there is no file {Path.Combine(_folder, "no.dll")}", Message(("assembly", "no.dll"), ("type", "x")));
        Assert.Equal(
            $"objective.assembly: {Path.Combine(_folder, "text.dll")} is no .NET assembly, or one for another kind of machine",
            Message(("assembly", "text.dll"), ("type", "x")));
        Assert.Equal(
            $"objective.type: {_name}.dll has no class Goood; did you mean 'Good'?; objectives there: My.Good, My.Same, My.Throws, My.Wants, Your.Same",
            Refused("Goood"));
        Assert.Equal("objective.type: Same is more than one class; write one of My.Same, Your.Same", Refused("Same"));
        Assert.Equal("objective.type: My.Abstract is abstract; name a class that can be made", Refused("Abstract"));
        Assert.Equal("objective.type: My.Other does not implement HpoActors.Core.Objectives.IObjective", Refused("Other"));
        Assert.Equal("objective.type: My.Wants needs a public constructor that takes an ExperimentSpec, an OptionReader or nothing", Refused("Wants"));
        Assert.Equal("objective.type: the constructor of My.Throws failed: InvalidOperationException: two lines", Refused("My.Throws"));
    }

    public void Dispose()
    {
        // Windows keeps loaded files open until the process ends.
        if (!OperatingSystem.IsWindows())
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private EmittedAssembly New() => new(_name);

    private IObjective Create(string type, params (string, object)[] options) =>
        AssemblyObjective.Create(Spec(Options([("assembly", $"{_name}.dll"), ("type", type), .. options])), _folder);

    private string Refused(string type, params (string, object)[] options) => Assert.Throws<InvalidOptionException>(() => Create(type, options)).Message;

    private string Message(params (string, object)[] options) =>
        Assert.Throws<InvalidOptionException>(() => AssemblyObjective.Create(Spec(Options(options)), _folder)).Message;

    private static Action<ILGenerator> Reads(string key) => il =>
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldstr, key);
        il.Emit(OpCodes.Call, typeof(OptionReader).GetMethod(nameof(OptionReader.RequiredText))!);
        il.Emit(OpCodes.Pop);
    };

    internal sealed class Mine : IObjective, IDisposable
    {
        public static int Disposed { get; set; }

        public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => TrialOutcome.Completed;

        public void Dispose() => Disposed++;
    }
}
