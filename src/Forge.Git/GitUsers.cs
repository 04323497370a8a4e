using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git;

/// <summary>Who may use the hosted repositories. Several processes may administer the same root at the same time.</summary>
/// <remarks>
/// Safe for concurrent use. A change is in force with the next request. Every method throws <see cref="GitHostingException"/>
/// when the request cannot be met, and <see cref="IOException"/> when the storage fails.
/// </remarks>
public sealed partial class GitUsers
{
    private const int PasswordBytes = 32;
    private const string PasswordPrefix = "fgit_";

    private readonly MetadataFile<UserFile> _file;
    private readonly Pepper _pepper;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<GitUsers> _logger;

    internal GitUsers(HostingRoot root, RootLock rootLock, Pepper pepper, TimeProvider timeProvider, ILogger<GitUsers> logger)
    {
        _file = new MetadataFile<UserFile>(root.UsersFile, rootLock, StorageJson.Default.UserFile, new UserFile());
        _pepper = pepper;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Creates a user with a generated password.</summary>
    /// <param name="name">1 to 64 ASCII letters, digits and <c>. _ - @ +</c>, beginning with a letter or a digit.</param>
    /// <param name="policy">What the user may do; null means nothing.</param>
    /// <param name="cancellationToken">Cancels the creation; whether the user exists is then unknown.</param>
    /// <returns>The credential. It cannot be shown again, only issued anew.</returns>
    /// <exception cref="GitHostingException">The name breaks a rule or is taken, perhaps in another case.</exception>
    public async Task<GitCredential> CreateAsync(string name, GitAccessPolicy? policy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Shape().IsMatch(name))
        {
            throw new GitHostingException($"'{name}' is not a user name: use 1 to 64 letters, digits and . _ - @ +, beginning with a letter or a digit.", GitHostingFailure.InvalidName);
        }

        var password = GeneratePassword();
        var hash = await HashAsync(password, cancellationToken).ConfigureAwait(false);
        var now = _timeProvider.GetUtcNow();
        var record = new UserRecord { Name = name, CreatedAt = now, CredentialIssuedAt = now, PasswordHash = hash, Policy = (policy ?? GitAccessPolicy.None).ToJson() };
        await _file.ChangeAsync(file => Add(file, record), cancellationToken).ConfigureAwait(false);
        Log.Created(_logger, name);
        return new GitCredential { UserName = name, Password = new SecretValue(password) };
    }

    /// <summary>Issues a new password. The old one is refused from now on.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancellationToken">Cancels the change; whether the old password still works is then unknown.</param>
    /// <returns>The credential. It cannot be shown again, only issued anew.</returns>
    /// <exception cref="GitHostingException">There is no such user.</exception>
    public async Task<GitCredential> ReissueAsync(string name, CancellationToken cancellationToken = default)
    {
        var password = GeneratePassword();
        var hash = await HashAsync(password, cancellationToken).ConfigureAwait(false);
        var now = _timeProvider.GetUtcNow();
        await ChangeUserAsync(name, user => user with { PasswordHash = hash, CredentialIssuedAt = now }, cancellationToken).ConfigureAwait(false);
        Log.Reissued(_logger, name);
        return new GitCredential { UserName = name, Password = new SecretValue(password) };
    }

    /// <summary>Replaces what a user may do.</summary>
    /// <param name="name">The user.</param>
    /// <param name="policy">The new policy.</param>
    /// <param name="cancellationToken">Cancels the change; which policy is in force is then unknown.</param>
    /// <returns>A task that completes when the policy is in force.</returns>
    /// <exception cref="GitHostingException">There is no such user.</exception>
    public async Task SetPolicyAsync(string name, GitAccessPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        await ChangeUserAsync(name, user => user with { Policy = policy.ToJson() }, cancellationToken).ConfigureAwait(false);
        Log.PolicySet(_logger, name);
    }

    /// <summary>Deletes a user and the credential.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancellationToken">Cancels the deletion; whether the user exists is then unknown.</param>
    /// <returns>A task that completes when the user is refused.</returns>
    /// <exception cref="GitHostingException">There is no such user.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        await _file.ChangeAsync(file => file with { Users = [.. file.Users.Except([Require(file, name)])] }, cancellationToken).ConfigureAwait(false);
        Log.Deleted(_logger, name);
    }

    /// <summary>Lists the users by name, in ordinal order.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The users there are now.</returns>
    public async Task<IReadOnlyList<GitUser>> ListAsync(CancellationToken cancellationToken = default)
    {
        var file = await _file.ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. file.Users.Select(ToUser).OrderBy(u => u.Name, StringComparer.Ordinal)];
    }

    /// <summary>Finds the user who has this name and this password. Who does not exist takes as long as who does.</summary>
    internal async Task<GitUser?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken)
    {
        var presented = await HashAsync(password, cancellationToken).ConfigureAwait(false);
        var user = Find(await _file.ReadAsync(cancellationToken).ConfigureAwait(false), name);
        var expected = user?.PasswordHash ?? new string('0', presented.Length);
        var equal = CryptographicOperations.FixedTimeEquals(Convert.FromHexString(presented), Convert.FromHexString(expected));
        return equal && user is not null ? ToUser(user) : null;
    }

    private static string GeneratePassword() =>
        PasswordPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));

    private static UserRecord? Find(UserFile file, string name) =>
        file.Users.FirstOrDefault(u => string.Equals(u.Name, name, StringComparison.Ordinal));

    private static UserRecord Require(UserFile file, string name) =>
        Find(file, name) ?? throw new GitHostingException($"There is no user '{name}'.", GitHostingFailure.NotFound);

    private static UserFile Add(UserFile file, UserRecord record)
    {
        var twin = file.Users.FirstOrDefault(u => string.Equals(u.Name, record.Name, StringComparison.OrdinalIgnoreCase));
        return twin is null
            ? file with { Users = [.. file.Users, record] }
            : throw new GitHostingException($"The name '{record.Name}' is taken by user '{twin.Name}'. Names that differ only by case are not told apart.", GitHostingFailure.NameTaken);
    }

    private static GitUser ToUser(UserRecord record) => new()
    {
        Name = record.Name,
        Policy = GitAccessPolicy.Parse(record.Policy),
        CreatedAt = record.CreatedAt,
        CredentialIssuedAt = record.CredentialIssuedAt,
    };

    private async Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await _pepper.HashAsync(password, cancellationToken).ConfigureAwait(false));

    private Task<UserFile> ChangeUserAsync(string name, Func<UserRecord, UserRecord> change, CancellationToken cancellationToken) =>
        _file.ChangeAsync(
            file =>
            {
                var user = Require(file, name);
                return file with { Users = [.. file.Users.Select(u => u == user ? change(u) : u)] };
            },
            cancellationToken);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Information, "User '{Name}' was created.")]
        public static partial void Created(ILogger logger, string name);

        [LoggerMessage(1011, LogLevel.Information, "User '{Name}' was issued a new credential; the old one is refused.")]
        public static partial void Reissued(ILogger logger, string name);

        [LoggerMessage(1012, LogLevel.Information, "The policy of user '{Name}' was replaced.")]
        public static partial void PolicySet(ILogger logger, string name);

        [LoggerMessage(1013, LogLevel.Information, "User '{Name}' was deleted.")]
        public static partial void Deleted(ILogger logger, string name);
    }
}
