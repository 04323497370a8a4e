using System.Text.Json;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>The registration file, which one process of this machine has at a time. Only its owner may read it.</summary>
internal sealed class RegistrationFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostBytes = 64 * 1024;

    private readonly string _path;
    private readonly FileStream _lock;

    private RegistrationFile(string path, FileStream taken)
    {
        _path = path;
        _lock = taken;
    }

    /// <summary>Gets a value indicating whether there is one.</summary>
    public bool Exists => File.Exists(_path);

    /// <summary>Takes the file, there or not.</summary>
    /// <exception cref="AgentException">Another process has it, or its directory cannot be written.</exception>
    public static RegistrationFile Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly,
            };
            return new RegistrationFile(full, new FileStream($"{full}.lock", options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException(
                $"The registration '{path}' cannot be taken: {e.Message} Either another agent of this machine has it, or its directory is missing or cannot be written.", AgentFailure.RegistrationFile, e);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="AgentException">It is missing, damaged, or others may read it.</exception>
    public Registration Read()
    {
        try
        {
            if ((File.GetUnixFileMode(_path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
            {
                throw new AgentException($"The registration '{_path}' can be read by others than its owner. Run 'chmod 600' on it, and register this machine anew if somebody else may have read it.", AgentFailure.RegistrationFile);
            }

            if (new FileInfo(_path).Length > MostBytes)
            {
                throw new JsonException("It is too large.");
            }

            var read = JsonSerializer.Deserialize(File.ReadAllBytes(_path), RegistrationJson.Default.Registration) ?? throw new JsonException("It is empty.");
            return Checked(read);
        }
        catch (JsonException e)
        {
            throw new AgentException($"The registration '{_path}' is damaged: {Position(e)} Register this machine anew.", AgentFailure.RegistrationFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"The registration '{_path}' cannot be read: {e.Message} Register this machine with 'forge agent register'.", AgentFailure.RegistrationFile, e);
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="AgentException">It cannot be written.</exception>
    public void Write(Registration registration)
    {
        try
        {
            PrivateFile.Write(_path, JsonSerializer.Serialize(registration, RegistrationJson.Default.Registration), FileMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"The registration '{_path}' cannot be written: {e.Message}", AgentFailure.RegistrationFile, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static Registration Checked(Registration read) =>
        read is { Version: 1, Credential.Length: > 0, Link.Length: > 0 } && AgentName.IsValid(read.Agent)
            ? read
            : throw new JsonException("Its version is not 1, or its agent, credential or link is none.");

    // The parser quotes what it read, which may be a secret.
    private static string Position(JsonException e) => e.LineNumber is { } line ? $"see line {line + 1}." : e.Message;
}
