using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>Tells the server to remove uploads that nobody finishes, by a rule beside those that the bucket has.</summary>
internal sealed class UploadExpiry(IAmazonS3 client, S3ArtifactStoreOptions options, ServerCalls calls)
{
    /// <summary>Writes the rule, unless it is there.</summary>
    public async Task EnsureAsync(string prefix, int days, CancellationToken cancellationToken)
    {
        var id = $"forge-uploads-{(prefix.Length > 0 ? prefix.TrimEnd('/') : "all")}";
        var rules = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (rules.Any(rule => rule.Id == id && rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation == days))
        {
            return;
        }

        rules.RemoveAll(rule => rule.Id == id);
        rules.Add(new LifecycleRule
        {
            Id = id,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
            AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = days },
        });
        await calls.RunAsync(
            "set the bucket's rules",
            watch => client.PutLifecycleConfigurationAsync(
                new PutLifecycleConfigurationRequest { BucketName = options.Bucket, Configuration = new LifecycleConfiguration { Rules = rules } }, watch.Token),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<LifecycleRule>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await calls.RunAsync(
                "read the bucket's rules",
                watch => client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = options.Bucket }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            return response.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception e) when (RequestFailure.IsMissing(e))
        {
            return [];
        }
    }
}
