namespace Forge.Architecture.Tests;

/// <summary>Forge.Abstractions holds what the author of an implementation must see, and nothing else.</summary>
public sealed class AbstractionsTests
{
    // What a host calls to begin; no contract leads to it.
    private static readonly Type[] EntryPoints = [typeof(ForgeServiceCollectionExtensions)];

    private static IEnumerable<Type> Exported => Package.Abstractions.Assembly.ExportedTypes;

    [Fact]
    public void ExportedTypes_Always_AreReachedFromAContractOrAnException() =>
        Unreached([.. Exported]).Should().BeEmpty();

    [Fact]
    public void Unreached_Planted_IsFound() =>
        Unreached([.. Exported, typeof(Planted)]).Should().Equal(typeof(Planted));

    [Fact]
    public void AsyncMethods_OfInterfaces_EndWithARequiredToken() =>
        WithoutRequiredToken(Exported).Should().BeEmpty();

    [Fact]
    public void WithoutRequiredToken_Planted_AreFound() =>
        WithoutRequiredToken([typeof(IPlanted)]).Should().Equal("IPlanted.NoneAsync", "IPlanted.OptionalAsync", "IPlanted.MisnamedAsync");

    [Fact]
    public void AsyncMethods_OfInterfaces_EndWithAsync() =>
        Exported.Where(type => type.IsInterface).SelectMany(type => type.GetMethods())
            .Where(method => Tokens.IsAsync(method) && !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Should().BeEmpty();

    [Fact]
    public void Exceptions_Always_AreForgesOwnOrAboutSpecs() =>
        Exported.Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAssignableTo(typeof(ForgeException)))
            .Should().Equal(typeof(SpecException));

    private static IEnumerable<Type> Unreached(IReadOnlyList<Type> exported) =>
        exported.Except(EntryPoints).Except(Signatures.Closure(exported.Where(type => type.IsInterface || type.IsAssignableTo(typeof(Exception)))));

    private static IEnumerable<string> WithoutRequiredToken(IEnumerable<Type> types) =>
        from type in types
        where type.IsInterface
        from method in type.GetMethods()
        where Tokens.IsAsync(method)
        where method.GetParameters() is not [.., { Name: "cancellationToken", IsOptional: false } last] || last.ParameterType != typeof(CancellationToken)
        select $"{type.Name}.{method.Name}";

    internal sealed class Planted;

    private interface IPlanted
    {
        Task NoneAsync();

        ValueTask<int> OptionalAsync(CancellationToken cancellationToken = default);

        IAsyncEnumerable<int> MisnamedAsync(CancellationToken token);

        Task RightAsync(int count, CancellationToken cancellationToken);
    }
}
