using System.Reflection;

namespace Forge.Architecture.Tests;

/// <summary>What counts as an asynchronous method.</summary>
internal static class Tokens
{
    private static readonly Type[] Awaited = [typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>), typeof(IAsyncEnumerable<>)];

    /// <summary>Tells whether a method returns something to be awaited.</summary>
    /// <param name="method">The method.</param>
    public static bool IsAsync(MethodInfo method)
    {
        var type = method.ReturnType;
        return Awaited.Contains(type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type);
    }
}
