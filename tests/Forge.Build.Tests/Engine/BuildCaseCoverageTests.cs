using System.Reflection;
using Forge.Build.Conformance;

namespace Forge.Build.Tests.Engine;

public sealed class BuildCaseCoverageTests
{
    public static TheoryData<string> Cases =>
    [
        "C01", "C02", "C03", "C04", "C05", "C08", "C10", "C11", "C14", "C15", "C16", "C17", "C21", "C22", "C25", "C26", "C28", "C30", "C31", "C32",
        "C34", "C35", "C36", "C37", "C39", "C40", "C41", "C42", "C43", "C44", "C45", "C47", "C48", "C49", "C51", "C52", "C53", "C55", "C58", "C59",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_OfTheReference_HasATest(string id) =>
        typeof(BuildCaseTests).GetMethods(BindingFlags.Public | BindingFlags.Instance).Should().Contain(method => method.Name.StartsWith($"{id}_", StringComparison.Ordinal));
}
