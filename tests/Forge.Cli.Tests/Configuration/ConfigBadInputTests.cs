using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Testing;
using Forge.Testing.BadInput;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge.Cli.Tests.Configuration;

/// <summary>Files of settings that no host starts with: all that is wrong is said at once.</summary>
public sealed class ConfigBadInputTests : IDisposable
{
    private static readonly BadInputArea Area = new("config");

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Inputs => Area.Inputs;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Start_BadInput_SaysWhatIsExpected(string input) => await Area.CheckAsync(input, async (file, bytes) =>
    {
        var path = _directory.Combine(file);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return Problems(path).Select(problem => problem.Replace($"{_directory.Path}/", "", StringComparison.Ordinal));
    });

    private static IReadOnlyList<string> Problems(string path)
    {
        try
        {
            var config = ForgeConfigReader.Read(path);
            var services = new ServiceCollection().AddLogging();
            services.AddForge().AddFleet(config);
            using var provider = services.BuildServiceProvider();
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException)
        {
            return [.. (e is AggregateException all ? all.InnerExceptions : [e]).Cast<OptionsValidationException>().SelectMany(one => one.Failures)];
        }
        catch (UserException e)
        {
            return [e.Message];
        }
    }
}
