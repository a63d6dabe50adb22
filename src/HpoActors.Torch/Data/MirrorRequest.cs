using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace HpoActors.Torch.Data;

/// <summary>One try to get (the rest of) one file from one mirror.</summary>
internal sealed class MirrorRequest(HttpClient client, DownloadSettings settings, IProgress<DownloadProgress>? progress)
{
    private const int BlockBytes = 128 * 1024;

    /// <summary>Appends to the part what it lacks.</summary>
    /// <returns>Null when the part has the length of the whole file; else, in short, why it has not.</returns>
    /// <exception cref="DatasetUnavailableException">The disk is at fault, so that no other mirror can help.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<string?> FetchAsync(Uri mirror, DatasetFile file, PartFile part, CancellationToken cancel)
    {
        if (part.Length > file.Zipped.Length)
        {
            part.Discard();
        }

        if (part.Length == file.Zipped.Length)
        {
            return null;
        }

        using CancellationTokenSource idle = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            idle.CancelAfter(settings.IdleTimeout);
            using HttpResponseMessage response = await SendAsync(new Uri(mirror, file.Name), part.Length, idle.Token);
            if (Refusal(response, file, part) is { } refusal)
            {
                return refusal;
            }

            if (response.StatusCode == HttpStatusCode.OK)
            {
                // All of the file: there was no part, or the server knows no ranges.
                part.Discard();
            }

            return await CopyAsync(response, file, part, idle);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return idle.IsCancellationRequested
                ? $"sent nothing for {Seconds(settings.IdleTimeout)} s"
                : $"no connection within {Seconds(settings.ConnectTimeout)} s";
        }
        catch (HttpRequestException error)
        {
            // The inner message is the shorter one: it does not repeat the host.
            return error.HttpRequestError == HttpRequestError.NameResolutionError
                ? "host not found"
                : OneLine.Of(error.InnerException ?? error);
        }
        catch (IOException error)
        {
            return OneLine.Of(error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken cancel)
    {
        HttpResponseMessage response = await SendOnceAsync(address, from, cancel);
        if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable || from == 0)
        {
            return response;
        }

        response.Dispose();
        return await SendOnceAsync(address, 0, cancel);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Uri address, long from, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>Why the answer cannot be what is wanted, before a byte of it is taken; null if it can.</summary>
    private static string? Refusal(HttpResponseMessage response, DatasetFile file, PartFile part)
    {
        HttpContentHeaders headers = response.Content.Headers;
        long? length;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                length = headers.ContentLength;
                break;
            case HttpStatusCode.PartialContent when part.Length > 0 && headers.ContentRange?.From == part.Length:
                length = headers.ContentRange.Length;
                break;
            case HttpStatusCode.PartialContent:
                return "sent another range than asked for";
            default:
                return $"HTTP {(int)response.StatusCode}";
        }

        return length is null || length == file.Zipped.Length
            ? null
            : $"has a file of {length} bytes, not {file.Zipped.Length}";
    }

    private async Task<string?> CopyAsync(HttpResponseMessage response, DatasetFile file, PartFile part, CancellationTokenSource idle)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(idle.Token);
        byte[] block = new byte[BlockBytes];
        while (true)
        {
            idle.CancelAfter(settings.IdleTimeout);
            int read = await body.ReadAsync(block, idle.Token);
            if (read == 0)
            {
                return part.Length == file.Zipped.Length ? null : $"ended after {part.Length} of {file.Zipped.Length} bytes";
            }

            if (part.Length + read > file.Zipped.Length)
            {
                part.Discard();
                return $"sent more than {file.Zipped.Length} bytes";
            }

            part.Append(block.AsMemory(0, read));
            progress?.Report(new DownloadProgress(file.Name, part.Length, file.Zipped.Length));
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
