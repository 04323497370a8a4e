using System.Text.Json;
using Forge.Build.Specs;

namespace Forge.Build.Driving;

/// <summary>Fetches the values that a buildspec and its project take from the parameter store and the secret store, each of them once.</summary>
internal sealed class SecretResolver(IParameterStore? parameters, ISecretStore? secrets)
{
    /// <summary>Fetches the values.</summary>
    /// <returns>The values by variable, and null; or what is wrong.</returns>
    public async Task<(IReadOnlyDictionary<string, SecretValue> Values, PhaseOutcome? Failure)> ResolveAsync(
        EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        try
        {
            foreach (var (variable, name) in spec.ParameterStore)
            {
                if (await ParameterAsync(name, cancellationToken).ConfigureAwait(false) is not { } value)
                {
                    return (values, Failed($"parameter does not exist: {name}"));
                }

                values[variable] = value;
            }

            var fetched = new Dictionary<SecretReference, SecretValue?>();
            foreach (var (variable, key) in spec.SecretsManager)
            {
                if (!fetched.TryGetValue(key.Reference, out var whole))
                {
                    fetched[key.Reference] = whole = await SecretAsync(key.Reference, cancellationToken).ConfigureAwait(false);
                }

                if (whole is null)
                {
                    return (values, Failed($"secret does not exist: {key.Reference.Id}"));
                }

                if ((key.JsonKey.Length == 0 ? whole : Member(whole, key.JsonKey)) is not { } value)
                {
                    return (values, Failed($"the secret '{key.Reference.Id}' is not a JSON object with the key '{key.JsonKey}'"));
                }

                values[variable] = value;
            }
        }
        catch (SecretStoreException e)
        {
            return (values, Failed(e.Message));
        }

        var unusable = values.FirstOrDefault(pair => pair.Value.Reveal().Contains('\0', StringComparison.Ordinal)).Key;
        return (values, unusable is null ? null : Failed($"the value for '{unusable}' holds a NUL character, which no variable can"));
    }

    private static PhaseOutcome Failed(string message) => PhaseOutcome.Failed(PhaseOutcome.DecryptedVariablesError, message);

    private Task<SecretValue?> ParameterAsync(string name, CancellationToken cancellationToken) =>
        (parameters ?? throw new SecretStoreException($"This host has no parameter store, and the buildspec wants the parameter '{name}'. Register an IParameterStore."))
        .GetParameterAsync(name, cancellationToken);

    private Task<SecretValue?> SecretAsync(SecretReference reference, CancellationToken cancellationToken) =>
        (secrets ?? throw new SecretStoreException($"This host has no secret store, and the buildspec wants the secret '{reference.Id}'. Register an ISecretStore."))
        .GetSecretAsync(reference, cancellationToken);

    private static SecretValue? Member(SecretValue whole, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(whole.Reveal());
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty(key, out var member)
                ? new SecretValue(member.ValueKind is JsonValueKind.String ? member.GetString()! : member.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
