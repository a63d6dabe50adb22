using System.Management.Automation.Language;

namespace HpoActors.Architecture.Tests;

/// <summary>build.ps1 is a thin wrapper: it parses, every command in it exists, and so does every project that it names.</summary>
public sealed class BuildScriptTests
{
    private static readonly string[] Verbs = ["restore", "build", "test", "pack", "run"];

    private static ScriptBlockAst Script { get; } = Parse();

    [Fact]
    public void Every_command_in_it_exists() => Assert.All(Commands(), command => Assert.True(
        OnPath(command.GetCommandName()), $"build.ps1 line {command.Extent.StartLineNumber}: there is no command '{command.GetCommandName()}'"));

    [Fact]
    public void It_only_calls_dotnet_with_verbs_and_projects_that_exist() => Assert.All(Commands(), command =>
    {
        string[] words = [.. command.CommandElements.Select(e => e.Extent.Text)];
        Assert.Equal("dotnet", words[0]);
        Assert.Contains(words[1], Verbs);
        Assert.All(words.Where(w => w.Contains('/', StringComparison.Ordinal) || w.EndsWith(".sln", StringComparison.Ordinal)), path =>
            Assert.True(Path.Exists(Repository.Path(path)), $"build.ps1 names {path}, which does not exist"));
    });

    [Fact]
    public void It_has_every_task() => Assert.Equal(
        ["restore", "build", "test", "pack", "bench"],
        Script.FindAll(ast => ast is SwitchStatementAst, true).Cast<SwitchStatementAst>().Single().Clauses.Select(clause => clause.Item1.Extent.Text.Trim('\'')));

    private static CommandAst[] Commands()
    {
        CommandAst[] commands = [.. Script.FindAll(ast => ast is CommandAst, true).Cast<CommandAst>()];
        Assert.NotEmpty(commands);
        return commands;
    }

    private static ScriptBlockAst Parse()
    {
        ScriptBlockAst script = Parser.ParseFile(Repository.Path("build.ps1"), out _, out ParseError[] errors);
        Assert.Empty(errors.Select(error => $"line {error.Extent.StartLineNumber}: {error.Message}"));
        return script;
    }

    private static bool OnPath(string command)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{command}.exe", $"{command}.cmd"] : [command];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))));
    }
}
