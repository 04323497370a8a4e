namespace Forge.Build.Specs;

/// <summary><c>build-fanout</c>: the same build several times, each with a part of the tests.</summary>
/// <param name="Parallelism">How many builds.</param>
/// <param name="IgnoreFailure">Whether the batch succeeds although one of them fails.</param>
internal sealed record BatchFanoutSpec(int Parallelism, bool IgnoreFailure);
