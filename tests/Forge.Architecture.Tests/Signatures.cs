using System.Reflection;

namespace Forge.Architecture.Tests;

/// <summary>Finds the types that a type's public face names.</summary>
internal static class Signatures
{
    private const BindingFlags Face = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Returns the types in the base list and in the public members of a type, arguments of generic types and elements of arrays included.</summary>
    /// <param name="type">The type.</param>
    public static IEnumerable<Type> Of(Type type)
    {
        var named = type.GetInterfaces().Append(type.BaseType)
            .Concat(type.GetProperties(Face).Select(property => property.PropertyType))
            .Concat(type.GetFields(Face).Select(field => field.FieldType))
            .Concat(type.GetMethods(Face).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .Concat(type.GetConstructors(Face).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType));
        return named.OfType<Type>().SelectMany(Parts).Where(part => !part.IsGenericParameter).Distinct();
    }

    /// <summary>Returns every type that some types lead to by their public faces, themselves included.</summary>
    /// <param name="roots">Where to begin.</param>
    public static HashSet<Type> Closure(IEnumerable<Type> roots)
    {
        var reached = new HashSet<Type>();
        var open = new Queue<Type>(roots);
        while (open.TryDequeue(out var type))
        {
            if (reached.Add(type) && type.Namespace?.StartsWith("Forge", StringComparison.Ordinal) == true)
            {
                Of(type).ToList().ForEach(open.Enqueue);
            }
        }

        return reached;
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];
}
