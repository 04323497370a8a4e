namespace Forge.Git.Tests;

public sealed class GitUsersTests : IDisposable
{
    private readonly HostedGit _git = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private GitUsers Users => _git.Hosting.Users;

    [Fact]
    public async Task Create_NewName_GivesACredentialThatWorks()
    {
        var credential = await Users.CreateAsync("ann", GitAccessPolicy.ForRepositories(["shop"], []), Cancel);

        var user = await Users.AuthenticateAsync("ann", credential.Password.Reveal(), Cancel);

        user!.Name.Should().Be("ann");
        user.Policy.ToJson().Should().Contain("shop");
    }

    [Fact]
    public async Task Create_Password_Has256BitsAndIsStoredNowhere()
    {
        var credential = await Users.CreateAsync("ann", cancellationToken: Cancel);

        var password = credential.Password.Reveal();
        password.Should().MatchRegex(@"^fgit_[A-Za-z0-9_-]{43}$");
        foreach (var file in Directory.EnumerateFiles(_git.Root, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file, Cancel)).Should().NotContain(password);
        }
    }

    [Fact]
    public async Task Create_Twice_GivesDifferentPasswords()
    {
        var first = await Users.CreateAsync("ann", cancellationToken: Cancel);
        var second = await Users.CreateAsync("bob", cancellationToken: Cancel);

        first.Password.Should().NotBe(second.Password);
    }

    [Fact]
    public async Task Create_Files_AreForTheOwnerOnly()
    {
        await Users.CreateAsync("ann", cancellationToken: Cancel);

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(Path.Combine(_git.Root, "users.json")).Should().Be(OwnerOnly);
        File.GetUnixFileMode(Path.Combine(_git.Root, "pepper")).Should().Be(OwnerOnly);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public async Task Create_BadName_IsRefused(string name)
    {
        var create = () => Users.CreateAsync(name, cancellationToken: Cancel);

        (await create.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.InvalidName);
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("Ann")]
    public async Task Create_Taken_IsRefused(string name)
    {
        await Users.CreateAsync("ann", cancellationToken: Cancel);

        var create = () => Users.CreateAsync(name, cancellationToken: Cancel);

        (await create.Should().ThrowAsync<GitHostingException>()).Which.Failure.Should().Be(GitHostingFailure.NameTaken);
    }

    [Theory]
    [InlineData("ann", "wrong")]
    [InlineData("ann", "")]
    [InlineData("Ann", null)]
    [InlineData("bob", null)]
    [InlineData("", null)]
    public async Task Authenticate_WrongPair_IsNull(string name, string? password)
    {
        var credential = await Users.CreateAsync("ann", cancellationToken: Cancel);

        (await Users.AuthenticateAsync(name, password ?? credential.Password.Reveal(), Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Reissue_Always_EndsTheOldPassword()
    {
        var old = await Users.CreateAsync("ann", cancellationToken: Cancel);

        var renewed = await _git.Open().Users.ReissueAsync("ann", Cancel);

        (await Users.AuthenticateAsync("ann", old.Password.Reveal(), Cancel)).Should().BeNull();
        (await Users.AuthenticateAsync("ann", renewed.Password.Reveal(), Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task SetPolicy_Always_IsInForceAtOnce()
    {
        var credential = await Users.CreateAsync("ann", cancellationToken: Cancel);

        await _git.Open().Users.SetPolicyAsync("ann", GitAccessPolicy.ForRepositories(["new"], []), Cancel);

        (await Users.AuthenticateAsync("ann", credential.Password.Reveal(), Cancel))!.Policy.ToJson().Should().Contain("new");
    }

    [Fact]
    public async Task Delete_Always_RefusesTheUser()
    {
        var credential = await Users.CreateAsync("ann", cancellationToken: Cancel);

        await Users.DeleteAsync("ann", Cancel);

        (await Users.AuthenticateAsync("ann", credential.Password.Reveal(), Cancel)).Should().BeNull();
        (await Users.ListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task List_Always_IsInOrder()
    {
        await Users.CreateAsync("bob", cancellationToken: Cancel);
        await Users.CreateAsync("ann", cancellationToken: Cancel);

        (await Users.ListAsync(Cancel)).Select(u => u.Name).Should().Equal("ann", "bob");
    }

    [Fact]
    public async Task Change_NoSuchUser_SaysSo()
    {
        Func<Task>[] changes = [() => Users.ReissueAsync("x", Cancel), () => Users.SetPolicyAsync("x", GitAccessPolicy.None, Cancel), () => Users.DeleteAsync("x", Cancel)];

        foreach (var change in changes)
        {
            (await change.Should().ThrowAsync<GitHostingException>().WithMessage("There is no user 'x'.")).Which.Failure.Should().Be(GitHostingFailure.NotFound);
        }
    }

    [Fact]
    public async Task Authenticate_PepperReadableByOthers_IsRefused()
    {
        await Users.CreateAsync("ann", cancellationToken: Cancel);
        File.SetUnixFileMode(Path.Combine(_git.Root, "pepper"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var authenticate = () => _git.Open().Users.AuthenticateAsync("ann", "x", Cancel);

        await authenticate.Should().ThrowAsync<GitHostingException>().WithMessage("*may be read by others*");
    }

    public void Dispose() => _git.Dispose();
}
