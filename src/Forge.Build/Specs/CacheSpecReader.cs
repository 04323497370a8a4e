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
            section.Problems.Add(section.Find("fallback-keys")!, $"{section.Name}.fallback-keys must be at most {MostFallbackKeys} prefixes, not {fallbackKeys.Count}: keep the ones that are found most often");
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
