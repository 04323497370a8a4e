namespace Forge.Build.Docker;

/// <summary>The way to the files of a build in a container: a directory that is shared, or archives that travel. Members as in <see cref="IBuildEnvironment"/>; after disposal they still work.</summary>
internal interface IContainerFiles : IDisposable
{
    /// <summary>Unpacks a tar.</summary>
    Task PutAsync(string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>Reads from a file that may be growing.</summary>
    Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Lists files and links. Whoever calls it has ended the build's processes.</summary>
    Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>Lists files and links without their sizes. Whoever calls it has ended the build's processes.</summary>
    Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken) => ListAsync(path, cancellationToken);

    /// <summary>Packs files into a tar. Whoever calls it has ended the build's processes.</summary>
    Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken);

    /// <summary>Gives the files to the user that the program will run as, who may change them then. Nothing of the build runs.</summary>
    Task HandOverAsync();

    /// <summary>Says that files may change again.</summary>
    void Forget();
}
