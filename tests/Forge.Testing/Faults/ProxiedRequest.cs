namespace Forge.Testing.Faults;

/// <summary>A request that has come to a proxy.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its path and query, as sent.</param>
/// <param name="Number">How many came before it.</param>
/// <param name="Headers">Its headers; their names are compared without case.</param>
public sealed record ProxiedRequest(string Method, string Target, int Number, IReadOnlyDictionary<string, string> Headers);
