using System.Text.Json.Serialization;

namespace Forge.Git.Storage;

/// <summary>How the files under the root are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RepositoryFile))]
[JsonSerializable(typeof(UserFile))]
internal sealed partial class StorageJson : JsonSerializerContext;
