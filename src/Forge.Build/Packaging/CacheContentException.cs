namespace Forge.Build.Packaging;

/// <summary>What was to be kept could not be read. Never leaves <see cref="CacheDirectory"/>.</summary>
internal sealed class CacheContentException(Exception cause) : Exception(cause.Message, cause);
