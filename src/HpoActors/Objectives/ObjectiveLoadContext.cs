using System.Reflection;
using System.Runtime.Loader;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives;

/// <summary>
/// Loads somebody's assembly beside this program's own. What the program has is shared, above all HpoActors.Core, so that an objective there is an
/// <see cref="IObjective"/> here; what only the assembly has, or a newer version of it, comes from the assembly's folder. One context for each
/// file, for good: what is loaded is not unloaded, and a file that is changed later is not read again.
/// </summary>
internal sealed class ObjectiveLoadContext : AssemblyLoadContext
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = [];
    private static readonly Assembly Core = typeof(IObjective).Assembly;
    private static readonly AssemblyLoadContext Host = GetLoadContext(Core) ?? Default;

    private readonly AssemblyDependencyResolver _resolver;

    private ObjectiveLoadContext(string file)
        : base(file)
    {
        _resolver = new AssemblyDependencyResolver(file);
    }

    /// <summary>The assembly in a file.</summary>
    /// <param name="file">The full path of a file that exists.</param>
    /// <exception cref="BadImageFormatException">It is no .NET assembly.</exception>
    public static Assembly Assembly(string file)
    {
        lock (Gate)
        {
            if (!Loaded.TryGetValue(file, out Assembly? assembly))
            {
                // The program's own assembly may be named too.
                assembly = Host.Assemblies.FirstOrDefault(a => !a.IsDynamic && a.Location == file) ?? new ObjectiveLoadContext(file).LoadFromAssemblyPath(file);
                Loaded.Add(file, assembly);
            }

            return assembly;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Core.GetName().Name)
        {
            return Core;
        }

        try
        {
            return Host.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
        }
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
