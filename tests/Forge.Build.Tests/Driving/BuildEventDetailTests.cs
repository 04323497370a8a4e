using System.Text.Json;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Git;

namespace Forge.Build.Tests.Driving;

public sealed class BuildEventDetailTests
{
    private static OutputsTaken Taken(ArtifactEntry artifact) => new()
    {
        BuildId = "b-1",
        Artifacts = [artifact],
        ExportedVariables = new Dictionary<string, string>(),
        Outcome = PhaseOutcome.Succeeded,
        LogNotes = 0,
    };

    private static readonly DateTimeOffset Start = new(2017, 9, 1, 16, 12, 29, TimeSpan.Zero);

    private static readonly BuildProject Project = new()
    {
        Name = "shop",
        Source = BuildSource.FromLocation("git", new SourceLocation { Repository = "https://ci:hunter2@git.example/shop.git", Version = "main" }),
        Image = ImageReference.Parse("example/standard:5.0"),
        LogGroup = "/builds/shop",
        Variables =
        [
            new BuildVariable { Name = "MODE", Value = "release" },
            new BuildVariable { Name = "PASSWORD", Value = "db:password", Type = BuildVariableType.SecretsManager },
            new BuildVariable { Name = "URL", Value = "/shop/url", Type = BuildVariableType.ParameterStore },
        ],
    };

    [Fact]
    public void OfState_BuildThatBegins_HasTheFieldsOfTheReference()
    {
        var definition = BuildDefinitionPlanner.Plan(Project, new BuildRequest { Project = "shop", Initiator = "GitHub-Hookshot/abc" });
        var state = BuildState.Apply(null, BuildState.ToEntry(BuildEvents.Start(definition, "b-1", 7, Start)[0]));

        AssertEqual(
            BuildEventDetail.OfState(state),
            """
            {
              "version": "1", "project-name": "shop", "build-id": "arn:forge:codebuild:local:forge:build/shop:b-1",
              "build-status": "IN_PROGRESS", "current-phase": "SUBMITTED", "current-phase-context": "[]",
              "additional-information": {
                "artifact": {},
                "environment": {
                  "image": "example/standard:5.0", "privileged-mode": false, "type": "process",
                  "environment-variables": [
                    { "name": "MODE", "type": "PLAINTEXT", "value": "release" },
                    { "name": "PASSWORD", "type": "SECRETS_MANAGER" },
                    { "name": "URL", "type": "PARAMETER_STORE" }
                  ]
                },
                "timeout-in-minutes": 60, "build-complete": false, "build-number": 7, "initiator": "GitHub-Hookshot/abc",
                "build-start-time": "Sep 1, 2017 4:12:29 PM",
                "source": { "type": "GIT", "location": "https://git.example/shop.git", "version": "main" },
                "logs": { "group-name": "builds/shop", "stream-name": "b-1" },
                "phases": [ { "phase-type": "SUBMITTED", "start-time": "Sep 1, 2017 4:12:29 PM" } ]
              }
            }
            """);
    }

    [Fact]
    public void OfPhase_PhaseThatFailed_HasTheFieldsOfTheReference()
    {
        var (state, ended) = FailedInQueue();

        var detail = Parse(BuildEventDetail.OfPhase(state, ended));

        Text(detail, "completed-phase").Should().Be("QUEUED");
        Text(detail, "completed-phase-status").Should().Be("FAILED");
        Text(detail, "completed-phase-context").Should().Be("[CLIENT_ERROR: it is \"gone\"]");
        detail.GetProperty("completed-phase-duration-seconds").GetInt64().Should().Be(62);
        Text(detail, "completed-phase-start").Should().Be("Sep 1, 2017 4:12:29 PM");
        Text(detail, "completed-phase-end").Should().Be("Sep 1, 2017 4:13:31 PM");
        detail.GetProperty("additional-information").GetProperty("phases")[1].ToString().Should().Be(
            """{"phase-type":"QUEUED","start-time":"Sep 1, 2017 4:12:29 PM","phase-context":["CLIENT_ERROR: it is \u0022gone\u0022"],"phase-status":"FAILED","end-time":"Sep 1, 2017 4:13:31 PM","duration-in-seconds":62}""");
    }

    [Fact]
    public void OfState_BuildThatEnded_TellsItsArtifactAndThatItIsComplete()
    {
        var (state, _) = FailedInQueue();
        var artifact = new ArtifactEntry { Identifier = "", Location = "shop/b-1/shop", Digest = new string('a', 64), Size = 3, StoredAt = Start };
        var end = new BuildEnded { BuildId = "b-1", Project = "shop", Status = BuildStatus.Failed, EndedAt = Start.AddSeconds(70) };
        var taken = Taken(artifact);

        var detail = Parse(BuildEventDetail.OfState(BuildState.Apply(BuildState.Apply(state, BuildState.ToEntry(taken)), BuildState.ToEntry(end))));

        Text(detail, "build-status").Should().Be("FAILED");
        Text(detail, "current-phase").Should().Be("COMPLETED");
        var more = detail.GetProperty("additional-information");
        more.GetProperty("build-complete").GetBoolean().Should().BeTrue();
        Text(more.GetProperty("artifact"), "location").Should().Be("shop/b-1/shop");
        Text(more.GetProperty("artifact"), "sha256sum").Should().Be(new string('a', 64));
    }

    [Fact]
    public void OfState_Folder_HasALocationAndNoDigest()
    {
        var (state, _) = FailedInQueue();

        var detail = Parse(BuildEventDetail.OfState(BuildState.Apply(state, BuildState.ToEntry(Taken(new ArtifactEntry { Identifier = "", Location = "site" })))));

        detail.GetProperty("additional-information").GetProperty("artifact").ToString().Should().Be("{\"location\":\"site\"}");
    }

    [Fact]
    public void Batch_EventsOfABuild_GoOutWithIdsThatFollowTheJournal()
    {
        var (state, ended) = FailedInQueue();

        var batch = BuildEvents.Batch(state with { Sequence = 2 }, [ended, new StopAsked { BuildId = "b-1", By = "user" }], JournalClosing.StaysOpen);

        batch.Outbox.Should().ContainSingle().Which.Should().Match<ForgeEvent>(sent => sent.Id == "build/b-1/3" && sent.Type == "forge.build.phase" && sent.Subject == "build/b-1");
        batch.Appends.Single().Entries.Select(entry => entry.Type).Should().Equal("PhaseEnded", "StopAsked");
    }

    private static (BuildState State, PhaseEnded Ended) FailedInQueue()
    {
        var definition = BuildDefinitionPlanner.Plan(Project, new BuildRequest { Project = "shop" });
        var state = BuildEvents.Start(definition, "b-1", 7, Start).Aggregate(default(BuildState), (state, happened) => BuildState.Apply(state, BuildState.ToEntry(happened)))!;
        var ended = BuildEvents.PhaseEnd(state, PhaseOutcome.Failed("CLIENT_ERROR", "it is \"gone\""), BuildPhase.Completed, Start.AddSeconds(62));
        return (BuildState.Apply(state, BuildState.ToEntry(ended)), ended);
    }

    private static void AssertEqual(string actual, string expected) =>
        JsonSerializer.Serialize(Parse(actual)).Should().Be(JsonSerializer.Serialize(Parse(expected)));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
