using System.Reflection;
using PublicApiGenerator;

namespace HpoActors.Architecture.Tests;

/// <summary>What a package shows to its users changes only on purpose.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("HpoActors.Core")]
    [InlineData("HpoActors")]
    [InlineData("HpoActors.Cluster")]
    [InlineData("HpoActors.Persistence")]
    [InlineData("HpoActors.Torch")]
    [InlineData("HpoActors.TestKit")]
    public void The_public_API_is_the_approved_one(string package)
    {
        string api = Assembly.Load(package).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        string approved = Repository.Path("tests", "HpoActors.Architecture.Tests", "Approved", $"{package}.approved.txt");
        string before = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (api.Trim() != before.Trim())
        {
            string received = approved.Replace(".approved.", ".received.", StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            File.WriteAllText(received, api);
            string[] removed = [.. before.Split('\n').Except(api.Split('\n'))];
            string[] added = [.. api.Split('\n').Except(before.Split('\n'))];
            Assert.Fail($"""
                The public API of {package} changed. If that is meant, put {Path.GetFileName(received)} in the place of {Path.GetFileName(approved)}.
                Gone: {string.Join("\n      ", removed)}
                New:  {string.Join("\n      ", added)}
                """);
        }
    }
}
