using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Turns <c>batch</c> into builds.</summary>
internal static partial class BatchPlanner
{
    /// <summary>The code of a batch that cannot begin.</summary>
    public const string ValidationError = "BATCH_SPEC_VALIDATION_ERROR";

    /// <summary>The variable with the number of a shard, from 1.</summary>
    public const string ShardNumber = "FORGE_SHARD_NUMBER";

    /// <summary>The variable with the count of shards.</summary>
    public const string ShardCount = "FORGE_SHARD_COUNT";

    /// <summary>How many builds a batch may have.</summary>
    public const int MostTasks = 1_000;

    private const int LongestIdentifier = 127;

    /// <summary>Plans the builds of a buildspec that has <c>batch</c>.</summary>
    public static BatchPlan Plan(BuildSpec spec) => spec switch
    {
        { BatchProblem.Length: > 0 } => new BatchPlan { FastFail = false, Tasks = [], Problem = spec.BatchProblem },
        { Batch: { } batch } => Plan(batch),
        _ => Plan(new BatchSpec()),
    };

    private static BatchPlan Plan(BatchSpec spec)
    {
        var plan = new BatchPlan { FastFail = spec.FastFail, Tasks = [] };
        return spec switch
        {
            { Tasks: { Count: > 0 } tasks } => PlanTasks(plan, tasks),
            { Matrix: { } matrix } => Size(matrix) > MostTasks
                ? Refuse(plan, $"build-matrix has more than {MostTasks:N0} combinations.")
                : plan with { Tasks = Name([.. Combine(matrix)]) },
            { Fanout: { } fanout } => plan with { Tasks = [.. Enumerable.Range(1, fanout.Parallelism).Select(number => Shard(fanout, number))] },
            _ => Refuse(plan, "batch needs build-list, build-graph, build-matrix or build-fanout with at least one build."),
        };
    }

    private static BatchPlan Refuse(BatchPlan plan, string why) => plan with { Problem = $"BatchSpec has invalid values.. {why}" };

    private static BatchPlan PlanTasks(BatchPlan plan, IReadOnlyList<BatchTaskSpec> specs)
    {
        var known = specs.ToDictionary(spec => spec.Identifier, StringComparer.Ordinal);
        foreach (var spec in specs)
        {
            if (spec.DependOn.FirstOrDefault(other => !known.ContainsKey(other)) is { } unknown)
            {
                return Refuse(plan, $"Build {spec.Identifier} depends on {unknown}, which is not a build of the batch.");
            }
        }

        var ordered = new List<BatchTaskSpec>(specs.Count);
        var open = new List<string>();
        foreach (var spec in specs)
        {
            if (Visit(spec, known, ordered, open) is { } cycle)
            {
                return Refuse(plan, $"The builds wait for each other in a circle: {cycle}.");
            }
        }

        return plan with { Tasks = ordered.ConvertAll(ToTask) };
    }

    // Depth first: a build that is met again on its own way closes a circle.
    private static string? Visit(BatchTaskSpec spec, Dictionary<string, BatchTaskSpec> known, List<BatchTaskSpec> ordered, List<string> open)
    {
        if (ordered.Contains(spec))
        {
            return null;
        }

        var begin = open.IndexOf(spec.Identifier);
        if (begin >= 0)
        {
            return string.Join(" -> ", open.Skip(begin).Append(spec.Identifier));
        }

        open.Add(spec.Identifier);
        foreach (var other in spec.DependOn)
        {
            if (Visit(known[other], known, ordered, open) is { } cycle)
            {
                return cycle;
            }
        }

        open.RemoveAt(open.Count - 1);
        ordered.Add(spec);
        return null;
    }

    private static BatchTask ToTask(BatchTaskSpec spec) => new()
    {
        Identifier = spec.Identifier,
        BuildSpec = spec.BuildSpec,
        DependOn = spec.DependOn,
        IgnoreFailure = spec.IgnoreFailure,
        DebugSession = spec.DebugSession,
        Environment = spec.Environment,
    };

    private static long Size(BatchMatrixSpec matrix) =>
        matrix.Variables.Select(variable => variable.Value.Count)
            .Concat([matrix.BuildSpecs.Count, matrix.Images.Count, matrix.ComputeTypes.Count])
            .Aggregate(1L, (product, count) => Math.Min(product * Math.Max(1, count), MostTasks + 1L));

    private static IEnumerable<(BatchTask Task, string Name)> Combine(BatchMatrixSpec matrix)
    {
        IEnumerable<(BatchTask Task, string Name)> combined =
            [(new BatchTask { Identifier = "", IgnoreFailure = matrix.IgnoreFailure, Environment = matrix.Static }, "build")];
        combined = Multiply(combined, matrix.BuildSpecs, (task, value) => task with { BuildSpec = value });
        combined = Multiply(combined, matrix.Images, (task, value) => task with { Environment = task.Environment with { Image = value } });
        combined = Multiply(combined, matrix.ComputeTypes, (task, value) => task with { Environment = task.Environment with { ComputeType = value } });
        foreach (var (name, values) in matrix.Variables)
        {
            combined = Multiply(combined, values, (task, value) => task with
            {
                Environment = task.Environment with
                {
                    Variables = [.. task.Environment.Variables.Where(variable => variable.Key != name), KeyValuePair.Create(name, value)],
                },
            });
        }

        return combined;
    }

    private static List<(BatchTask Task, string Name)> Multiply(
        IEnumerable<(BatchTask Task, string Name)> tasks, IReadOnlyList<string> values, Func<BatchTask, string, BatchTask> with) =>
        values.Count == 0
            ? [.. tasks]
            : [.. tasks.SelectMany(task => values.Select(value => (with(task.Task, value), $"{task.Name}_{OtherCharacters().Replace(value, "_").Trim('_')}")))];

    // The names tell the values; where that is not enough to tell the builds apart, or too long, a number follows.
    private static List<BatchTask> Name(List<(BatchTask Task, string Name)> tasks)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return tasks.ConvertAll(task =>
        {
            var name = task.Name.Length > LongestIdentifier ? task.Name[..LongestIdentifier] : task.Name;
            for (var number = 2; !names.Add(name); number++)
            {
                var suffix = $"_{number.ToString(CultureInfo.InvariantCulture)}";
                name = task.Name[..Math.Min(task.Name.Length, LongestIdentifier - suffix.Length)] + suffix;
            }

            return task.Task with { Identifier = name };
        });
    }

    private static BatchTask Shard(BatchFanoutSpec fanout, int number) => new()
    {
        Identifier = $"shard_{number.ToString(CultureInfo.InvariantCulture)}",
        IgnoreFailure = fanout.IgnoreFailure,
        Shard = number,
        Environment = new BatchEnvironmentSpec
        {
            Variables =
            [
                KeyValuePair.Create(ShardNumber, number.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create(ShardCount, fanout.Parallelism.ToString(CultureInfo.InvariantCulture)),
            ],
        },
    };

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex OtherCharacters();
}
