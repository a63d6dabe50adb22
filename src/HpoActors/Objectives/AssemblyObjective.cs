using System.Reflection;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives;

/// <summary>
/// <c>objective { assembly = my.dll, type = MyObjective }</c>: an objective from an assembly of the user's own. The class is public or internal, implements
/// <see cref="IObjective"/>, and has a public constructor that takes an <see cref="ExperimentSpec"/>, an <see cref="OptionReader"/> of the
/// objective's options, or nothing; the first of these that is there is used.
/// </summary>
public static class AssemblyObjective
{
    private const string FileKey = "assembly";
    private const string TypeKey = "type";

    /// <summary>
    /// Makes the objective. Options: <c>assembly</c>, the file; <c>type</c>, the class's full name, or its simple name where only one class has
    /// it; all others are the objective's own. One that the class did not ask its reader for is an error.
    /// </summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="baseDirectory">What a relative file is relative to.</param>
    /// <exception cref="InvalidOptionException">The file, the class or an option is wrong.</exception>
    public static IObjective Create(ExperimentSpec spec, string baseDirectory)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(baseDirectory);
        OptionReader options = spec.Objective.Read("objective");
        string file = Path.GetFullPath(options.RequiredText(FileKey), Path.GetFullPath(baseDirectory));
        Type type = Find(options.RequiredText(TypeKey), file, Load(file, options), options);
        ConstructorInfo? takesSpec = type.GetConstructor([typeof(ExperimentSpec)]);
        ConstructorInfo? takesReader = type.GetConstructor([typeof(OptionReader)]);
        if (takesSpec is not null)
        {
            return Construct(takesSpec, spec, options);
        }

        IObjective objective = takesReader is not null ? Construct(takesReader, options, options)
            : type.GetConstructor([]) is { } takesNothing ? Construct(takesNothing, null, options)
            : throw options.Error(TypeKey, $"{type.FullName} needs a public constructor that takes an ExperimentSpec, an OptionReader or nothing");
        try
        {
            options.RejectUnknown();
        }
        catch (InvalidOptionException)
        {
            (objective as IDisposable)?.Dispose();
            throw;
        }

        return objective;
    }

    private static Assembly Load(string file, OptionReader options)
    {
        if (!File.Exists(file))
        {
            throw options.Error(FileKey, $"there is no file {file}");
        }

        try
        {
            return ObjectiveLoadContext.Assembly(file);
        }
        catch (BadImageFormatException e)
        {
            throw new InvalidOptionException($"{options.Path}.{FileKey}", $"{file} is no .NET assembly, or one for another kind of machine", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException($"{options.Path}.{FileKey}", $"{file} cannot be loaded: {Line(e)}", e);
        }
    }

    private static Type Find(string name, string file, Assembly assembly, OptionReader options)
    {
        Type[] types = Types(assembly, out string? incomplete);
        Type[] found = [.. types.Where(t => t.FullName == name)];
        if (found.Length == 0)
        {
            found = [.. types.Where(t => t.Name == name)];
        }

        if (found.Length > 1)
        {
            throw options.Error(TypeKey, $"{name} is more than one class; write one of {string.Join(", ", found.Select(t => t.FullName).Order(StringComparer.Ordinal))}");
        }

        if (found.Length == 0)
        {
            string[] objectives = [.. types.Where(t => Obstacle(t) is null).Select(t => t.FullName!).Order(StringComparer.Ordinal)];
            string hint = Nearest.Hint(name, objectives.Concat(types.Where(t => Obstacle(t) is null).Select(t => t.Name)));
            throw options.Error(
                TypeKey,
                $"{Path.GetFileName(file)} has no class {name}{hint}; objectives there: {(objectives.Length == 0 ? "none" : string.Join(", ", objectives))}"
                    + (incomplete is null ? "" : $" (not all could be loaded: {incomplete})"));
        }

        return Obstacle(found[0]) is { } obstacle ? throw options.Error(TypeKey, $"{found[0].FullName} {obstacle}") : found[0];
    }

    // Why no object of the class can be the objective, or null.
    private static string? Obstacle(Type type) =>
        !typeof(IObjective).IsAssignableFrom(type) ? "does not implement HpoActors.Core.Objectives.IObjective"
        : type.IsInterface ? "is an interface; name a class that implements it"
        : type.IsAbstract ? "is abstract; name a class that can be made"
        : type.ContainsGenericParameters ? "is generic; name a class without type parameters"
        : null;

    private static Type[] Types(Assembly assembly, out string? incomplete)
    {
        incomplete = null;
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            // The class that is wanted may be among the others.
            incomplete = e.LoaderExceptions.FirstOrDefault(x => x is not null) is { } first ? Line(first) : "unknown reason";
            return [.. e.Types.OfType<Type>()];
        }
    }

    private static IObjective Construct(ConstructorInfo constructor, object? argument, OptionReader options)
    {
        try
        {
            return (IObjective)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, argument is null ? [] : [argument], null);
        }
        catch (Exception e) when (e is not InvalidOptionException)
        {
            throw new InvalidOptionException($"{options.Path}.{TypeKey}", $"the constructor of {constructor.DeclaringType!.FullName} failed: {e.GetType().Name}: {Line(e)}", e);
        }
    }

    private static string Line(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
