namespace Forge.Build.Tests;

public sealed class ComputeTypesTests
{
    [Theory]
    [InlineData("BUILD_GENERAL1_SMALL", "", 4, 2)]
    [InlineData("BUILD_GENERAL1_SMALL", "LINUX_GPU_CONTAINER", 16, 4)]
    [InlineData("BUILD_GENERAL1_MEDIUM", "ARM_CONTAINER", 8, 4)]
    [InlineData("BUILD_GENERAL1_LARGE", "LINUX_CONTAINER", 16, 8)]
    [InlineData("BUILD_GENERAL1_LARGE", "LINUX_GPU_CONTAINER", 255, 32)]
    [InlineData("BUILD_GENERAL1_XLARGE", "", 72, 36)]
    [InlineData("BUILD_GENERAL1_XLARGE", "ARM_CONTAINER", 64, 32)]
    [InlineData("BUILD_GENERAL1_2XLARGE", "WINDOWS_SERVER_2022_CONTAINER", 144, 72)]
    [InlineData("BUILD_GENERAL1_2XLARGE", "ARM_EC2", 96, 48)]
    [InlineData("BUILD_LAMBDA_10GB", "LINUX_LAMBDA_CONTAINER", 10, 6)]
    public void Get_TypeOfTheReference_GivesItsSize(string name, string type, int memory, double processors)
    {
        ComputeTypes.Get(name, type).Should().Be(new ResourceLimits { MemoryBytes = (long)memory << 30, Processors = processors });
    }

    [Theory]
    [InlineData("")]
    [InlineData("SMALL")]
    [InlineData("build_general1_small")]
    [InlineData("CUSTOM_INSTANCE_TYPE")]
    public void Find_OtherName_IsNull(string name)
    {
        ComputeTypes.Find(name, "").Should().BeNull();
    }

    [Fact]
    public void Get_OtherName_ListsTheKnown() =>
        FluentActions.Invoking(() => ComputeTypes.Get("SMALL")).Should().Throw<ArgumentException>().WithMessage("'SMALL' is no compute type. Known are: BUILD_GENERAL1_SMALL, *");
}
