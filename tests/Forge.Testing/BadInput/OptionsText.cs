using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forge.Testing.BadInput;

/// <summary>Options that are told as JSON, as a host's settings are.</summary>
public static class OptionsText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads options.</summary>
    /// <param name="bytes">The JSON.</param>
    /// <typeparam name="T">The options.</typeparam>
    public static T Read<T>(byte[] bytes) => JsonSerializer.Deserialize<T>(bytes, Json)!;
}
