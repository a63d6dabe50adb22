namespace HpoActors.Torch.Data;

/// <summary>What finding a dataset asks of the machine, in one object so that tests can say otherwise.</summary>
/// <param name="Variable">The value of an environment variable, or null.</param>
/// <param name="IsWindows">Whether Windows' conventions hold.</param>
/// <param name="Home">The user's home directory; empty where there is none.</param>
/// <param name="LocalApplicationData">Windows' directory for an application's local data; empty where there is none.</param>
internal sealed record DataEnvironment(Func<string, string?> Variable, bool IsWindows, string Home, string LocalApplicationData)
{
    /// <summary>The environment variable that names a directory with datasets.</summary>
    public const string DataVariable = "HPO_DATA";

    private const string CacheName = "hpoactors";

    /// <summary>This process's environment.</summary>
    public static DataEnvironment Current => new(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows(),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>Where HPO_DATA points; null where it is unset or empty.</summary>
    public string? DataDirectory => NullIfEmpty(Variable(DataVariable));

    /// <summary>The user's cache directory for this program; null for a user without a home.</summary>
    public string? CacheDirectory
    {
        get
        {
            if (IsWindows)
            {
                return LocalApplicationData.Length == 0 ? null : Path.Combine(LocalApplicationData, CacheName);
            }

            // The XDG specification has relative paths ignored.
            string? xdg = Variable("XDG_CACHE_HOME");
            if (xdg is not null && Path.IsPathRooted(xdg))
            {
                return Path.Combine(xdg, CacheName);
            }

            return Home.Length == 0 ? null : Path.Combine(Home, ".cache", CacheName);
        }
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
