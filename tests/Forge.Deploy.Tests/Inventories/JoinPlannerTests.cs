using Forge.Deploy.Driving;
using Forge.Deploy.Inventories;

namespace Forge.Deploy.Tests.Inventories;

public sealed class JoinPlannerTests
{
    private static readonly HashSet<string> Nobody = [];

    [Fact]
    public void Plan_TargetHasNoRevision_GetsOneForItself() =>
        Plan(Deployed("a"), [Target("a"), Target("b"), Target("c")]).Should().Be("NewTarget:b NewTarget:c");

    [Fact]
    public void Plan_NothingEverSucceeded_DoesNothing()
    {
        Plan(GroupState.Empty, [Target("a")]).Should().BeEmpty();
        Plan(Release(GroupState.Empty, "d-1", DeploymentStatus.Failed, [], ["a"]), [Target("a"), Target("b")]).Should().BeEmpty();
    }

    [Fact]
    public void Plan_GroupIsNotElastic_DoesNothing() => Plan(Deployed("a"), [Target("b")], new() { IsElastic = false }).Should().BeEmpty();

    [Fact]
    public void Plan_TargetFailedInTheDeploymentItself_IsLeftToTheOperator() =>
        Plan(Release(GroupState.Empty, "d-1", DeploymentStatus.Succeeded, ["a"], ["b"]), [Target("a"), Target("b")]).Should().BeEmpty();

    [Fact]
    public void Plan_Joining_WaitsForTheEndAndThenDoesNotRepeatIt()
    {
        var joining = Join(Deployed("a"), "j-1", JoinPurpose.NewTarget, "d-1", ("b", ""));

        Plan(joining, [Target("a"), Target("b")]).Should().BeEmpty();
        joining.IsJoining("b").Should().BeTrue();
        foreach (var (succeeded, failed) in new (string[], string[])[] { (["b"], []), ([], ["b"]) })
        {
            var joined = joining.Apply(new GroupJoined("j-1", failed.Length > 0 ? DeploymentStatus.Failed : DeploymentStatus.Succeeded, succeeded, failed));
            Plan(joined, [Target("a"), Target("b")]).Should().BeEmpty();
            joined.IsJoining("b").Should().BeFalse();
            joined.Find("b", "").Should().Be(failed.Length == 0 ? new GroupTarget(true, "d-1") : new GroupTarget(false, null));
            (joined.LastSuccessful, joined.Active).Should().Be(("d-1", null), "the group's own revision is not touched");
        }
    }

    [Fact]
    public void Plan_AnotherMachineOfTheSameName_IsANewTarget()
    {
        Plan(Deployed("a"), [Target("a", "vm-2")]).Should().Be("NewTarget:a");
        var joined = Join(Deployed("a"), "j-1", JoinPurpose.NewTarget, "d-1", ("a", "vm-2")).Apply(new GroupJoined("j-1", DeploymentStatus.Failed, [], ["a"]));
        Plan(joined, [Target("a", "vm-2")]).Should().BeEmpty();
        Plan(joined, [Target("a", "vm-3")]).Should().Be("NewTarget:a");
    }

    [Fact]
    public void Plan_JoinedDuringADeployment_IsUpdatedTogetherAfterIt()
    {
        var group = Deployed("a").Apply(new GroupReserved("d-2", "user"));
        foreach (var name in new[] { "b", "c" })
        {
            group = Join(group, $"j-{name}", JoinPurpose.NewTarget, "d-1", (name, "")).Apply(new GroupJoined($"j-{name}", DeploymentStatus.Succeeded, [name], []));
        }

        Plan(group, [Target("a"), Target("b"), Target("c")], busy: ["a"]).Should().BeEmpty("they have the revision that the group has");
        var after = Release(group, "d-2", DeploymentStatus.Succeeded, ["a"], []);
        Plan(after, [Target("a"), Target("b"), Target("c")]).Should().Be("OutdatedTarget:b,c");
        Plan(after, [Target("a"), Target("b"), Target("d")]).Should().Be("NewTarget:d OutdatedTarget:b");
        Plan(after, [Target("a"), Target("b")], new() { IsElastic = true, OutdatedTargets = OutdatedTargetsStrategy.Ignore }).Should().BeEmpty();
        Plan(after.Apply(new GroupReserved("d-3", "user")), [Target("a"), Target("b")], busy: ["a"]).Should().BeEmpty("a deployment that runs comes first");
        Plan(Release(group, "d-2", DeploymentStatus.Failed, [], ["a"]), [Target("a"), Target("b")]).Should().BeEmpty("the group's revision is still the one that they have");
    }

    [Fact]
    public void Plan_LockedQueuedOrClosed_UpdatesNothingAndLeavesNoNewTargetEmpty()
    {
        var group = Join(Deployed("a").Apply(new GroupReserved("d-2", "user")), "j-1", JoinPurpose.NewTarget, "d-1", ("b", "")).Apply(new GroupJoined("j-1", DeploymentStatus.Succeeded, ["b"], []));
        group = Release(group, "d-2", DeploymentStatus.Succeeded, ["a"], []);
        KnownTarget[] members = [Target("a"), Target("b"), Target("new")];
        string Plan(GroupState standing, bool isOpen) => Describe(JoinPlanner.Plan(new() { IsElastic = true }, standing, members, Nobody, isOpen));

        Plan(group, isOpen: true).Should().Be("NewTarget:new OutdatedTarget:b");
        Plan(group, isOpen: false).Should().Be("NewTarget:new");
        Plan(group.Apply(new GroupLocked("ann", "freeze", DateTimeOffset.UnixEpoch)), isOpen: true).Should().Be("NewTarget:new");
        Plan(group.Apply(new GroupQueued("d-3", "user")), isOpen: true).Should().Be("NewTarget:new");
    }

    [Fact]
    public void Plan_JoinEndsAfterTheDeployment_IsUpdatedToo()
    {
        var group = Join(Deployed("a").Apply(new GroupReserved("d-2", "user")), "j-1", JoinPurpose.NewTarget, "d-1", ("b", ""));
        group = Release(group, "d-2", DeploymentStatus.Succeeded, ["a"], []);
        Plan(group, [Target("a"), Target("b")]).Should().BeEmpty();

        Plan(group.Apply(new GroupJoined("j-1", DeploymentStatus.Succeeded, ["b"], [])), [Target("a"), Target("b")]).Should().Be("OutdatedTarget:b");
    }

    [Fact]
    public void PlanTerminations_OnlyWhereSomethingWasDeployedAndNobodyElseIsAtIt()
    {
        var options = new DeploymentGroupOptions { HasTerminationHook = true };
        KnownTarget[] leaving = [Target("a"), Target("b"), Target("never")];
        var group = Deployed("a", "b");

        Terminations(options, group, leaving, ["b"]).Should().Be("Termination:a");
        Terminations(new(), group, leaving, []).Should().BeEmpty();
        Terminations(options, group, [Target("a", "vm-2")], []).Should().BeEmpty("this machine was never deployed to");
        JoinPlanner.IsDone(options, group, Target("never"), Nobody).Should().BeTrue();
        JoinPlanner.IsDone(options, group, Target("a"), Nobody).Should().BeFalse();
        JoinPlanner.IsDone(new(), group, Target("a"), new HashSet<string> { "a" }).Should().BeFalse("a deployment to it is finished first");

        var terminating = Join(group, "j-1", JoinPurpose.Termination, "", ("a", ""));
        Terminations(options, terminating, leaving, ["b"]).Should().BeEmpty();
        JoinPlanner.IsDone(options, terminating, Target("a"), Nobody).Should().BeFalse();
        var gone = terminating.Apply(new GroupJoined("j-1", DeploymentStatus.Failed, [], ["a"]));
        JoinPlanner.IsDone(options, gone, Target("a"), Nobody).Should().BeTrue("a hook that fails does not keep a machine that is going");
        gone.Targets.Keys.Should().Equal("b");
    }

    // Targets come, go and are replaced, deployments run and end as they like, in every order that chance finds: no target is ever in two deployments,
    // and when nothing more happens each one has had one chance at the group's revision, and not more.
    [Fact]
    public void Plan_WhateverHappens_EachTargetHasOneChanceAtEachRevision()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var fleet = new RandomFleet(random);
            for (var turn = 0; turn < 60; turn++)
            {
                fleet.Turn();
            }

            fleet.Settle();
        }
    }

    private static string Plan(GroupState group, IReadOnlyList<KnownTarget> members, DeploymentGroupOptions? options = null, params IReadOnlyList<string> busy) =>
        Describe(JoinPlanner.Plan(options ?? new() { IsElastic = true }, group, members, busy.ToHashSet(), isOpen: true));

    private static string Terminations(DeploymentGroupOptions options, GroupState group, IReadOnlyList<KnownTarget> leaving, IReadOnlyList<string> busy) =>
        Describe(JoinPlanner.PlanTerminations(options, group, leaving, busy.ToHashSet()));

    private static string Describe(IEnumerable<PlannedJoin> joins) =>
        string.Join(' ', joins.Select(join => $"{join.Purpose}:{string.Join(',', join.Targets.Select(target => target.Name))}"));

    private static KnownTarget Target(string name, string instance = "") =>
        new(name, new Dictionary<string, string>(), Description: InventoryScene.Describe(name) with { Instance = instance });

    private static GroupState Deployed(params string[] targets) => Release(GroupState.Empty, "d-1", DeploymentStatus.Succeeded, targets, []);

    private static GroupState Release(GroupState group, string id, DeploymentStatus status, string[] succeeded, string[] failed) =>
        (group.Active is null ? group.Apply(new GroupReserved(id, "user")) : group).Apply(new GroupReleased(id, status, succeeded, failed));

    private static GroupState Join(GroupState group, string id, JoinPurpose purpose, string revision, params (string Name, string Instance)[] targets) =>
        group.Apply(new GroupJoining(id, purpose, revision, targets.ToDictionary(target => target.Name, target => target.Instance)));

    private sealed class RandomFleet(Random random)
    {
        private readonly DeploymentGroupOptions _options = new() { IsElastic = true };
        private readonly Dictionary<string, KnownTarget> _members = [];
        private readonly List<(string Target, string Instance, string Revision)> _chances = [];
        private GroupState _group = GroupState.Empty;
        private IReadOnlyList<KnownTarget> _deploying = [];
        private int _ids;

        public void Turn()
        {
            var name = $"t{random.Next(5)}";
            switch (random.Next(6))
            {
                case 0:
                    _members[name] = Target(name, $"vm-{++_ids}");
                    break;
                case 1:
                    _members.Remove(name);
                    break;
                case 2 when _group.Active is null:
                    _deploying = [.. _members.Values.Where(target => !_group.IsJoining(target.Name))];
                    _group = _deploying.Count > 0 ? _group.Apply(new GroupReserved($"d-{++_ids}", "user")) : _group;
                    break;
                case 3 when _group.Active is not null:
                    Release();
                    break;
                case 4 when _group.Joining.Count > 0:
                    EndJoin();
                    break;
                default:
                    Look();
                    break;
            }
        }

        public void Settle()
        {
            if (_group.Active is not null)
            {
                Release();
            }

            for (var rounds = 0; Look() || _group.Joining.Count > 0; rounds++)
            {
                Assert.True(rounds < 100, "it comes to rest");
                while (_group.Joining.Count > 0)
                {
                    EndJoin();
                }
            }

            Assert.Equal(_chances.Distinct().Count(), _chances.Count);
            foreach (var target in _group.LastSuccessful is null ? [] : _members.Values.ToList())
            {
                Assert.Contains((target.Name, target.Instance, _group.LastSuccessful!), _chances);
            }
        }

        private bool Look()
        {
            var joins = JoinPlanner.Plan(_options, _group, [.. _members.Values], _group.Active is null ? Nobody : _deploying.Select(target => target.Name).ToHashSet(), isOpen: true);
            foreach (var join in joins)
            {
                foreach (var target in join.Targets)
                {
                    Assert.False(_group.IsJoining(target.Name) || (_group.Active is not null && _deploying.Any(other => other.Name == target.Name)), "no target is in two deployments");
                    _chances.Add((target.Name, target.Instance, _group.LastSuccessful!));
                }

                _group = JoinPlannerTests.Join(_group, $"j-{++_ids}", join.Purpose, _group.LastSuccessful!, [.. join.Targets.Select(target => (target.Name, target.Instance))]);
            }

            return joins.Count > 0;
        }

        private void EndJoin()
        {
            var joining = _group.Joining.Values.First();
            var fails = random.Next(4) == 0;
            string[] names = [.. joining.Targets.Keys];
            _group = _group.Apply(new GroupJoined(joining.DeploymentId, fails ? DeploymentStatus.Failed : DeploymentStatus.Succeeded, fails ? [] : names, fails ? names : []));
        }

        private void Release()
        {
            var id = _group.Active!.DeploymentId;
            var status = (DeploymentStatus)random.Next((int)DeploymentStatus.Succeeded, (int)DeploymentStatus.Stopped + 1);
            var failing = _deploying.Where(_ => random.Next(4) == 0).Select(target => target.Name).ToList();
            if (status is DeploymentStatus.Succeeded)
            {
                _chances.AddRange(_deploying.Select(target => (target.Name, target.Instance, id)));
            }

            _group = _group.Apply(new GroupReleased(id, status, [.. _deploying.Select(target => target.Name).Except(failing)], failing)
            {
                Instances = _deploying.ToDictionary(target => target.Name, target => target.Instance),
            });
        }
    }
}
