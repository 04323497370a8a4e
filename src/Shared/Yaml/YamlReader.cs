using Forge.Shared.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Forge.Shared.Yaml;

/// <summary>Reads one YAML document into nodes with positions, within limits, over YamlDotNet's event parser.</summary>
/// <remarks>The object model of YamlDotNet is never used on a user's file: it overflows the stack on hostile nesting and loses what was written.</remarks>
internal sealed class YamlReader
{
    private const string MergeKey = "<<";
    private const string CoreTagPrefix = "tag:yaml.org,2002:";
    private const string Advice = "check its indentation, quotes, brackets and colons";

    private readonly YamlTabs _tabs;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly YamlLimits _limits;
    private readonly Dictionary<AnchorName, (YamlNode? Node, int Size)> _anchors = [];
    private int _nodes;

    private YamlReader(string text, YamlLimits limits)
    {
        _tabs = new YamlTabs(text);
        _scanner = new Scanner(new StringReader(text));
        _parser = new Parser(_scanner);
        _limits = limits;
    }

    /// <summary>Reads a document.</summary>
    /// <returns>The root, or null when the file holds nothing but blanks and comments.</returns>
    /// <exception cref="YamlException">The file is not one YAML document within the limits.</exception>
    public static YamlNode? Read(ReadOnlySpan<byte> bytes, YamlLimits limits)
    {
        var text = YamlText.Decode(bytes, limits);
        YamlText.CheckFirstLine(text);
        var reader = new YamlReader(text, limits);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            // An indentation with a tab is reported at the map that it stands in; the scanner still knows where it stopped.
            var stopped = reader._scanner.CurrentPosition.Line;
            throw reader._tabs.Find(stopped, stopped)
                ?? reader._tabs.Find(e.Start.Line, e.End.Line)
                ?? new YamlException($"{e.Message.TrimEnd('.')} at line {e.Start.Line}: {Advice}", (int)e.Start.Line, (int)e.Start.Column, e);
        }
        catch (InvalidOperationException e)
        {
            // What the parser throws when it has lost its way, as after text behind the end of an empty document.
            throw reader.Broken(e);
        }
    }

    private YamlException Broken(Exception cause)
    {
        var stopped = _scanner.CurrentPosition;
        return new YamlException($"the file is not YAML at line {stopped.Line}: {Advice}", (int)stopped.Line, (int)stopped.Column, cause);
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        if (_tabs.Find(root.Line, root.Line) is { } tab)
        {
            throw tab;
        }

        _parser.Consume<DocumentEnd>();
        return _parser.Accept<StreamEnd>(out _)
            ? root is YamlScalar { IsNull: true } ? null : root
            : throw Problem(_parser.Current!, "the file holds a second document; only one is allowed: keep one of the two");
    }

    private YamlNode ReadNode(int depth)
    {
        // The parser always stands at the event that has not been read yet.
        var parsed = _parser.Current!;
        _parser.MoveNext();
        Count(parsed, 1);
        if (parsed is AnchorAlias alias)
        {
            return Expand(alias);
        }

        if (parsed is not NodeEvent start)
        {
            throw Problem(parsed, "a value is missing before this place: write it, or remove the key");
        }

        CheckTag(start);
        if (depth >= _limits.Depth && start is not Scalar)
        {
            throw Problem(start, $"lists and maps nest deeper than {_limits.Depth}: write them flatter");
        }

        var before = _nodes;
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = default;
        }

        YamlNode node = start switch
        {
            Scalar scalar => ToScalar(scalar),
            SequenceStart => ReadList(start, depth),
            _ => ReadMap(start, depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = (node, _nodes - before + 1);
        }

        return node;
    }

    private YamlList ReadList(NodeEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private YamlMap ReadMap(NodeEvent start, int depth)
    {
        var entries = new List<KeyValuePair<YamlScalar, YamlNode>>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<YamlMap>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
            {
                throw Problem(start, "a key must be a simple value, not a list or a map: put what begins with a bracket into quotes");
            }

            var value = ReadNode(depth + 1);
            if (key is { Text: MergeKey, IsPlain: true })
            {
                merged.AddRange(ToMerge(key, value));
            }
            else if (!lines.TryAdd(key.Text, key.Line))
            {
                throw new YamlException($"the key {Quotation.Of(key.Text)} stands at line {lines[key.Text]} already; remove one of the two", key.Line, key.Column);
            }
            else
            {
                entries.Add(new(key, value));
            }
        }

        entries.AddRange(merged.SelectMany(map => map.Entries).Where(entry => lines.TryAdd(entry.Key.Text, entry.Key.Line)));
        return new YamlMap((int)start.Start.Line, (int)start.Start.Column, entries);
    }

    private static IEnumerable<YamlMap> ToMerge(YamlScalar key, YamlNode value) => value switch
    {
        YamlMap map => [map],
        YamlList list when list.Items.All(item => item is YamlMap) => list.Items.Cast<YamlMap>(),
        _ => throw new YamlException("'<<' merges a map or a list of maps, nothing else: write an alias of one, as in '<<: *defaults'", key.Line, key.Column),
    };

    private YamlNode Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchor))
        {
            throw Problem(alias, $"the alias {Quotation.Of($"*{alias.Value}")} has no anchor before it: write {Quotation.Of($"&{alias.Value}")} above, or put what begins with a star into quotes");
        }

        if (anchor.Node is null)
        {
            throw Problem(alias, $"the alias {Quotation.Of($"*{alias.Value}")} refers to itself: write out what it stands for");
        }

        Count(alias, anchor.Size - 1);
        return anchor.Node;
    }

    private void Count(ParsingEvent at, int nodes)
    {
        _nodes += nodes;
        if (_nodes > _limits.Nodes)
        {
            throw Problem(at, $"the file has more than {_limits.Nodes:N0} values, with aliases expanded: use fewer, or move a part into a file of its own");
        }
    }

    private static void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && !node.Tag.Value.StartsWith(CoreTagPrefix, StringComparison.Ordinal))
        {
            throw Problem(node, $"the tag {Quotation.Of(node.Tag.Value)} is not allowed; write the value itself");
        }
    }

    private YamlScalar ToScalar(Scalar scalar)
    {
        // A line that a tab indents continues the value above it: legal, and never what somebody meant who wrote '- ' or 'key:'.
        if (scalar.Style is ScalarStyle.Plain && scalar.End.Line > scalar.Start.Line
            && _tabs.Find(scalar.Start.Line + 1, scalar.End.Line) is { } tab)
        {
            throw tab;
        }

        return scalar.Value.Contains('\0', StringComparison.Ordinal)
            ? throw Problem(scalar, "the value holds a NUL character, which no program can be given: remove it")
            : new YamlScalar((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style is ScalarStyle.Plain);
    }

    private static YamlException Problem(ParsingEvent at, string message) => new(message, (int)at.Start.Line, (int)at.Start.Column);
}
