namespace HpoActors.Torch.Data;

/// <summary>Makes what other people's exceptions say fit into an error of one line.</summary>
internal static class OneLine
{
    public static string Of(Exception error) => Of(error.Message);

    public static string Of(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
