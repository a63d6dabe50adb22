using System.Reflection;
using System.Xml.Linq;

namespace HpoActors.Architecture.Tests;

/// <summary>A reference points only downwards.</summary>
public sealed class LayerTests
{
    // Project → the projects and packages that it may name. A new reference is a decision: it is made here.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["HpoActors.Core"] = ["MathNet.Numerics", "Microsoft.CodeAnalysis.BannedApiAnalyzers"],
        ["HpoActors"] = ["HpoActors.Core", "Akka", "Akka.Persistence", "Newtonsoft.Json"],
        ["HpoActors.Torch"] =
        [
            "HpoActors.Core", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "TorchSharp", "TorchSharp-cuda-windows", "TorchSharp-cuda-linux",
            "libtorch-cpu-win-x64", "libtorch-cpu-linux-x64", "libtorch-cpu-osx-arm64",
        ],
        ["HpoActors.Persistence"] = ["HpoActors", "Akka.Persistence.Sql", "Microsoft.Data.Sqlite", "Npgsql", "Parquet.Net"],
        ["HpoActors.Cluster"] = ["HpoActors", "Akka.Cluster", "Akka.Cluster.Tools"],
        ["HpoActors.TestKit"] = ["HpoActors.Core", "HpoActors", "Akka.TestKit.Xunit2", "xunit.extensibility.core"],
        ["HpoActors.Bench"] = ["HpoActors.Core", "HpoActors", "HpoActors.TestKit", "HpoActors.Torch", "ScottPlot"],
        ["HpoActors.Cli"] =
        [
            "HpoActors", "HpoActors.Cluster", "HpoActors.Persistence", "HpoActors.Torch", "HpoActors.Bench", "OpenTelemetry", "OpenTelemetry.Exporter.Console", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
            "Spectre.Console", "System.CommandLine",
        ],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.Path("src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_layer_may(string project)
    {
        XDocument file = XDocument.Load(Repository.Path("src", project, $"{project}.csproj"));
        IEnumerable<string> references = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))
            .Concat(file.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_projects_tests_mirror_it(string project) =>
        Assert.True(File.Exists(Repository.Path("tests", $"{project}.Tests", $"{project}.Tests.csproj")), $"tests/{project}.Tests is missing");

    [Fact]
    public void Core_knows_no_actor_no_tensor_and_no_file()
    {
        string[] forbidden = ["Akka", "TorchSharp", "Newtonsoft", "System.Net", "System.Data", "System.Diagnostics.Process", "System.Console"];
        IEnumerable<string> referenced = Assembly.Load("HpoActors.Core").GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(referenced, name => forbidden.Any(f => name.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void Tensors_stay_in_Torch()
    {
        Assert.All(["HpoActors.Core", "HpoActors"], (string name) => Assert.DoesNotContain(Assembly.Load(name).GetReferencedAssemblies(), a => a.Name == "TorchSharp"));
    }

    [Theory]
    [InlineData("Searchers", "Searcher")]
    [InlineData("Schedulers", "Scheduler")]
    public void Every_algorithms_folder_has_the_same_roster(string folder, string kind)
    {
        // Rungs are what several schedulers are made of.
        string[] algorithms = [.. Directory.GetDirectories(Repository.Path("src", "HpoActors.Core", folder)).Where(path => Path.GetFileName(path) != "Rungs")];
        Assert.NotEmpty(algorithms);
        Assert.All(algorithms, algorithm =>
        {
            string name = Path.GetFileName(algorithm);

            // bohb is hyperband with a searcher of its own.
            string[] does = [$"{name}{kind}.cs", $"{name}Searcher.cs"];
            Assert.True(does.Any(file => File.Exists(Path.Combine(algorithm, file))), $"{folder}/{name}/{name}{kind}.cs is missing");
            Assert.True(File.Exists(Path.Combine(algorithm, $"{name}{kind}Settings.cs")), $"{folder}/{name}/{name}{kind}Settings.cs is missing");
        });
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.Path("HpoActors.sln")).Replace('\\', '/');
        string[] folders = ["src", "tests", "examples"];
        IEnumerable<string> projects = folders.SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal));
        Assert.All(projects, path => Assert.Contains(path, solution, StringComparison.Ordinal));
    }
}
