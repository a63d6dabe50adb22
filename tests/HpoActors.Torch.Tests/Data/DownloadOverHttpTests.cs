using System.Net;
using System.Net.Sockets;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

/// <summary>The downloader on a real HTTP connection, which fake handlers cannot stand for.</summary>
public sealed class DownloadOverHttpTests
{
    [Fact]
    public async Task Downloads_and_resumes_over_loopback()
    {
        using TempDirectory temp = new();
        using HttpListener server = new();
        Uri address = new($"http://127.0.0.1:{FreePort()}/");
        server.Prefixes.Add(address.ToString());
        server.Start();
        List<string?> ranges = [];
        Task serving = ServeAsync(server, ranges);
        await File.WriteAllBytesAsync(temp.Combine(SmallDataset.First.Name + ".part"), SmallDataset.FirstBytes[..100]);

        using SocketsHttpHandler direct = new() { UseProxy = false };
        DatasetSource source = SmallDataset.Source with { Mirrors = [address] };
        await new DatasetDownloader(source, new DownloadSettings { Handler = direct }).DownloadAsync(temp.Path, null, default);

        SmallDataset.AssertIntact(temp.Path);
        server.Stop();
        await serving;
        Assert.Equal(["bytes=100-", null, null, null], ranges);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_one_line()
    {
        using TempDirectory temp = new();
        using SocketsHttpHandler direct = new() { UseProxy = false };
        DatasetSource source = SmallDataset.Source with { Mirrors = [new Uri($"http://127.0.0.1:{FreePort()}/")] };

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => new DatasetDownloader(source, new DownloadSettings { Handler = direct }).DownloadAsync(temp.Path, null, default));

        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static async Task ServeAsync(HttpListener server, List<string?> ranges)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception) when (!server.IsListening)
            {
                return;
            }

            string? range = context.Request.Headers["Range"];
            ranges.Add(range);
            byte[] file = SmallDataset.Zipped[context.Request.Url!.Segments[^1]];
            int from = range is null ? 0 : int.Parse(range.AsSpan(6, range.Length - 7));
            if (from > 0)
            {
                context.Response.StatusCode = 206;
                context.Response.AddHeader("Content-Range", $"bytes {from}-{file.Length - 1}/{file.Length}");
            }

            context.Response.ContentLength64 = file.Length - from;
            await context.Response.OutputStream.WriteAsync(file.AsMemory(from));
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
