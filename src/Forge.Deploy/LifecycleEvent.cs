namespace Forge.Deploy;

/// <summary>A lifecycle event of a deployment on one target, by the reference's names and in its order.</summary>
public enum LifecycleEvent
{
    /// <summary>Scripts run before the target is taken out of the load balancer.</summary>
    BeforeBlockTraffic,

    /// <summary>The target is taken out of the load balancer. Not scriptable.</summary>
    BlockTraffic,

    /// <summary>Scripts run after the target was taken out of the load balancer.</summary>
    AfterBlockTraffic,

    /// <summary>The scripts of the revision that is installed stop the application.</summary>
    ApplicationStop,

    /// <summary>The revision is copied to the target and unpacked. Not scriptable.</summary>
    DownloadBundle,

    /// <summary>Scripts prepare the installation.</summary>
    BeforeInstall,

    /// <summary>The previous revision's files are removed, the new ones copied, permissions set. Not scriptable.</summary>
    Install,

    /// <summary>Scripts configure what was installed.</summary>
    AfterInstall,

    /// <summary>Scripts start the application.</summary>
    ApplicationStart,

    /// <summary>Scripts check that the application works.</summary>
    ValidateService,

    /// <summary>Scripts run before the target is put back into the load balancer.</summary>
    BeforeAllowTraffic,

    /// <summary>The target is put back into the load balancer. Not scriptable.</summary>
    AllowTraffic,

    /// <summary>Scripts run after the target was put back into the load balancer.</summary>
    AfterAllowTraffic,
}
