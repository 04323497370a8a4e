using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Forge.Build.Tests;

/// <summary>Every append of a run, each with a crash before and after it is recorded.</summary>
/// <param name="count">How many appends there are.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CombinatorialAppendsAttribute(int count) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
        [.. Enumerable.Range(1, count).SelectMany(append => new[] { new TheoryDataRow(append, false), new TheoryDataRow(append, true) })]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
