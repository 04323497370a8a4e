using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Architecture.Tests;

/// <summary>What every package shows of itself.</summary>
public sealed class SurfaceTests
{
    private const int MostConstructorParameters = 6;

    private static IEnumerable<Type> Exported => Package.All.SelectMany(package => package.Assembly.ExportedTypes);

    private static IEnumerable<Type> Written => Package.All.SelectMany(package => package.WrittenTypes);

    [Fact]
    public void Classes_Public_AreSealed() => Unsealed(Exported).Should().Equal(typeof(ForgeException));

    [Fact]
    public void Classes_Internal_AreSealedOrHaveAChild() =>
        Written.Where(type => type is { IsClass: true, IsSealed: false, IsPublic: false, IsNestedPublic: false } && !Written.Any(child => IsChild(child, type)))
            .Should().BeEmpty();

    [Fact]
    public void Properties_Public_HaveSettersInOptionsOnly() => Settable(Exported).Should().BeEmpty();

    [Fact]
    public void Records_Public_AreNotPositional() => Positional(Exported).Should().BeEmpty();

    [Fact]
    public void Methods_PublicAndAsync_TakeATokenLast() => WithoutToken(Exported).Should().BeEmpty();

    [Fact]
    public void Options_Public_AreValidated() => Unvalidated(Exported).Should().BeEmpty();

    [Fact]
    public void Fields_Static_AreNeverReplaced() => Replaceable(Written).Should().BeEmpty();

    [Fact]
    public void Constructors_Always_TakeFewParameters() => Wide(Written).Should().BeEmpty();

    [Fact]
    public void Rules_Planted_AreBroken()
    {
        Type[] planted = [typeof(Planted), typeof(PlantedOptions), typeof(PlantedPair)];

        Unsealed(planted).Should().Equal(typeof(Planted));
        Settable(planted).Should().Equal("Planted.Size");
        Positional(planted).Should().Equal(typeof(PlantedPair));
        WithoutToken(planted).Should().Equal("Planted.RunAsync");
        Unvalidated(planted).Should().Equal(typeof(PlantedOptions));
        Replaceable(planted).Should().Equal("Planted.Current");
        Wide(planted).Should().Equal(typeof(Planted));
    }

    private static IEnumerable<Type> Unsealed(IEnumerable<Type> types) => types.Where(type => type is { IsClass: true, IsSealed: false });

    private static bool IsChild(Type child, Type type) =>
        child.BaseType is { } parent && (parent.IsConstructedGenericType ? parent.GetGenericTypeDefinition() : parent) == type;

    private static IEnumerable<string> Settable(IEnumerable<Type> types) =>
        from type in types
        where !type.Name.EndsWith("Options", StringComparison.Ordinal)
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
        select $"{type.Name}.{property.Name}";

    private static IEnumerable<Type> Positional(IEnumerable<Type> types) => types.Where(type => type.GetMethod("Deconstruct") is not null);

    private static IEnumerable<string> WithoutToken(IEnumerable<Type> types) =>
        from type in types
        where !type.IsInterface
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where Tokens.IsAsync(method) && method.Name != nameof(IAsyncDisposable.DisposeAsync)
        where method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)
        select $"{type.Name}.{method.Name}";

    // Options inside other options are validated with them.
    private static IEnumerable<Type> Unvalidated(IEnumerable<Type> types) =>
        from type in types
        where type.Name.EndsWith("Options", StringComparison.Ordinal)
        where !type.Assembly.GetTypes().Any(validator => validator.IsAssignableTo(typeof(IValidateOptions<>).MakeGenericType(type)))
        where !types.Any(owner => owner != type && Signatures.Of(owner).Contains(type) && owner.Name.EndsWith("Options", StringComparison.Ordinal))
        select type;

    private static IEnumerable<string> Replaceable(IEnumerable<Type> types) =>
        from type in types
        where !type.IsEnum
        from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !field.IsInitOnly && !field.IsLiteral && field.Name.IndexOf('<', StringComparison.Ordinal) < 0 && !field.Name.StartsWith("__", StringComparison.Ordinal)
        select $"{type.Name}.{field.Name}";

    private static IEnumerable<Type> Wide(IEnumerable<Type> types) =>
        types.Where(type => !type.IsAssignableTo(typeof(Exception)) && !type.IsAssignableTo(typeof(Attribute)) && type.GetMethod("<Clone>$") is null
            && type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Any(constructor => constructor.GetParameters().Count(parameter => !IsAmbient(parameter.ParameterType)) > MostConstructorParameters));

    // Clock, log and options come in everywhere: they do not say that a class does too much.
    private static bool IsAmbient(Type type) =>
        type == typeof(TimeProvider) || type == typeof(ILoggerFactory) || type.IsAssignableTo(typeof(ILogger))
        || (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IOptions<>));

    internal abstract class Planted(int a, int b, int c, int d, int e, int f, int g)
    {
        internal static int Current = 1;

        public int Size { get; set; } = a + b + c + d + e + f + g;

        public abstract Task RunAsync();
    }

    internal sealed class PlantedOptions
    {
        public int Count { get; set; }
    }

    internal sealed record PlantedPair(int Left, int Right);
}
