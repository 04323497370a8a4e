namespace Forge.AspNetCore.Tests;

public sealed class GitManyRefsTests : GitServerTest
{
    // In memory, and in one transaction: git flushes every ref to the disk, which is right for a host and slow for a test.
    private readonly DirectoryInfo _memory = Directory.CreateDirectory(Path.Combine("/dev/shm", $"forge-{Path.GetRandomFileName()}"));

    protected override string Root => _memory.FullName;

    [Theory]
    [InlineData(4000, true)]
    [InlineData(4001, false)]
    public async Task Push_ManyRefs_IsLimitedAsInCodeCommit(int count, bool isAllowed)
    {
        var commit = await Git.InitAsync("work");
        var refs = string.Concat(Enumerable.Range(0, count).Select(i => $"{commit} refs/heads/topics/{i}\n"));
        await File.WriteAllTextAsync(Git.Combine("work", ".git", "packed-refs"), refs, Cancel);

        var result = await Git.TryAsync("work", "push", "--quiet", "--atomic", ShopUrl, "refs/heads/topics/*:refs/heads/topics/*");

        (result.ExitCode == 0).Should().Be(isAllowed);
        (await ReadRefsAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(isAllowed ? count : 0);
        (await ReadEventsAsync()).Should().HaveCount(isAllowed ? count : 0);
        result.Error.Contains("Too many reference update commands", StringComparison.Ordinal).Should().Be(!isAllowed);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _memory.Delete(recursive: true);
    }
}
