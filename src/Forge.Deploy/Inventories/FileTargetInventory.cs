namespace Forge.Deploy.Inventories;

/// <summary>An inventory in a file, YAML or JSON. The file is read again whenever it is asked for, and checked again when it has changed.</summary>
internal sealed class FileTargetInventory(string name, string path, DeploymentCatalog catalog) : ITargetInventory
{
    private readonly string _path = Path.GetFullPath(path);
    private (byte[] Bytes, IReadOnlyList<TargetDescription> Targets)? _last;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TargetDescription>> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadFileAsync(cancellationToken).ConfigureAwait(false);
        if (_last is { } last && bytes.AsSpan().SequenceEqual(last.Bytes))
        {
            return last.Targets;
        }

        var reader = new TargetInventoryReader(catalog, Path.GetDirectoryName(_path)!);
        if (reader.Read(_path, bytes, out var problems) is not { } targets)
        {
            throw new TargetInventoryException(
                $"The inventory '{Name}' cannot be used. {string.Join(Environment.NewLine, problems)}", Name);
        }

        _last = (bytes, targets);
        return targets;
    }

    private async Task<byte[]> ReadFileAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TargetInventoryException($"The inventory '{Name}' cannot be read: {e.Message}", Name, isTransient: true, e);
        }
    }
}
