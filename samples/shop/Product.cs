namespace Shop;

/// <summary>Something that the shop sells.</summary>
internal sealed record Product(string Name, decimal Price);
