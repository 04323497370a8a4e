namespace Forge.Pipelines.Tests;

public sealed class PipelinesOptionsValidatorTests
{
    [Fact]
    public void Validate_EveryMistake_IsListedAtOnce()
    {
        var options = new PipelinesOptions
        {
            Pipelines =
            {
                new PipelineOptions { Name = "a b", Repository = "", Branch = "x..y", Executor = "" },
                new PipelineOptions { Name = "a b", Repository = "r" },
            },
        };

        var result = new PipelinesOptionsValidator().Validate(null, options);

        result.Failures.Should().HaveCount(6)
            .And.Contain(failure => failure.Contains("'a b' is not allowed"))
            .And.Contain(failure => failure.Contains("names no repository"))
            .And.Contain(failure => failure.Contains("'x..y'"))
            .And.Contain(failure => failure.Contains("names no executor"))
            .And.Contain(failure => failure.Contains("2 pipelines named 'a b'"));
    }

    [Fact]
    public void Validate_GoodPipelines_Succeeds() =>
        new PipelinesOptionsValidator().Validate(null, new PipelinesOptions { Pipelines = { new PipelineOptions { Name = "shop", Repository = "shop" } } })
            .Succeeded.Should().BeTrue();
}
