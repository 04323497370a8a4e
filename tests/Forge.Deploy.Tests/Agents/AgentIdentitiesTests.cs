using Forge.Deploy.Agents.Identities;
using Forge.Journal;
using Forge.Testing;

namespace Forge.Deploy.Tests.Agents;

public sealed class AgentIdentitiesTests
{
    private static readonly AgentRegistered Registered = new("one", "aa", 3600, AgentScene.Now.AddHours(1), "cc", AgentScene.Now);

    // What a journal of the first release holds: it must be readable for ever.
    private static readonly (string Type, string Data, AgentEvent Event)[] Golden =
    [
        ("registered", """{"invitation":"one","credentialHash":"aa","credentialSeconds":3600,"expires":"2026-01-02T04:04:05+00:00","certificate":"cc","at":"2026-01-02T03:04:05+00:00"}""", Registered),
        ("registered", """{"invitation":"one","credentialHash":"aa","at":"2026-01-02T03:04:05+00:00"}""", new AgentRegistered("one", "aa", null, null, null, AgentScene.Now)),
        ("credential-replaced", """{"credentialHash":"bb","expires":"2026-01-02T04:04:05+00:00"}""", new AgentCredentialReplaced("bb", AgentScene.Now.AddHours(1))),
        ("credential-used", """{"credentialHash":"bb"}""", new AgentCredentialUsed("bb")),
        ("linked", """{"linkHash":"dd"}""", new AgentLinked("dd")),
        ("removed", """{"at":"2026-01-02T03:04:05+00:00"}""", new AgentRemoved(AgentScene.Now)),
    ];

    private readonly FakeJournal _journal = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> GoldenIndexes => [.. Enumerable.Range(0, Golden.Length)];

    [Theory]
    [MemberData(nameof(GoldenIndexes))]
    public void Format_GoldenEvent_IsReadAndWrittenAsEver(int index)
    {
        var (type, data, happened) = Golden[index];

        var written = AgentEventFormat.Write(happened);

        (written.Type, written.Version, written.Data).Should().Be((type, 1, data));
        AgentEventFormat.Read(Recorded(type, data)).Should().Be(happened);
    }

    [Theory]
    [InlineData("registered", 2, "{}", JournalFailure.Unsupported)]
    [InlineData("promoted", 1, "{}", JournalFailure.Unsupported)]
    [InlineData("linked", 1, "{", JournalFailure.Corrupt)]
    public void Read_UnknownOrDamaged_IsNeverSkipped(string type, int version, string data, JournalFailure failure)
    {
        var reading = () => AgentEventFormat.Read(Recorded(type, data, version));

        reading.Should().Throw<JournalException>().Which.Failure.Should().Be(failure);
    }

    [Fact]
    public async Task RecordAsync_ByTwoHosts_NeitherOverwritesTheOther()
    {
        var (one, two) = (new AgentIdentities(_journal), new AgentIdentities(_journal));
        await one.ReadAsync("web-1", Cancel);
        await two.ReadAsync("web-1", Cancel);
        await one.RecordAsync("web-1", _ => Registered, Cancel);

        var state = await two.RecordAsync("web-1", known => known.Registered is null ? Registered : new AgentLinked("dd"), Cancel);

        state.Should().Match<AgentState>(s => s.Link == "dd" && s.Credential == "aa" && s.Sequence == 2);
        (await new AgentIdentities(_journal).ReadAsync("web-1", Cancel)).Should().BeEquivalentTo(state);
    }

    [Fact]
    public async Task RecordAsync_JournalFailsAfterTheCommit_TheNextOneKnows()
    {
        var identities = new AgentIdentities(_journal);
        _journal.Appended = _ => throw new JournalException("The disk is gone.", JournalFailure.Unavailable);
        await identities.Awaiting(i => i.RecordAsync("web-1", _ => Registered, Cancel)).Should().ThrowAsync<JournalException>();
        _journal.Appended = null;

        (await identities.ReadAsync("web-1", Cancel)).Credential.Should().Be("aa");
    }

    [Fact]
    public void Apply_CredentialUsedThatNobodyMade_IsCorruption() =>
        FluentActions.Invoking(() => AgentState.Empty.Apply(new AgentCredentialUsed("aa"))).Should().Throw<JournalException>();

    private static JournalEvent Recorded(string type, string data, int version = 1) => new()
    {
        Stream = new StreamId(AgentEventFormat.Kind, "web-1"),
        Sequence = 1,
        RecordedAt = AgentScene.Now,
        Entry = new JournalEntry { Type = type, Version = version, Data = data },
    };
}
