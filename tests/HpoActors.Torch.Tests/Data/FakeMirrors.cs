using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace HpoActors.Torch.Tests.Data;

/// <summary>Mirrors without a network: each host answers as told, or as a good server does.</summary>
internal sealed class FakeMirrors : HttpMessageHandler
{
    private readonly Dictionary<string, Func<Asked, HttpResponseMessage>> _hosts = [];

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = new();

    public FakeMirrors On(string host, Func<Asked, HttpResponseMessage> answer)
    {
        _hosts[host] = answer;
        return this;
    }

    /// <summary>A good server's answer, with ranges.</summary>
    public static HttpResponseMessage Good(Asked asked)
    {
        byte[] file = SmallDataset.Zipped[asked.File];
        return asked.From switch
        {
            null => Whole(file),
            { } from when from < file.Length => Rest(file, (int)from),
            _ => new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable),
        };
    }

    /// <summary>All of it, whatever was asked.</summary>
    public static HttpResponseMessage Whole(byte[] file) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(file) };

    /// <summary>The range from a byte to the end.</summary>
    public static HttpResponseMessage Rest(byte[] file, int from)
    {
        HttpResponseMessage response = new(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(file[from..]) };
        response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, file.Length - 1, file.Length);
        return response;
    }

    public static HttpResponseMessage Streamed(Stream stream) => new(HttpStatusCode.OK) { Content = new StreamContent(stream) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Uri address = request.RequestUri!;
        Asked asked = new(address.Host, Path.GetFileName(address.LocalPath), request.Headers.Range?.Ranges.Single().From);
        Requests.Enqueue(asked);
        return Task.FromResult(_hosts.TryGetValue(asked.Host, out var answer) ? answer(asked) : Good(asked));
    }

    /// <summary>A request: its host, the file's name and the byte that the asked range begins at.</summary>
    public sealed record Asked(string Host, string File, long? From);
}
