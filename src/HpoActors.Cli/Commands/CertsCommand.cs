using System.CommandLine;
using HpoActors.Cluster;
using HpoActors.Cluster.Security;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo certs new|issue</c>: the certificates by which the nodes of a cluster know each other.</summary>
internal static class CertsCommand
{
    public static Command Create(TextWriter output) => new("certs", "make the certificates of a cluster's nodes")
    {
        New(output),
        Issue(output),
    };

    private static Command New(TextWriter output)
    {
        Argument<string> directory = Directory();
        Option<string> name = new("--name") { Description = "the authority's name (default: hpo)", DefaultValueFactory = _ => "hpo" };
        Command command = new("new", "make a cluster's private certificate authority") { directory, name };
        command.SetAction(parsed =>
        {
            string where = parsed.GetValue(directory)!;
            CertificateAuthority authority = CertificateAuthority.Create(where, parsed.GetValue(name)!);
            output.WriteLine($"made {authority.CertificatePath} and its key, valid for 10 years; next: 'hpo certs issue {where} NODE' for each node, and keep {CertificateAuthority.KeyFile} here");
            return ExitCodes.Finished;
        });
        return command;
    }

    private static Command Issue(TextWriter output)
    {
        Argument<string> directory = Directory();
        Argument<string> node = new("node") { Description = "the node's name; its certificate is NODE.pfx" };
        Option<string[]> hosts = new("--host") { Description = "a host name or IP address of the node, repeatable (default: its name)" };
        Option<int?> days = new("--days") { Description = $"how long it is valid (default: {CertificateAuthority.DefaultDays})" };
        Option<string?> password = new("--password-file") { Description = "a file whose first line protects NODE.pfx (default: no password)" };
        Command command = new("issue", "issue a node's certificate") { directory, node, hosts, days, password };
        command.SetAction(parsed =>
        {
            string where = parsed.GetValue(directory)!;
            int valid = parsed.GetValue(days) ?? CertificateAuthority.DefaultDays;
            string? secret = parsed.GetValue(password) is { } file ? ClusterSecurity.ReadPassword(file) : null;
            CertificateAuthority authority = CertificateAuthority.Open(where);
            string path = authority.Issue(parsed.GetValue(node)!, parsed.GetValue(hosts), valid, secret);
            output.WriteLine($"made {path}, valid for {valid} days; next: bring it and {authority.CertificatePath} to the node and name them in its hpo.cluster.tls");
            return ExitCodes.Finished;
        });
        return command;
    }

    private static Argument<string> Directory() => new("directory") { Description = "the authority's directory" };
}
