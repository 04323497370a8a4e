using Forge.Deploy.Inventories;
using Forge.Testing.BadInput;

namespace Forge.Deploy.Tests.Inventories;

/// <summary>Bad inventories: what is said of each, where, and at what cost.</summary>
public sealed class InventoryBadInputTests
{
    private static readonly BadInputArea Area = new("inventory");

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_BadInput_SaysWhatIsExpected(string input) => Area.Check(input, (file, bytes) =>
    {
        new TargetInventoryReader(new InventoryScene().Catalog, "/inv").Read(file, bytes, out var problems);
        return problems.Select(problem => problem.ToString());
    });
}
