using Forge.Testing;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>An account of this machine with a password, for one test. Needs the rights to make one.</summary>
internal sealed class PasswordAccount : IAsyncDisposable
{
    private PasswordAccount(string name) => Name = name;

    public string Name { get; }

    public static async Task<PasswordAccount> CreateAsync(string password)
    {
        var account = new PasswordAccount($"forge-{Guid.NewGuid():N}"[..16]);
        var hash = await HostProgram.RunAsync("/", ["openssl", "passwd", "-6", password], CancellationToken.None);
        await HostProgram.RunAsync("/", ["useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", "--password", hash.Trim(), account.Name], CancellationToken.None);
        return account;
    }

    public async ValueTask DisposeAsync() => await HostProgram.RunAsync("/", ["userdel", Name], CancellationToken.None);
}
