namespace HpoActors.Cli.Tests;

/// <summary><c>hpo certs</c> as a user types it.</summary>
public sealed class CertsTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task An_authority_and_a_nodes_certificate_are_made_in_two_lines()
    {
        HpoProcess.Outcome made = await HpoProcess.RunAsync(_folder.Path, "certs", "new", "certs", "--name", "lab");
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.StartsWith("made certs/ca.crt and its key, valid for 10 years; next: 'hpo certs issue certs NODE'", made.Output, StringComparison.Ordinal);

        HpoProcess.Outcome issued = await HpoProcess.RunAsync(_folder.Path, "certs", "issue", "certs", "gpu-1", "--host", "gpu-1.lab", "--host", "10.0.0.7", "--days", "30");
        Assert.Equal((0, ""), (issued.ExitCode, issued.Error));
        Assert.Equal("made certs/gpu-1.pfx, valid for 30 days; next: bring it and certs/ca.crt to the node and name them in its hpo.cluster.tls\n", issued.Output);
        Assert.Equal(["ca.crt", "ca.key", "gpu-1.pfx"], Directory.GetFiles(Path.Combine(_folder.Path, "certs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_made_is_one_line()
    {
        HpoProcess.Outcome none = await HpoProcess.RunAsync(_folder.Path, "certs", "issue", "certs", "gpu-1");
        Assert.Equal((2, "hpo: certs has no certificate authority (ca.crt and ca.key): make one with 'hpo certs new certs'\n"), (none.ExitCode, none.Error));

        _folder.Write("ca.key", "somebody's");
        HpoProcess.Outcome taken = await HpoProcess.RunAsync(_folder.Path, "certs", "new", ".");
        Assert.Equal((2, "hpo: ./ca.key exists and is not overwritten: write into another directory\n"), (taken.ExitCode, taken.Error));
        Assert.Equal("somebody's", File.ReadAllText(Path.Combine(_folder.Path, "ca.key")));
    }

    public void Dispose() => _folder.Dispose();
}
