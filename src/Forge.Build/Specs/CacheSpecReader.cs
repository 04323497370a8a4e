namespace Forge.Build.Specs;

/// <summary>Reads <c>cache</c>.</summary>
internal static class CacheSpecReader
{
    private const int MostFallbackKeys = 5;

    public static CacheSpec Read(SpecSection section)
    {
        section.AllowOnly("CACHE", "paths", "key", "fallback-keys", "action");
        var fallbackKeys = section.Texts("fallback-keys") ?? [];
        if (fallbackKeys.Count > MostFallbackKeys)
        {
            section.Refuse(section.Find("fallback-keys")!, "fallback-keys", $"a list of at most {MostFallbackKeys} prefixes", 0);
        }

        var action = section.Text("action");
        if (action is not ("" or "restore" or "save"))
        {
            section.Refuse(section.Find("action")!, "action", "restore or save", 0);
        }

        return new CacheSpec
        {
            Paths = section.Texts("paths") ?? [],
            Key = section.Text("key"),
            FallbackKeys = fallbackKeys,
            Action = action,
        };
    }
}
