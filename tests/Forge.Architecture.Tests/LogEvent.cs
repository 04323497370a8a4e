using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Forge.Architecture.Tests;

/// <summary>One thing that Forge says in its host's log.</summary>
internal sealed record LogEvent(int Id, LogLevel Level, string Message)
{
    /// <summary>Finds the log events that types declare.</summary>
    /// <param name="types">The types.</param>
    public static IReadOnlyList<LogEvent> In(IEnumerable<Type> types) =>
    [
        .. types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(attribute => new LogEvent(attribute.EventId, attribute.Level, attribute.Message)),
    ];
}
