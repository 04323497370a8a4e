using Forge.Cli.Output;

namespace Forge.Cli.Hosting;

/// <summary>The one place where what a user writes becomes an artifact store.</summary>
internal static class StoreAddress
{
    private const string FileScheme = "file://";

    /// <summary>Adds the store with an address: a directory, or <c>file://</c> and a directory.</summary>
    /// <exception cref="UserException">There is no such kind of store.</exception>
    public static IForgeBuilder AddStore(this IForgeBuilder forge, string address)
    {
        var directory = address.StartsWith(FileScheme, StringComparison.Ordinal) ? address[FileScheme.Length..]
            : address.Contains("://", StringComparison.Ordinal) ? throw new UserException($"The store '{address}' is of a kind that this version does not know: give a directory or a file:// address.")
            : Path.GetFullPath(address);
        return forge.AddFileSystemArtifactStore(options => options.Directory = directory);
    }
}
