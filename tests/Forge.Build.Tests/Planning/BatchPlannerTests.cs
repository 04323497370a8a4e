using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Planning;

public sealed class BatchPlannerTests
{
    [Fact]
    public void Plan_List_HasABuildForEach()
    {
        var plan = Plan("batch: {fast-fail: yes, build-list: [{identifier: a, buildspec: b.yml, ignore-failure: true, env: {image: debian:12, privileged-mode: true, variables: {V: '1'}}}, {identifier: B_2, debug-session: yes}]}");

        plan.Problem.Should().BeEmpty();
        plan.FastFail.Should().BeTrue();
        plan.Tasks.Select(task => task.Identifier).Should().Equal("a", "B_2");
        plan.Tasks[0].Should().BeEquivalentTo(new
        {
            BuildSpec = "b.yml",
            IgnoreFailure = true,
            DebugSession = false,
            Environment = new { Image = "debian:12", ComputeType = "", PrivilegedMode = (bool?)true, Variables = new[] { KeyValuePair.Create("V", "1") } },
        });
        plan.Tasks[1].Should().BeEquivalentTo(new { DebugSession = true, Environment = new { PrivilegedMode = (bool?)null } });
    }

    [Fact]
    public void Plan_Graph_PutsEveryBuildBehindThoseItDependsOn() =>
        Plan("batch: {build-graph: [{identifier: c, depend-on: [a, b]}, {identifier: b, depend-on: a}, {identifier: a}]}")
            .Tasks.Select(task => $"{task.Identifier}<{string.Join(' ', task.DependOn)}").Should().Equal("a<", "b<a", "c<a b");

    [Fact]
    public void Plan_GraphWithACircle_IsRefusedAndTheCircleNamed() =>
        Plan("batch: {build-graph: [{identifier: x}, {identifier: a, depend-on: [x, c]}, {identifier: b, depend-on: [a]}, {identifier: c, depend-on: [b]}]}")
            .Problem.Should().Be("BatchSpec has invalid values.. The builds wait for each other in a circle: a -> c -> b -> a.");

    [Fact]
    public void C58_Matrix_IsTheProduct()
    {
        var plan = Plan("batch: {build-matrix: {static: {ignore-failure: yes, env: {type: LINUX_CONTAINER, privileged-mode: true}}, dynamic: {buildspec: [m.yml, n.yml], env: {image: [debian:12], variables: {V: [1, '2.0', 2]}}}}}");

        plan.Tasks.Select(task => $"{task.BuildSpec} {task.Environment.Image} {task.Environment.Variables.Single().Value}").Should().Equal(
            "m.yml debian:12 1", "m.yml debian:12 2.0", "m.yml debian:12 2", "n.yml debian:12 1", "n.yml debian:12 2.0", "n.yml debian:12 2");
        plan.Tasks.Select(task => task.Identifier).Should().OnlyHaveUniqueItems().And.StartWith("build_m_yml_debian_12_1");
        plan.Tasks.Should().OnlyContain(task => task.IgnoreFailure && task.Environment.PrivilegedMode == true);
    }

    [Fact]
    public void Plan_MatrixWhoseNamesAreAlike_NumbersThem() =>
        Plan("batch: {build-matrix: {dynamic: {env: {variables: {V: [a.b, a-b, a b]}}}}}").Tasks.Select(task => task.Identifier).Should().Equal("build_a_b", "build_a_b_2", "build_a_b_3");

    [Fact]
    public void Plan_Fanout_HasNumberedShards()
    {
        var plan = Plan("batch: {build-fanout: {parallelism: 3, ignore-failure: yes}}");

        plan.Tasks.Select(task => task.Identifier).Should().Equal("shard_1", "shard_2", "shard_3");
        plan.Tasks[1].Environment.Variables.Should().Equal(KeyValuePair.Create("FORGE_SHARD_NUMBER", "2"), KeyValuePair.Create("FORGE_SHARD_COUNT", "3"));
        plan.Tasks.Should().OnlyContain(task => task.IgnoreFailure);
    }

    [Theory]
    [InlineData("build-list: [{identifier: a-b}, {identifier: c-d}, {identifier: ok}]", "BatchSpec has invalid values.. Build Identifiers a-b,c-d must contain only alphanumeric characters and underscores and be less than 128 characters in length.")]
    [InlineData("build-list: [{identifier: a}, {identifier: a}]", "*Build Identifier a stands at lines 3 and 3*")]
    [InlineData("build-list: [{buildspec: x}]", "*has no identifier*")]
    [InlineData("build-list: [a]", "*must be a map with 'identifier'*")]
    [InlineData("build-list: a", "*must be a list of builds*")]
    [InlineData("build-list: [{identifier: a, env: {compute-type: c, fleet: f}}]", "*both compute-type and fleet*")]
    [InlineData("build-list: [{identifier: a, env: {variables: {1A: x}}}]", "'1A' is not the name of a variable*")]
    [InlineData("build-graph: [{identifier: a, depend-on: [z]}]", "*a depends on z, which is not a build*")]
    [InlineData("build-graph: [{identifier: a, depend-on: [a]}]", "*circle: a -> a.")]
    [InlineData("build-fanout: {parallelism: many}", "*parallelism must be a number from 1 to 100*")]
    [InlineData("build-fanout: {parallelism: 0}", "*parallelism must be a number from 1 to 100*")]
    [InlineData("build-fanout: {ignore-failure: yes}", "*no 'parallelism'*")]
    [InlineData("build-matrix: {static: {}}", "*no 'dynamic'*")]
    [InlineData("build-list: [{identifier: a}]\n  build-fanout: {parallelism: 2}", "*write one of them")]
    [InlineData("fast-fail: yes", "*at least one build.")]
    [InlineData("build-list: []", "*at least one build.")]
    public void C59_BatchThatCannotBegin_SaysWhyAndAPlainBuildIgnoresIt(string batch, string problem)
    {
        var plan = Plan($"batch:\n  {batch}");

        plan.Problem.Should().Match(problem);
        plan.Tasks.Should().BeEmpty();
    }

    [Fact]
    public void Plan_MatrixThatIsTooLarge_IsRefused()
    {
        var values = string.Join(", ", Enumerable.Range(0, 40));

        Plan($"batch: {{build-matrix: {{dynamic: {{env: {{variables: {{A: [{values}], B: [{values}]}}}}}}}}}}").Problem.Should().Contain("more than 1,000 combinations");
    }

    private static BatchPlan Plan(string yaml)
    {
        var spec = BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\n{yaml}"), out var problems);
        spec.Should().NotBeNull(string.Join('\n', problems));
        return BatchPlanner.Plan(spec!);
    }
}
