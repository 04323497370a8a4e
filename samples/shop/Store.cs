using System.Text.Json;

namespace Shop;

/// <summary>What the shop sells, read once from its files.</summary>
internal sealed record Store(string Version, IReadOnlyList<Product> Products, string? Problem)
{
    /// <summary>Reads the files. A shop whose catalogue is broken starts all the same, and says so to everybody who asks.</summary>
    public static Store Open(string directory)
    {
        var version = File.ReadAllText(Path.Combine(directory, "VERSION")).Trim();
        var catalogue = Path.Combine(directory, "catalogue.json");
        try
        {
            var products = JsonSerializer.Deserialize<List<Product>>(File.ReadAllText(catalogue), JsonSerializerOptions.Web);
            return new Store(version, products ?? [], null);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return new Store(version, [], $"Shop {version} cannot read '{catalogue}': {e.Message}");
        }
    }

    /// <summary>Returns the one page of the shop.</summary>
    public string Page() =>
        $"""
        <!doctype html>
        <title>Shop {Version}</title>
        <h1>Shop {Version}</h1>
        <ul>
        {string.Join('\n', Products.Select(product => $"<li>{product.Name}: {product.Price:0.00}"))}
        </ul>
        """;
}
