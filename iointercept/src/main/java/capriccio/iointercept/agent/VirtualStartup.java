package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.VirtualBackend;
import capriccio.iointercept.runtime.EpollPoller;
import capriccio.iointercept.runtime.JdkAccess;
import capriccio.iointercept.runtime.Patterns;
import capriccio.iointercept.runtime.VirtualHooks;
import capriccio.iointercept.runtime.VirtualHost;
import capriccio.iointercept.runtime.VirtualProbe;
import java.lang.instrument.Instrumentation;

/** Brings up {@code backend=virtual}: policy, graph and admission under the program's virtual threads, and nothing woven. */
final class VirtualStartup {
    private VirtualStartup() {}

    static void run(AgentOptions options, Instrumentation instrumentation) throws Exception {
        Patterns user = Startup.patterns("user", options.user());
        Patterns platform = Startup.patterns("platform", options.platform());
        TwinLinker.install(JdkAccess.init());
        VirtualHost host = new VirtualHost();
        Scheduler.install(host);
        VirtualBackend backend = backend();
        EpollPoller poller = new EpollPoller(); // where an idle carrier waits; sockets stay with the JDK's own
        int carriers = options.carriersOrProcessors();
        Policy policy = Policy.of(options.policy(), carriers);
        Scheduler scheduler = new Scheduler(carriers, policy.queues(), poller, host, backend, policy.graph());
        VirtualJdk.install(instrumentation);
        Startup.start(options, scheduler, policy);
        poller.endWithTheJvm();
        VirtualHooks.enable(scheduler, user, platform);
        VirtualProbe.check();
        policy.intercept(options.admission());
        JdkAccess.announce(AgentJar.PROPERTY, AgentJar.find().getAbsolutePath());
        Startup.tell(options, scheduler, policy, null);
    }

    private static VirtualBackend backend() {
        try {
            return VirtualBackend.create();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("backend=virtual cannot be used: " + e.getMessage(), e);
        }
    }
}
