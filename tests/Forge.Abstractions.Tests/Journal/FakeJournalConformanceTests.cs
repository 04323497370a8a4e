using Forge.Conformance;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Abstractions.Tests.Journal;

public sealed class FakeJournalConformanceTests : JournalConformanceTests
{
    private readonly FakeTimeProvider _time = new();

    public FakeJournalConformanceTests() => Journal = new FakeJournal(_time);

    protected override IJournal Journal { get; }

    protected override Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
