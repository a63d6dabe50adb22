using System.Reflection;
using System.Reflection.Emit;
using HpoActors.Core.Objectives;

namespace HpoActors.Tests.Objectives;

/// <summary>Writes small assemblies with objectives into files, as a user's compiler would.</summary>
internal sealed class EmittedAssembly(string name)
{
    private static readonly ConstructorInfo BaseConstructor = typeof(object).GetConstructor([])!;

    private readonly PersistedAssemblyBuilder _assembly = new(new AssemblyName(name), typeof(object).Assembly);
    private ModuleBuilder? _module;

    /// <summary>A class; <paramref name="construct"/> writes what its constructor does, its argument being number 1.</summary>
    public EmittedAssembly Class(string fullName, Type[]? parameters = null, Action<ILGenerator>? construct = null, TypeAttributes attributes = TypeAttributes.Public, Type? implements = null)
    {
        _module ??= _assembly.DefineDynamicModule(name);
        TypeBuilder type = _module.DefineType(fullName, attributes, typeof(object), [implements ?? typeof(IObjective)]);
        ILGenerator constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, parameters ?? []).GetILGenerator();
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(OpCodes.Call, BaseConstructor);
        construct?.Invoke(constructor);
        constructor.Emit(OpCodes.Ret);
        if (implements is null)
        {
            // Run => TrialOutcome.Completed
            ILGenerator run = type.DefineMethod(
                nameof(IObjective.Run), MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final, typeof(TrialOutcome), [typeof(TrialContext), typeof(CancellationToken)])
                .GetILGenerator();
            run.Emit(OpCodes.Call, typeof(TrialOutcome).GetProperty(nameof(TrialOutcome.Completed))!.GetMethod!);
            run.Emit(OpCodes.Ret);
        }

        type.CreateType();
        return this;
    }

    /// <summary>A class that only its own assembly and those beside it know.</summary>
    public ConstructorInfo Helper(string fullName)
    {
        _module ??= _assembly.DefineDynamicModule(name);
        TypeBuilder type = _module.DefineType(fullName, TypeAttributes.Public);
        ConstructorBuilder constructor = type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
        return constructor;
    }

    /// <summary>Writes the file and returns its name.</summary>
    public string Save(string folder)
    {
        string file = Path.Combine(folder, $"{name}.dll");
        _assembly.Save(file);
        return file;
    }
}
