namespace Forge.Build.Packaging;

/// <summary>A pattern for files: <c>*</c> and <c>?</c> stay within one name, <c>**</c> crosses directories and also stands for none.</summary>
internal sealed class ArtifactGlob
{
    private const string AnyDirectories = "**/";
    private const string AnyFile = "**/*";
    private const int None = -1;

    private readonly Token[] _tokens;

    // What every name below any directory that the pattern means ends with; null for a pattern that means anything else.
    private readonly string? _ending;

    /// <summary>Initializes a new instance of the <see cref="ArtifactGlob"/> class.</summary>
    /// <param name="pattern">The pattern; any text is one.</param>
    public ArtifactGlob(string pattern)
    {
        Pattern = pattern;
        var trimmed = Trim(pattern);
        _tokens = [.. Tokens(trimmed)];
        _ending = trimmed.StartsWith(AnyFile, StringComparison.Ordinal) && trimmed.AsSpan(AnyFile.Length).IndexOfAny("*?/") < 0 ? trimmed[AnyFile.Length..] : null;
    }

    private enum Kind
    {
        /// <summary>One character.</summary>
        Literal,

        /// <summary>One character of a name.</summary>
        One,

        /// <summary>Some characters of a name.</summary>
        Some,

        /// <summary>Any characters.</summary>
        Any,

        /// <summary>No directory, or some, each with its slash.</summary>
        Directories,
    }

    /// <summary>Gets the pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Gets a value indicating whether the pattern leads out of the directory it is relative to.</summary>
    public bool LeadsOut => Pattern.StartsWith('/') || Pattern.Split('/').Contains("..");

    /// <summary>Says whether a path fits.</summary>
    /// <param name="path">A relative path with <c>/</c> between its parts.</param>
    public bool IsMatch(string path)
    {
        if (_ending is not null)
        {
            return path.EndsWith(_ending, StringComparison.Ordinal);
        }

        // A later wildcard takes up whatever an earlier one could: only the last of each reach has to be tried anew.
        var (at, token) = (0, 0);
        var (within, across) = ((Token: None, At: 0), (Token: None, At: 0));
        while (at < path.Length || token < _tokens.Length)
        {
            if (token < _tokens.Length && _tokens[token].Kind is Kind.Some)
            {
                within = (token++, at);
            }
            else if (token < _tokens.Length && _tokens[token].Kind is Kind.Any or Kind.Directories)
            {
                (across, within) = ((token++, at), (None, 0));
            }
            else if (token < _tokens.Length && at < path.Length && _tokens[token].Takes(path[at]))
            {
                (at, token) = (at + 1, token + 1);
            }
            else if (within.Token != None && within.At < path.Length && path[within.At] != '/')
            {
                within.At++;
                (at, token) = (within.At, within.Token + 1);
            }
            else if (across.Token != None && Advance(path, across) is { } next)
            {
                across.At = next;
                (at, token, within) = (next, across.Token + 1, (None, 0));
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    // Where a wildcard that crosses directories ends next, later than it ended so far.
    private int? Advance(string path, (int Token, int At) across)
    {
        if (_tokens[across.Token].Kind is Kind.Any)
        {
            return across.At < path.Length ? across.At + 1 : null;
        }

        // A directory has a name: what begins with a slash is none.
        var slash = path.IndexOf('/', across.At);
        return slash > across.At ? slash + 1 : null;
    }

    private static string Trim(string pattern)
    {
        while (pattern.StartsWith("./", StringComparison.Ordinal))
        {
            pattern = pattern[2..].TrimStart('/');
        }

        return pattern.TrimEnd('/');
    }

    private static IEnumerable<Token> Tokens(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            var isAtName = i == 0 || pattern[i - 1] == '/';
            if (isAtName && string.CompareOrdinal(pattern, i, AnyDirectories, 0, AnyDirectories.Length) == 0)
            {
                yield return new Token(Kind.Directories, '\0');
                i += AnyDirectories.Length - 1;
            }
            else if (pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*')
            {
                yield return new Token(Kind.Any, '\0');
                i++;
            }
            else
            {
                yield return pattern[i] switch
                {
                    '*' => new Token(Kind.Some, '\0'),
                    '?' => new Token(Kind.One, '\0'),
                    var c => new Token(Kind.Literal, c),
                };
            }
        }
    }

    private readonly record struct Token(Kind Kind, char Character)
    {
        public bool Takes(char c) => Kind is Kind.Literal ? c == Character : Kind is Kind.One && c != '/';
    }
}
